"""The blank form of every procedure that can be filed: whole, tagged, with room to write."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from procedures.catalogue.institution import Institution
from procedures.requests import blank, drawing
from procedures.requests.blank import BOXES, blank_pdf, content_of
from procedures.requests.drawing import digest_of
from tests.factories import catalogue, published

FILEABLE = sorted(s for s, item in catalogue().items() if item.definition.can_be_filed)
METER, COMPLAINT = "mantenimiento-cambio-medidor", "quejas-denuncias"


def version_of(slug: str) -> SimpleNamespace:
    definition = catalogue()[slug].definition
    return SimpleNamespace(definition=definition, number=3, published_at=timezone.now())


def text_of(reader: PdfReader) -> str:
    """All words without spaces, since a long question breaks its lines."""
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("slug", FILEABLE)
def test_every_question_and_paper_is_on_the_form(slug):
    version = version_of(slug)
    reader = PdfReader(io.BytesIO(blank_pdf(version)))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"]
    assert len(reader.pages) <= 9
    text = text_of(reader)
    for section in version.definition.form.sections:
        assert squeezed(section.title) in text
    for field in version.definition.form.fields:
        if field.type.typed or field.type.name == "info":
            assert squeezed(field.label) in text, field.key
            for option in field.options if field.type.name != "address" else ():
                assert squeezed(option.label) in text, (field.key, option.value)
    for paper in version.definition.record.requirements:
        assert squeezed(paper.name) in text, paper.key
    for words in ("versión3", "Folio", "Sello", "Avisodeprivacidad"):
        assert words in text


def test_there_are_more_than_thirty_of_them():
    assert len(FILEABLE) == 39


def test_what_depends_on_another_answer_says_so_once_for_all_it_holds():
    sections = content_of(version_of(METER))["sections"]
    runs = [run for section in sections for run in section["runs"]]
    whens = [run["when"] for run in runs]
    assert "Solo si en «¿Dónde está el medidor?» puso «Dentro del inmueble»." in whens
    person = next(run for run in runs if run["when"].endswith("puso «Una persona»."))
    assert len(person["questions"]) > 2


def test_letters_have_boxes_choices_have_ticks_and_words_have_lines():
    sections = content_of(version_of(METER))["sections"]
    asked = {q["label"]: q for s in sections for run in s["runs"] for q in run["questions"]}
    assert asked["CURP"]["boxes"] == BOXES["curp"] == 18
    assert len(asked["¿Qué necesita?"]["options"]) == 5
    assert asked["Cuéntenos qué observa"]["lines"] > 2
    assert asked["¿Desde cuándo?"]["date"]
    assert asked["¿Qué lectura marca hoy el medidor?"]["unit"] == "m³"
    assert "Código postal" in [part["label"] for part in asked["Domicilio del servicio"]["parts"]]
    every = list(asked.values())
    room = ("boxes", "date", "options", "lines", "parts")
    assert all(any(q[name] for name in room) for q in every)


def test_an_anonymous_one_asks_for_no_name_and_no_signature():
    content = content_of(version_of(COMPLAINT))
    assert "deje esta parte en blanco" in content["contact"]["help"]
    assert not any(question["required"] for question in content["contact"]["questions"])


def test_the_counter_reads_it_in_spanish_whatever_the_page_speaks():
    with translation.override("en"):
        assert content_of(version_of(METER))["office"]["title"] == "Lo llena el módulo"


@pytest.mark.django_db
def test_the_page_and_the_paper_are_served_to_anybody(client):
    published(METER)
    paper = client.get(f"/tramites/{METER}/formato.pdf")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert "public" in paper["Cache-Control"] and not paper.cookies
    page = client.get(f"/tramites/{METER}/formato/").content.decode()
    for field in catalogue()[METER].definition.form.fields:
        assert field.label in page
    assert f"/tramites/{METER}/formato.pdf" in client.get(f"/tramites/{METER}/").content.decode()
    body = client.get(f"/api/v1/procedures/{METER}/").json()
    assert body["blank_form_url"].endswith(f"/tramites/{METER}/formato.pdf")


@pytest.mark.django_db
def test_what_cannot_be_filed_has_no_form(client):
    published("registro-contratistas-2020")
    assert client.get("/tramites/registro-contratistas-2020/formato.pdf").status_code == 404
    assert client.get("/tramites/no-hay/formato/").status_code == 404
    body = client.get("/api/v1/procedures/registro-contratistas-2020/").json()
    assert body["blank_form_url"] is None


def test_a_form_is_drawn_once_and_anew_when_what_it_says_changes(monkeypatch):
    drawn = []
    monkeypatch.setattr(blank, "draw", lambda *given: drawn.append(given) or b"%d" % len(drawn))
    version = version_of(METER)
    first = blank_pdf(version)
    with translation.override("en"):
        assert blank_pdf(version) == first, "the form is Spanish for everybody"
    assert len(drawn) == 1
    version.number = 4
    assert blank_pdf(version) != first
    now = drawing.institution()
    monkeypatch.setattr(
        drawing, "institution", lambda: Institution({**now, "name": "Otro organismo"})
    )
    assert blank_pdf(version) == b"3"


def test_papers_of_other_sizes_and_templates_have_other_digests():
    told = content_of(version_of(METER))
    digests = {digest_of("formato", told), digest_of("formato", told, large=True)}
    digests.add(digest_of("acuse", told))
    assert len(digests) == 3
