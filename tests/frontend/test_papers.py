"""The paper of a decision on the pages: drafted, read, signed, saved, checked, revoked."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from procedures.casework.models import IssuedPaper, Resolution
from procedures.requests.models import ServiceRequest
from tests.factories import filed, person, published, take
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
REASONS = {"negar-fundamento": "Ley de prueba, art. 45.", "negar-motivacion": "No procede."}


def words(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def filing(db: None) -> Any:
    filing = filed(published(METER))
    for action in ("tomar", "programar_visita", "registrar_visita"):
        take(filing.service_request, action)
    return filing


@pytest.fixture
def desk(filing: Any) -> Client:
    """The browser of whoever may decide this case, and revoke."""
    row: ServiceRequest = filing.service_request
    row.refresh_from_db()
    transition = row.workflow.find(row.state, "negar")
    assert transition is not None
    client = Client()
    client.force_login(person(*{*transition.by, "supervisor@comercializacion"}))
    return client


@pytest.fixture
def citizen(filing: Any) -> Client:
    client = Client()
    client.post("/solicitudes/", {"folio": filing.service_request.folio, "key": filing.key})
    return client


def sign(desk: Client, row: ServiceRequest, **changes: str) -> Resolution:
    at = f"/personal/{row.folio}/paso/negar/"
    sent = form_data(desk.get(f"/personal/{row.folio}/"), at) | REASONS | changes
    assert desk.post(at, sent).status_code == 302
    return row.resolutions.get()


def test_whoever_signs_reads_the_draft_and_changes_what_may_be_changed(
    desk: Client, filing: Any
) -> None:
    row = filing.service_request
    page = desk.get(f"/personal/{row.folio}/")
    drafted = form_data(page, "/paso/negar/")
    assert row.folio in drafted["negar-documento-blocks.antecedentes"]
    assert "María Hernández Cruz" in drafted["negar-documento-blocks.resolutivo_negado"]
    assert "negar-documento-blocks.defensa" not in drafted
    paper = sign(desk, row, **{"negar-documento-blocks.antecedentes": "Mis propias palabras."})
    assert "Mis propias palabras." in words(bytes(paper.paper.content))


def test_the_paper_is_read_before_signing_and_nothing_is_kept(desk: Client, filing: Any) -> None:
    row = filing.service_request
    at = f"/personal/{row.folio}/paso/negar/"
    sent = form_data(desk.get(f"/personal/{row.folio}/"), at) | REASONS
    shown = desk.post(f"{at}vista-previa.pdf", sent)
    assert shown["Content-Type"] == "application/pdf"
    assert "BORRADOR" in words(shown.content) and "No procede." in words(shown.content)
    assert not IssuedPaper.objects.exists()
    lacking = desk.post(f"{at}vista-previa.pdf", {**sent, "negar-motivacion": ""})
    assert "text/html" in lacking["Content-Type"]
    assert "Ley de prueba, art. 45." in lacking.content.decode()


def test_an_emptied_block_is_refused_and_the_rest_is_kept(desk: Client, filing: Any) -> None:
    at = f"/personal/{filing.service_request.folio}/paso/negar/"
    sent = form_data(desk.get(f"/personal/{filing.service_request.folio}/"), at) | REASONS
    page = desk.post(at, sent | {"negar-documento-blocks.antecedentes": ""})
    assert page.status_code == 200 and not Resolution.objects.exists()
    assert form_data(page, at)["negar-motivacion"] == "No procede."


def test_the_person_downloads_the_very_bytes_and_the_first_time_is_put_down(
    desk: Client, citizen: Client, filing: Any
) -> None:
    row = filing.service_request
    assert citizen.get(f"/solicitudes/{row.folio}/resolucion.pdf").status_code == 404
    paper = sign(desk, row)
    at = f"/solicitudes/{row.folio}/resolucion"
    assert f"{at}.pdf" in citizen.get(f"/solicitudes/{row.folio}/").content.decode()
    assert citizen.head(f"{at}.pdf").status_code == 200
    assert not row.events.filter(kind="resolution_opened").exists()
    for _time in range(2):
        saved = citizen.get(f"{at}.pdf")
    assert saved.content == bytes(paper.paper.content)
    assert "no-store" in saved["Cache-Control"]
    assert row.events.filter(kind="resolution_opened").count() == 1
    large = citizen.get(f"{at}.pdf?letra=grande")
    assert "Copia para leer" in words(large.content)
    assert desk.get(f"/personal/{row.folio}/resolucion/{paper.code}.pdf").content == saved.content


def test_the_words_of_the_paper_are_a_page_too(desk: Client, citizen: Client, filing: Any) -> None:
    row = filing.service_request
    paper = sign(desk, row, **{"negar-motivacion": "<b>No</b> procede."})
    for size in ("", "?letra=grande"):
        page = citizen.get(f"/solicitudes/{row.folio}/resolucion/{size}")
        told = text_of(page)
        assert all(block["title"] in told for block in paper.paper.data["blocks"])
        assert "<b>No</b> procede." in told and "<b>No" not in page.content.decode()


def test_nobody_else_reaches_the_paper(desk: Client, filing: Any) -> None:
    row = filing.service_request
    paper = sign(desk, row)
    stranger = Client()
    for at in ("resolucion/", "resolucion.pdf"):
        assert stranger.get(f"/solicitudes/{row.folio}/{at}").status_code == 404
    stranger.force_login(person("reviewer@juridica"))
    for at in (f"{paper.code}.pdf", f"{paper.code}/revocar/"):
        assert stranger.get(f"/personal/{row.folio}/resolucion/{at}").status_code == 404


def test_a_paper_is_checked_and_then_revoked(desk: Client, citizen: Client, filing: Any) -> None:
    row = filing.service_request
    paper = sign(desk, row)
    anybody = Client()
    valid = text_of(anybody.get(f"/verificar/{paper.code}/"))
    assert (
        "auténtico y vigente" in valid and paper.sha256[:8] in valid and paper.sha256[-8:] in valid
    )
    assert "María" not in valid
    at = f"/personal/{row.folio}/resolucion/{paper.code}/revocar/"
    assert at in desk.get(f"/personal/{row.folio}/").content.decode()
    form = form_data(desk.get(at), "")
    assert desk.post(at, form).status_code == 200  # no reason
    assert desk.post(at, {**form, "reason": "Cuenta equivocada."}).status_code == 302
    assert desk.post(at, {**form, "reason": "Otra vez."}).status_code == 409
    revoked = text_of(anybody.get(f"/verificar/{paper.code}/"))
    assert "se revocó" in revoked and "Cuenta equivocada" not in revoked
    for page in ("", "resolucion/"):
        told = text_of(citizen.get(f"/solicitudes/{row.folio}/{page}"))
        assert "Cuenta equivocada." in told
    assert citizen.get(f"/solicitudes/{row.folio}/resolucion.pdf").status_code == 200
