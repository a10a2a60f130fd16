"""Following a request: who may open it, what is told, what can be done."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.models import OutboxMessage
from procedures.casework.models import Resolution
from procedures.requests import crypto, keys
from procedures.requests.addresses import tracking_url, verification_url
from procedures.requests.operations import post_message
from procedures.requests.secrets import tracking_link
from procedures.requests.tasks import renew_key_if_it_fits
from tests.factories import CONTACT, filed, published, staff, take, upload
from tests.frontend.staff.pages import form_data

pytestmark = pytest.mark.django_db
SUBPAGES = ("", "acuse.pdf", "correccion/", "retirar/", "mensajes/", "paso/firmar/")


def asked(row, *fields: str) -> None:
    """A prevención of these fields."""
    take(row, "tomar")
    take(row, "prevenir", items=[{"field": key, "reason": f"Falta {key}."} for key in fields])


def test_the_printed_addresses_are_these_pages(settings):
    assert tracking_url("F-1") == settings.SITE_URL + reverse("request", args=["F-1"])
    assert verification_url("ABC") == settings.SITE_URL + reverse("verify-code", args=["ABC"])


def test_folio_and_key_open_it_and_the_key_never_shows_in_an_address(meter, client, read):
    filing = filed(meter)
    row = filing.service_request
    typed = {"folio": row.folio.lower().replace("-", " "), "key": filing.key.lower()}
    response = client.post("/solicitudes/", typed)
    assert response["Location"] == f"/solicitudes/{row.folio}/"
    page = client.get(response["Location"])
    assert "Mantenimiento o cambio del medidor" in read(page)
    assert filing.key not in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")
    assert "noindex" in page.content.decode()


def test_a_wrong_folio_and_a_wrong_key_get_the_same_answer(meter, client, read):
    filing = filed(meter)
    there, not_there = filing.service_request.folio, "SOAPA-2026-999999-1"
    tries = [
        {"folio": there, "key": "0000-0000-0000-0000"},
        {"folio": not_there, "key": filing.key},
        {"folio": "nada", "key": "nada"},
    ]
    pages = [read(client.post("/solicitudes/", one)) for one in tries]
    assert len(set(pages)) == 1 and "El folio y la clave no coinciden" in pages[0]


def test_a_request_not_opened_looks_like_one_that_does_not_exist(meter, client, read):
    row = filed(meter).service_request
    for page in SUBPAGES:
        there = client.get(f"/solicitudes/{row.folio}/{page}")
        nowhere = client.get(f"/solicitudes/SOAPA-2026-999999-1/{page}")
        assert there.status_code == nowhere.status_code == 404, page
        assert read(there) == read(nowhere)
        assert client.post(f"/solicitudes/{row.folio}/{page}").status_code == 404


def test_opening_one_request_opens_no_other(resident, meter):
    other = filed(meter).service_request
    document = other.attachments.first().document
    assert resident.client.get(f"/solicitudes/{other.folio}/").status_code == 404
    assert resident.client.get(f"{resident.at}documentos/{document.pk}/").status_code == 404


def test_wrong_keys_are_slowed_down(meter, client):
    wrong = {"folio": "SOAPA-2026-000001-5", "key": "x"}
    with time_machine.travel("2026-03-10 12:00:00-06:00", tick=False):
        answers = {client.post("/solicitudes/", wrong).status_code for _n in range(25)}
    assert answers == {200, 429}


def test_the_link_of_a_mail_opens_it_and_leaves_the_address(meter, client):
    filing = filed(meter)
    link = tracking_link(filing.service_request.folio)
    path = link.removeprefix("http://testserver")
    assert client.get(path)["Location"] == f"/solicitudes/{filing.service_request.folio}/"
    assert client.get(f"/solicitudes/{filing.service_request.folio}/").status_code == 200
    assert Client().get(path[:-3] + "xx/").status_code == 410


@pytest.fixture
def handed(monkeypatch) -> list[tuple[str, str]]:
    """What was handed to the broker for a worker to look at."""
    tasks: list[tuple[str, str]] = []
    monkeypatch.setattr(renew_key_if_it_fits, "delay", lambda *given: tasks.append(given))
    return tasks


def test_a_new_key_closes_what_the_old_one_opened(resident, handed):
    row = resident.row
    answers = {"folio": row.folio, "email": CONTACT.email.upper()}
    assert resident.client.post("/solicitudes/clave/", answers).status_code == 302
    renew_key_if_it_fits(*handed[0])
    row.refresh_from_db()
    assert keys.key_of(row.folio, row.key_nonce) != resident.key
    assert resident.client.get(resident.at).status_code == 404


def test_asking_for_a_new_key_takes_the_same_work_whether_it_fits_or_not(resident, handed):
    """The time it takes would tell who has a request here."""
    nonce, done = resident.row.key_nonce, []
    mails = OutboxMessage.objects.count()
    for folio, email in (
        (resident.row.folio, CONTACT.email),
        (resident.row.folio, "otra@example.org"),
        ("SOAPA-2026-999999-5", CONTACT.email),
    ):
        with CaptureQueriesContext(connection) as asked:
            Client().post("/solicitudes/clave/", {"folio": folio, "email": email})
        done.append([re.sub("'.*?'", "?", one["sql"]) for one in asked])
    assert done[0] == done[1] == done[2] and len(handed) == 3
    resident.row.refresh_from_db()
    assert resident.row.key_nonce == nonce and OutboxMessage.objects.count() == mails
    assert CONTACT.email not in str(handed), "nothing personal travels through the broker"
    assert {len(digest) for _folio, digest in handed} == {64}


def test_a_broker_that_is_away_leaves_nobody_without_a_key(resident, monkeypatch):
    def away(*_given):
        raise OSError

    monkeypatch.setattr(renew_key_if_it_fits, "delay", away)
    answers = {"folio": resident.row.folio, "email": CONTACT.email}
    assert Client().post("/solicitudes/clave/", answers).status_code == 302
    resident.row.refresh_from_db()
    assert keys.key_of(resident.row.folio, resident.row.key_nonce) != resident.key


def test_asking_for_a_new_key_says_the_same_to_everybody(resident, read, handed):
    nonce = resident.row.key_nonce
    tries = [
        (resident.row.folio, CONTACT.email),
        (resident.row.folio, "otra@example.org"),
        ("SOAPA-2026-999999-5", CONTACT.email),
    ]
    pages = set()
    for folio, email in tries[1:]:
        answers = {"folio": folio, "email": email}
        page = Client().post("/solicitudes/clave/", answers, follow=True)
        pages.add(re.sub(r"Revise el folio.*", "", read(page)))
    for task in handed:
        renew_key_if_it_fits(*task)
    resident.row.refresh_from_db()
    assert resident.row.key_nonce == nonce  # nobody else's asking kills it
    assert any("Si el folio y el correo son los de una solicitud" in page for page in pages)


def test_it_says_where_it_stands_and_by_when_without_promising(resident, read):
    text = read(resident.client.get(resident.at))
    assert "Recibida" in text and "A más tardar el" in text
    assert "fecha estimada, por confirmar" in text
    assert "Recibimos su solicitud" in text and "Llegó por: En línea." in text


def test_sensitive_answers_are_hidden_but_for_the_last_characters(resident, read):
    text = read(resident.client.get(resident.at))
    curp = crypto.open_answers(resident.row.definition.form, resident.row.answers)["curp"]
    assert f"•••• {curp[-4:]}" in text
    assert curp not in text


def test_what_staff_keep_to_themselves_is_not_shown(resident, read):
    take(resident.row, "tomar")
    take(resident.row, "programar_visita")
    take(resident.row, "registrar_visita", answers={"resultado": "Medidor alterado a propósito"})
    text = read(resident.client.get(resident.at))
    assert "Visita realizada" in text and "alterado" not in text


def test_the_visit_is_announced_with_who_comes_and_how_to_check(resident, read):
    take(resident.row, "tomar")
    take(resident.row, "programar_visita")
    visit = resident.row.visits.get()
    text = read(resident.client.get(resident.at))
    assert visit.inspector.full_name in text and visit.code in text
    assert "Por la mañana (8:00 a 12:00)" in text


def test_a_payment_order_says_how_much_until_when_and_how(meter, resident, read):
    take(resident.row, "tomar")
    take(resident.row, "programar_visita")
    take(resident.row, "registrar_visita", answers={"imputable_a_usuario": True})
    take(resident.row, "emitir_linea", answers={"monto": "943.44", "linea_captura": "0123456789"})
    text = read(resident.client.get(resident.at))
    assert "$943.44" in text and "0123456789" in text and "Pague a más tardar" in text
    assert "El plazo está detenido" in text


def test_only_what_was_asked_for_is_open(resident, read):
    asked(resident.row, "numero_cuenta", "fotos")
    page = resident.client.get(f"{resident.at}correccion/")
    text = read(page)
    assert "Falta numero_cuenta." in text and "Solo puede enviar" not in text
    assert 'name="nombre"' not in page.content.decode()
    answers = {"numero_cuenta": "777888", "fotos": upload("a.jpg"), "nombre": "Otra"}
    assert resident.client.post(f"{resident.at}correccion/", answers).status_code == 302
    resident.row.refresh_from_db()
    assert resident.row.state == "en_revision"
    assert resident.row.answers["numero_cuenta"] == "777888"
    assert resident.row.answers["nombre"] != "Otra"
    again = resident.client.post(f"{resident.at}correccion/", answers, follow=True)
    assert "Su respuesta ya está con nosotros desde el" in read(again)


def test_an_answer_that_changes_nothing_does_not_spend_the_only_chance(resident, read):
    asked(resident.row, "numero_cuenta")
    same = {"numero_cuenta": resident.row.answers["numero_cuenta"]}
    text = read(resident.client.post(f"{resident.at}correccion/", same))
    assert "Todavía no cambia nada" in text
    resident.row.refresh_from_db()
    assert resident.row.state == "prevenida"


def test_files_of_a_correction_survive_an_error(resident, read):
    asked(resident.row, "lectura_actual", "fotos")
    answers = {"lectura_actual": "abc", "fotos": upload("nueva.jpg")}
    assert "nueva.jpg" in read(resident.client.post(f"{resident.at}correccion/", answers))
    resident.client.post(f"{resident.at}correccion/", {"lectura_actual": "12"})
    names = resident.row.attachments.filter(replaced_at=None, field_key="fotos")
    assert [one.document.name for one in names] == ["nueva.jpg"]


def test_two_dates_when_the_first_one_moved(resident, read):
    day = "2026-11-23 10:00:00-06:00"
    with time_machine.travel(day, tick=False):
        asked(resident.row, "numero_cuenta")
    with time_machine.travel("2026-12-02 10:00:00-06:00", tick=False):
        resident.client.cookies.clear()
        resident.client.post("/solicitudes/", {"folio": resident.row.folio, "key": resident.key})
        resident.client.post(f"{resident.at}correccion/", {"numero_cuenta": "777888"})
        text = read(resident.client.get(resident.at))
    assert "Al presentarla la fecha era el" in text
    assert "mientras esperábamos su respuesta, del" in text


def test_messages_go_both_ways(resident, read):
    response = resident.client.post(f"{resident.at}mensajes/", {"mensaje-text": "¿Vienen hoy?"})
    assert response["Location"].endswith("#mensajes")
    clerk = staff("reviewer@comercializacion")
    take(resident.row, "tomar")
    post_message(actor=clerk, service_request=resident.row, text="Sí, por la tarde.")
    text = read(resident.client.get(resident.at))
    assert text.index("¿Vienen hoy?") < text.index("Sí, por la tarde.")
    assert "Escriba el mensaje." in read(
        resident.client.post(f"{resident.at}mensajes/", {"mensaje-text": " "})
    )


def test_withdrawing_asks_first(resident, read):
    assert "no podrá reabrirla" in read(resident.client.get(f"{resident.at}retirar/"))
    resident.client.post(f"{resident.at}retirar/", {})
    resident.row.refresh_from_db()
    assert resident.row.outcome == "withdrawn"
    again = resident.client.post(f"{resident.at}retirar/", {}, follow=True)
    assert "ya no se puede" in read(again)


def test_the_resolution_is_whole_and_leads_to_its_check(meter, resident, read):
    take(resident.row, "tomar")
    take(resident.row, "programar_visita")
    take(resident.row, "registrar_visita")
    take(
        resident.row, "negar", answers={"motivacion": "El medidor sirve.", "fundamento": "Art. 5."}
    )
    paper = Resolution.objects.get()
    page = resident.client.get(resident.at)
    text = read(page)
    for words in ("El medidor sirve.", "Art. 5.", "Si no está de acuerdo", paper.code):
        assert words in text
    assert "cinco preguntas, anónimas" in text
    assert f"/verificar/{paper.code}/" in page.content.decode()
    verified = read(Client().get(f"/verificar/{paper.code}/"))
    assert "auténtico y vigente" in verified and resident.row.folio in verified
    assert CONTACT.name not in verified


def test_documents_are_saved_never_shown(resident):
    document = resident.row.attachments.first().document
    response = resident.client.get(f"{resident.at}documentos/{document.pk}/")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


def test_the_acuse_is_a_pdf_of_this_request(resident):
    response = resident.client.get(f"{resident.at}acuse.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert resident.row.folio in response["Content-Disposition"]


def test_a_step_of_the_citizen_is_a_button_with_its_form(client, read, db):
    filing = filed(published("falta-recibo"))
    row = filing.service_request
    for action in ("asignar", "iniciar", "concluir"):
        take(row, action)
    client.post("/solicitudes/", {"folio": row.folio, "key": filing.key})
    page = f"/solicitudes/{row.folio}/"
    assert "El problema sigue" in read(client.get(page))
    assert "Conteste esta pregunta." in read(client.post(f"{page}paso/reabrir/", {}))
    client.post(f"{page}paso/reabrir/", {"motivo_reapertura": "Tampoco llegó este mes."})
    text = read(client.get(page))
    assert "¿Qué sigue pasando? Tampoco llegó este mes." in text
    row.refresh_from_db()
    assert row.state == "asignada"
    assert client.get(f"{page}paso/reabrir/")["Location"] == page


def test_nothing_is_left_on_a_borrowed_computer(resident):
    resident.client.post("/solicitudes/salir/")
    assert resident.client.get(resident.at).status_code == 404
    assert resident.row.folio not in str(dict(resident.client.session))


def test_the_page_of_a_request_costs_the_same_however_long_its_story(
    resident, django_assert_max_num_queries
):
    for number in range(5):
        resident.client.post(f"{resident.at}mensajes/", {"mensaje-text": f"Mensaje {number}"})
    with django_assert_max_num_queries(18):
        resident.client.get(resident.at)
    for number in range(20):
        resident.client.post(f"{resident.at}mensajes/", {"mensaje-text": f"Otro {number}"})
    with django_assert_max_num_queries(18):
        resident.client.get(resident.at)


def test_who_answers_a_correction_and_passes_the_notices_on_is_let_out(client, read):
    rosa = {"id": "rosa", "tipo_persona": "fisica", "nombre": "Rosa Cruz", "sin_curp": True}
    told = {**rosa, "correo": "rosa@example.org", "acepta_avisos": True}
    told["representante_comun"] = True
    several = {"hay_cosolicitantes": True, "cosolicitantes": [told]}
    filing = filed(published("cambio-de-propietario"), given=several)
    row = filing.service_request
    client.post("/solicitudes/", {"folio": row.folio, "key": filing.key})
    take(row, "tomar")
    take(row, "prevenir", items=[{"field": "cosolicitantes", "reason": "¿Es su correo?"}])
    at = f"/solicitudes/{row.folio}/correccion/"
    sent = form_data(client.get(at), "")
    (name,) = [one for one in sent if one.endswith("-correo")]
    answer = client.post(at, {**sent, name: "rosi@example.org", "asi": "1"})
    assert answer.status_code == 302, read(answer)
    assert answer.headers["Location"] == "/solicitudes/"
    assert "son ahora para otra persona o para otro correo" in read(client.get("/solicitudes/"))
    assert client.get(f"/solicitudes/{row.folio}/").status_code == 404
