"""Every address that hands a document out: who may have it, and how it travels."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from procedures.documents.models import Document, ScanState
from procedures.documents.store import Rejected, store
from procedures.requests.attachments import attach
from tests.factories import filed, person, published

from .test_bare import signed_pdf, telling_pdf

pytestmark = pytest.mark.django_db
METER, COMPLAINT = "mantenimiento-cambio-medidor", "quejas-denuncias"


@pytest.fixture
def case() -> SimpleNamespace:
    """A request with papers, its citizen's browser, its staff's, and a stranger's."""
    filing = filed(published(METER))
    row, citizen, staff = filing.service_request, Client(), Client()
    citizen.post("/solicitudes/", {"folio": row.folio, "key": filing.key})
    staff.force_login(person("reviewer@*"))
    document = row.attachments.first().document
    api = f"/api/v1/requests/{row.folio}/documents/{document.pk}/"
    return SimpleNamespace(
        row=row,
        document=document,
        doors={
            "citizen": (citizen, f"/solicitudes/{row.folio}/documentos/{document.pk}/", {}),
            "staff": (staff, f"/personal/{row.folio}/documento/{document.pk}/", {}),
            "api by key": (Client(), api, {"HTTP_REQUEST_KEY": filing.key}),
            "api by staff": (staff, api, {}),
        },
    )


DOORS = ["citizen", "staff", "api by key", "api by staff"]


@pytest.mark.parametrize("door", DOORS)
def test_a_document_is_saved_and_never_shown_as_a_page_of_ours(case: Any, door: str) -> None:
    client, address, headers = case.doors[door]
    answer = client.get(address, **headers)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"].startswith("private, no-store")
    answer.close()


@pytest.mark.parametrize("door", DOORS)
def test_nobody_else_is_given_it(case: Any, door: str) -> None:
    _client, address, _headers = case.doors[door]
    assert Client().get(address).status_code in {302, 401, 404}


@pytest.mark.parametrize("door", DOORS)
def test_one_held_back_by_the_antivirus_is_given_to_nobody_and_it_is_said(
    case: Any, door: str
) -> None:
    client, address, headers = case.doors[door]
    Document.objects.filter(pk=case.document.pk).update(scan_state=ScanState.INFECTED)
    answer = client.get(address, **headers)
    assert answer.status_code == 410
    assert "El antivirus encontró un riesgo en este archivo" in answer.content.decode()
    if door.startswith("api"):
        assert answer["Content-Type"] == "application/problem+json"
    page = "/solicitudes/{}/" if door == "citizen" else "/personal/{}/"
    if not door.startswith("api"):
        text = client.get(page.format(case.row.folio)).content.decode()
        assert "Retenido por el antivirus" in text
        assert address not in text


def every_route(patterns: Any = None, before: str = "") -> list[str]:
    found: list[str] = []
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            found += every_route(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            found.append(before + str(one.pattern))
    return found


def test_no_other_address_names_a_document() -> None:
    named = {route for route in every_route() if "<uuid:document>" in route}
    hand_out = {route for route in named if route.endswith("<uuid:document>/")}
    assert len(hand_out) == 3, hand_out
    deeds = {route.rpartition("<uuid:document>/")[2] for route in named - hand_out}
    assert deeds == {"review/", "collate/", "place/"}  # what is said of one; none hands it out


# --- anonymous ---


def kept(content: bytes, *, bare: bool) -> Document:
    return store(SimpleUploadedFile("x", content), name="prueba.pdf", bare=bare)


@pytest.mark.parametrize(
    ("content", "bare"), [(telling_pdf(), False), (signed_pdf(), True)], ids=["telling", "signed"]
)
def test_an_anonymous_filing_takes_no_pdf_that_tells_who_made_it(
    content: bytes, bare: bool
) -> None:
    row = filed(published(COMPLAINT), anonymous=True, contact=None).service_request
    document = kept(content, bare=bare)
    with pytest.raises(Rejected) as refused:
        attach(row, row.events.get(), {"archivo": [document]}, nameless=True)
    assert "tómele una foto" in refused.value.sentence
    document.refresh_from_db()
    assert document.claimed_at is None
    attach(row, row.events.get(), {"archivo": [document]})


def test_an_anonymous_filing_takes_the_same_pdf_made_bare() -> None:
    row = filed(published(COMPLAINT), anonymous=True, contact=None).service_request
    document = kept(telling_pdf(), bare=True)
    attach(row, row.events.get(), {"archivo": [document]}, nameless=True)
    assert row.attachments.get(field_key="archivo").document.name == "archivo-1.pdf"


def test_what_comes_to_the_api_without_a_log_in_is_bare_and_staffs_is_kept_to_the_byte() -> None:
    def sent(client: Client) -> Document:
        file = SimpleUploadedFile("a.pdf", telling_pdf())
        answer = client.post("/api/v1/uploads/", {"file": file})
        return Document.objects.get(pk=answer.json()["id"])

    assert sent(Client()).bare
    staff = Client()
    staff.force_login(person("reviewer@*"))
    document = sent(staff)
    assert not document.bare
    assert document.size == len(telling_pdf())
