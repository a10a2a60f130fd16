"""Messages on the page of a request: files put beside them, what is unread, who may have them."""

from __future__ import annotations

import pytest
from django.test import Client

from backend.accounts.actors import citizen_of
from procedures.requests.operations import post_message
from tests.factories import filed, paper, staff, take, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    return staff("reviewer@comercializacion")


def test_a_file_is_put_beside_a_message_taken_away_and_sent(resident, read):
    at, page = f"{resident.at}mensajes/", resident.client
    attached = {
        "mensaje-text": "Le mando la foto.",
        "mensaje-documents": [upload("una.jpg"), upload("otra.pdf")],
        "guardar": "1",
    }
    assert page.post(at, attached)["Location"].endswith("#mensajes")
    shown = page.get(resident.at)
    text = read(shown)
    assert "una.jpg" in text and "otra.pdf" in text
    assert "Le mando la foto." in shown.content.decode()  # what was typed waits as well
    waiting = page.session["answering"][f"mensaje-{resident.row.folio}"]["papers"]["documents"]
    page.post(at, {"mensaje-text": "Le mando la foto.", "quitar": waiting[1]})
    assert "otra.pdf" not in read(page.get(resident.at))
    page.post(at, {"mensaje-text": "Le mando la foto."})
    sent = resident.row.attachments.get(field_key="")
    assert sent.document.name == "una.jpg" and sent.event.kind == "message"
    assert "answering" not in page.session or not page.session["answering"]
    response = page.get(f"{resident.at}documentos/{sent.document_id}/")
    assert response.status_code == 200
    response.close()
    assert Client().get(f"{resident.at}documentos/{sent.document_id}/").status_code == 404


def test_a_file_put_beside_nothing_typed_is_no_error(resident, read):
    attached = {"mensaje-text": "", "mensaje-documents": upload("una.jpg"), "guardar": "1"}
    assert resident.client.post(f"{resident.at}mensajes/", attached).status_code == 302
    assert "Escriba el mensaje." not in read(resident.client.get(resident.at))


def test_what_is_unread_is_said_once_and_reading_it_is_an_event(resident, clerk, read):
    take(resident.row, "tomar")
    for text in ("Buenos días.", "¿Puede el martes?"):
        post_message(actor=clerk, service_request=resident.row, text=text)
    assert "2 mensajes sin leer" in read(resident.client.get(resident.at))
    again = read(resident.client.get(resident.at))
    assert "sin leer" not in again and "Nuevo" not in again
    resident.row.refresh_from_db()
    assert resident.row.events.filter(kind="messages_read", actor_kind="citizen").count() == 1


def test_a_browser_that_looks_ahead_has_not_read(resident, clerk):
    take(resident.row, "tomar")
    post_message(actor=clerk, service_request=resident.row, text="Buenos días.")
    resident.client.get(resident.at, headers={"Sec-Purpose": "prefetch"})
    resident.client.head(resident.at)
    resident.row.refresh_from_db()
    assert resident.row.unread_by_citizen == 1


def test_the_person_sees_when_their_message_was_seen(resident, clerk, client, read):
    take(resident.row, "tomar")
    resident.client.post(f"{resident.at}mensajes/", {"mensaje-text": "¿Vienen hoy?"})
    assert "Todavía no lo han visto." in read(resident.client.get(resident.at))
    desk = Client()
    desk.force_login(clerk.user)
    case = f"/personal/{resident.row.folio}/"
    assert "(1)" in desk.get(case).content.decode()
    assert "Visto por quien la atiende" in read(resident.client.get(resident.at))
    answer = {"mensaje-text": "Sí.", "mensaje-documents": upload("croquis.pdf")}
    assert desk.post(f"{case}mensaje/", answer).status_code == 302
    text = read(resident.client.get(resident.at))
    assert "Sí." in text and "croquis.pdf" in text


def test_the_file_of_another_request_cannot_be_sent(resident, meter):
    other = filed(meter).service_request
    post_message(
        actor=citizen_of(other.folio),
        service_request=other,
        text="Privado",
        documents=[paper("ajeno.pdf")],
    )
    theirs = other.attachments.get(field_key="").document_id
    assert resident.client.get(f"{resident.at}documentos/{theirs}/").status_code == 404


def test_the_page_costs_the_same_with_many_messages_and_files(
    resident, clerk, django_assert_max_num_queries
):
    take(resident.row, "tomar")
    person = citizen_of(resident.row.folio)
    for number in range(6):
        post_message(
            actor=person,
            service_request=resident.row,
            text=f"Mensaje {number}",
            documents=[paper(f"{number}.pdf")],
        )
    resident.client.get(resident.at)
    with django_assert_max_num_queries(19):
        resident.client.get(resident.at)
