"""The acuse: a tagged PDF that says what was received, and opens nothing by itself."""

from __future__ import annotations

import io
import re

import pytest
from django.utils import translation
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
        "Acuse de recepción",
        "Organismo Operador Público SOAPA",
        "La persona solicitante",
        "En línea",
        "Versión del trámite 1",
        "horas (hora local, UTC−06:00)",
        f"Aviso de privacidad versión {row.privacy_notice}",
        row.events.get(sequence=1).hash[:8],
        "Centro de llamadas: por confirmar",
        date_format(row.promised_on, r"j \d\e F \d\e Y").lower(),
        "por confirmar",
        "Si falta algo",
        "Si no respondemos",
        f"/solicitudes/{row.folio}/",
    ):
        assert said in told
    for paper in row.attachments.all():
        assert paper.document.sha256 in told.replace(" ", "")


def test_the_acuse_lists_what_may_be_handed_in_later(db: None) -> None:
    row = filed(published("constancia-no-adeudo")).service_request
    told = text(receipt.acuse_pdf(row))
    assert "Lo que puede entregar después" in told
    assert "Comprobante de pago" in told.partition("Lo que puede entregar después")[2]


def test_the_acuse_in_large_letters_says_the_same_words(case: Filing) -> None:
    plain, large = (receipt.acuse_pdf(case.service_request, large=size) for size in (False, True))
    assert len(read(large).pages) > len(read(plain).pages)
    pages = re.compile(r"Acuse · \S+ Página \d+ de \d+|\W+")
    columns = ("Documento", "Archivo", "Huella", "SHA", "256")  # the large one is no table
    words = [
        {word for word in pages.sub(" ", text(one)).split() if word not in columns}
        for one in (plain, large)
    ]
    assert words[0] == words[1]


def test_the_same_request_is_drawn_to_the_same_bytes(case: Filing) -> None:
    assert receipt.acuse_pdf(case.service_request) == receipt.acuse_pdf(case.service_request)


def test_an_anonymous_acuse_says_nothing_of_who_filed_it(db: None) -> None:
    row = filed(published("quejas-denuncias"), contact=None, anonymous=True).service_request
    told = text(receipt.acuse_pdf(row))
    assert "Anónima" in told
    assert "María" not in told and "@" not in told


def test_the_acuse_masks_what_is_sensitive(case: Filing) -> None:
    told = text(receipt.acuse_pdf(case.service_request))
    assert "HECM800101MOCRRR03" not in told
    assert "•••" in told


def test_the_key_is_on_the_acuse_only_when_it_is_handed_over(case: Filing) -> None:
    assert case.key not in text(receipt.acuse_pdf(case.service_request))
    assert case.key in text(receipt.acuse_pdf(case.service_request, key=case.key))


def test_the_qr_leads_to_the_folio_alone(case: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    plain = receipt.qr
    monkeypatch.setattr(receipt, "qr", lambda address: drawn.append(address) or plain(address))
    receipt.acuse_pdf(case.service_request, key=case.key)
    assert drawn == [f"http://testserver/solicitudes/{case.service_request.folio}/"]


def test_whoever_captured_it_is_named(db: None) -> None:
    clerk = staff("counter@modulo", source="counter", full_name="Rosa Núñez Ávila")
    row = filed(published(METER), actor=clerk).service_request
    told = text(receipt.acuse_pdf(row))
    assert "Rosa Núñez Ávila" in told and "Ventanilla" in told


@pytest.mark.parametrize(
    "name",
    [
        "😀 emoji",
        "Na\ua78c J\u0268n a\u0331",
        "مرحبا",
        "漢字",
        "#panic() *x* $y$ <z>",
        "a\u202eb",
        "\u0301",
        "\ufdd0",
    ],
)
def test_whatever_a_person_types_is_printed_and_never_run(name: str, db: None) -> None:
    row = filed(published(METER), given={"nombre": "Ana", "acceso": "otro"}).service_request
    row.procedure.name = name
    told = text(receipt.acuse_pdf(row))
    assert row.folio in told
    if name.isascii():
        assert name in told


def test_a_letter_without_shape_takes_no_other_with_it(case: Filing) -> None:
    """Names in the languages of Oaxaca keep their saltillo beside an emoji that cannot be drawn."""
    case.service_request.procedure.name = "Na\ua78c Jɨn 😀"
    told = text(receipt.acuse_pdf(case.service_request))
    assert "Na\ua78c Jɨn ?" in told and "no pueden imprimirse" in told


def test_what_turns_text_around_is_not_printed(case: Filing) -> None:
    case.service_request.procedure.name = "Ana ‮laicifo"
    assert "Ana laicifo" in text(receipt.acuse_pdf(case.service_request))


def test_the_acuse_is_in_spanish_whatever_language_the_page_is_in(case: Filing) -> None:
    with translation.override("en"):
        assert "Acuse de recepción" in text(receipt.acuse_pdf(case.service_request))
