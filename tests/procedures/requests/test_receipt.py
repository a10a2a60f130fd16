"""The acuse: a tagged PDF that says what was received, and opens nothing by itself."""

from __future__ import annotations

import io

import pytest
from django.utils.formats import date_format
from pypdf import PdfReader

from procedures.requests import receipt
from procedures.requests.operations import Filing
from tests.factories import filed, published, staff

METER = "mantenimiento-cambio-medidor"


@pytest.fixture
def case(db: None) -> Filing:
    return filed(published(METER), given={"sin_curp": False, "curp": "HECM800101MOCRRR03"})


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    return " ".join("".join(page.extract_text() + " " for page in read(pdf).pages).split())


def test_the_acuse_is_tagged_and_says_its_language_and_title(case: Filing) -> None:
    pdf = read(receipt.acuse_pdf(case.service_request))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf has its own
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "es-MX"
    assert case.service_request.folio in pdf.metadata.title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712


def test_the_acuse_says_what_was_received_by_whom_and_by_when(case: Filing) -> None:
    row = case.service_request
    told = text(receipt.acuse_pdf(row))
    for said in (
        row.folio,
        "ACUSE",
        "Organismo Operador Público SOAPA",
        "la persona solicitante",
        "En línea",
        "Versión del trámite 1",
        date_format(row.promised_on, r"j \d\e F \d\e Y").lower(),
        "por confirmar",
        "Si falta algo",
        "Si no respondemos",
        f"/solicitudes/{row.folio}/",
    ):
        assert said in told
    for paper in row.attachments.all():
        assert paper.document.sha256[:20] in told


def test_the_acuse_masks_what_is_sensitive(case: Filing) -> None:
    told = text(receipt.acuse_pdf(case.service_request))
    assert "HECM800101MOCRRR03" not in told
    assert "•••" in told


def test_the_key_is_on_the_acuse_only_when_it_is_handed_over(case: Filing) -> None:
    assert case.key not in text(receipt.acuse_pdf(case.service_request))
    assert case.key in text(receipt.acuse_pdf(case.service_request, key=case.key))


def test_the_qr_leads_to_the_folio_alone(case: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    plain = receipt._qr
    monkeypatch.setattr(receipt, "_qr", lambda address: drawn.append(address) or plain(address))
    receipt.acuse_pdf(case.service_request, key=case.key)
    assert drawn == [f"http://testserver/solicitudes/{case.service_request.folio}/"]


def test_whoever_captured_it_is_named(db: None) -> None:
    clerk = staff("counter@modulo", source="counter", full_name="Rosa Núñez Ávila")
    row = filed(published(METER), actor=clerk).service_request
    told = text(receipt.acuse_pdf(row))
    assert "Rosa Núñez Ávila" in told and "Ventanilla" in told


@pytest.mark.parametrize(
    "name", ["😀 emoji", "مرحبا", "漢字", "#panic() *x* $y$ <z>", "a\u202eb", "\u0301", "\ufdd0"]
)
def test_whatever_a_person_types_is_printed_and_never_run(name: str, db: None) -> None:
    row = filed(published(METER), given={"nombre": "Ana", "acceso": "otro"}).service_request
    row.procedure.name = name
    told = text(receipt.acuse_pdf(row))
    assert row.folio in told
    if name.isascii():
        assert name in told
