"""Starting from an earlier request: offered, chosen, copied, told; and drafts an account finds."""

from __future__ import annotations

import pytest
from django.test import Client

from procedures.drafts.models import Draft
from procedures.drafts.operations import content_of
from procedures.holdings.models import HeldDraft
from procedures.requests.crypto import open_answers
from tests.factories import filed, published, signed_in

pytestmark = pytest.mark.django_db
METER, RECEIPT, COMPLAINT = "mantenimiento-cambio-medidor", "falta-recibo", "quejas-denuncias"
START = f"/tramites/{METER}/solicitar/"


def again(folio: str, slug: str = METER) -> str:
    return f"/tramites/{slug}/solicitar/a-partir-de/{folio}/"


def test_what_was_given_is_shown_and_what_is_sensitive_is_not(resident, read) -> None:
    page = resident.client.get(again(resident.row.folio))
    assert "No le preguntamos dos veces" in read(page)
    assert "Número de cuenta" in read(page) and "Usar otra vez: CURP (••••" in read(page)
    curp = open_answers(resident.row.definition.form, resident.row.answers)["curp"]
    assert curp not in page.content.decode()


def test_only_what_was_marked_is_used_and_the_new_event_says_so(resident) -> None:
    folio = resident.row.folio
    chosen = {"respuestas": "on", "documento-archivo_identificacion": "on"}
    response = resident.client.post(again(folio), chosen)
    assert response.status_code == 302 and response.headers["Location"].startswith(START)
    content = content_of(Draft.objects.get())
    assert content["answers"]["numero_cuenta"] == resident.row.answers["numero_cuenta"]
    assert "curp" not in content["answers"], "it was not marked"
    assert list(content["papers"]) == ["archivo_identificacion"]
    assert content["seen"] == [], "every page is looked at again"
    (reused,) = content["reused"]
    assert reused["folio"] == folio and "archivo_identificacion" in reused["fields"]
    assert "curp" not in reused["fields"] and "Autorizo" in reused["said"]
    theirs = resident.row.attachments.get(field_key="archivo_identificacion").document_id
    assert str(theirs) not in content["papers"]["archivo_identificacion"]


def test_a_sensitive_answer_is_used_when_it_is_marked(resident) -> None:
    resident.client.post(again(resident.row.folio), {"dato-curp": "on"})
    content = content_of(Draft.objects.get())
    assert set(content["answers"]) == {"curp"} and content["papers"] == {}


def test_nothing_marked_is_an_empty_draft(resident) -> None:
    resident.client.post(again(resident.row.folio), {})
    content = content_of(Draft.objects.get())
    assert (content["answers"], content["papers"], content["reused"]) == ({}, {}, [])


def test_another_procedure_takes_what_is_its_own_to_take(resident) -> None:
    published(RECEIPT)
    resident.client.post(again(resident.row.folio, RECEIPT), {"respuestas": "on"})
    answers = content_of(Draft.objects.get())["answers"]
    assert "numero_cuenta" in answers and "lectura_actual" not in answers


def test_it_is_offered_before_beginning_to_who_has_some(resident, read) -> None:
    assert "¿Usar lo que ya nos dio?" in read(resident.client.get(START))
    assert "¿Usar lo que ya nos dio?" not in read(Client().get(START))


def test_a_stranger_starts_from_nobodys_request(resident) -> None:
    stranger = Client()
    assert stranger.get(again(resident.row.folio)).status_code == 404
    signed_in(stranger)
    assert stranger.get(again(resident.row.folio)).status_code == 404
    assert stranger.post(again(resident.row.folio), {"respuestas": "on"}).status_code == 404
    assert not Draft.objects.exists()


def test_nothing_is_used_from_or_for_a_denuncia(resident, complaint) -> None:
    assert resident.client.get(again(resident.row.folio, COMPLAINT)).status_code == 409
    denuncia = filed(complaint, anonymous=True)
    folio = denuncia.service_request.folio
    resident.client.post("/solicitudes/", {"folio": folio, "key": denuncia.key})
    assert resident.client.get(again(folio)).status_code == 409
    assert "a-partir-de" not in resident.client.get(f"/solicitudes/{folio}/").content.decode()


def test_what_is_not_filed_online_any_more_leads_to_its_page(resident) -> None:
    response = resident.client.get(again(resident.row.folio, "no-existe"))
    assert response.headers["Location"] == "/tramites/no-existe/"


def test_a_draft_begun_while_signed_in_is_found_on_another_device(meter, client, read) -> None:
    signed_in(client)
    client.post(START)
    elsewhere = Client()
    signed_in(elsewhere)
    page = elsewhere.get("/mis-solicitudes/")
    assert "Sin terminar" in read(page)
    draft = Draft.objects.get()
    response = elsewhere.post(f"/mis-solicitudes/borradores/{draft.pk}/")
    assert response.headers["Location"] == f"{START}problema/"
    assert "Ya había empezado" in read(elsewhere.get(START))
    other = Client()
    signed_in(other, "beto@example.org")
    assert other.post(f"/mis-solicitudes/borradores/{draft.pk}/").status_code == 404


def test_without_an_account_a_draft_is_nobodys(meter, client) -> None:
    client.post(START)
    assert Draft.objects.exists() and not HeldDraft.objects.exists()


def test_beginning_a_denuncia_leaves_the_account(complaint, client, read) -> None:
    signed_in(client)
    response = client.post(f"/tramites/{COMPLAINT}/solicitar/", follow=True)
    assert "Cerramos su cuenta" in read(response)
    assert "account" not in client.session and not HeldDraft.objects.exists()


def test_who_is_signed_in_may_keep_what_was_just_opened(resident, read) -> None:
    at = f"/solicitudes/{resident.row.folio}/"
    assert "Guardarla en mis solicitudes" not in read(resident.client.get(at))
    signed_in(resident.client)
    assert "Guardarla en mis solicitudes" in read(resident.client.get(at))
    resident.client.post(f"/mis-solicitudes/{resident.row.folio}/guardar/")
    assert "Guardarla en mis solicitudes" not in read(resident.client.get(at))
