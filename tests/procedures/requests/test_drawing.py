"""Whatever is typed becomes a paper that can be read, and never part of its code."""

from __future__ import annotations

import io
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from procedures.requests.drawing import draw, qr

SHEET: dict[str, Any] = {
    "title": "Resolución",
    "subtitle": "Resolución de prueba",
    "footer": "FOLIO",
    "page_words": ["Página", "de"],
    "facts": [["Folio", "FOLIO"]],
    "blocks": [],
    "signature": {"title": "Firma", "name": "N", "post": "", "authority": "A", "legend": "L"},
    "verify": {
        "title": "Comprobar",
        "sentence": "Lea el código.",
        "code_label": "Código",
        "code": "ABCDEFGHJKMNPQRS",
        "address": "https://example.org/verificar/ABCDEFGHJKMNPQRS/",
        "qr": {"svg": qr("https://example.org/"), "alt": "Código QR"},
    },
    "draft": 0,
    "draft_words": "BORRADOR",
    "copy": "",
}


def words_of(*texts: str) -> str:
    blocks = [{"title": one[:200] or "Título", "text": one} for one in texts]
    pdf = draw("resolucion", {**SHEET, "blocks": blocks})
    assert "/StructTreeRoot" in PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=120), max_size=3))
def test_any_text_at_all_becomes_a_tagged_paper(texts: list[str]) -> None:
    assert "FOLIO" in words_of(*texts)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="#*_$<>[]{}()@`=-+/\\\"' abc\n", min_size=1, max_size=60))
def test_marks_of_the_drawing_language_are_printed_as_they_are(typed: str) -> None:
    told = "".join(words_of(typed).split())
    assert "".join(typed.split()) in told


def test_a_very_long_text_breaks_over_pages_under_its_heading() -> None:
    long = "\n\n".join(f"Párrafo {n}. " + "palabra " * 80 for n in range(60))
    pdf = PdfReader(
        io.BytesIO(draw("resolucion", {**SHEET, "blocks": [{"title": "Razones", "text": long}]}))
    )
    assert len(pdf.pages) > 5
    assert f"Página {len(pdf.pages)} de {len(pdf.pages)}" in pdf.pages[-1].extract_text()
