"""The telephone page of a visit: light, kept on the server, harmless when sent twice."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procedures.casework.models import InspectorCredential, VisitDraft
from procedures.requests.keys import key_of
from procedures.requests.models import Attachment
from tests.factories import CONTACT, filed, person, take, upload
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
STATIC = Path(settings.BASE_DIR) / "frontend" / "static" / "ventanilla"
WORN = ("citizen.css", "staff.css", "ventanilla.js", "field.js")
MOST = 30_000  # octets over the wire, the first time, with everything it needs


@pytest.fixture
def goes():
    return person("inspector@operacion", full_name="Javier Luna")


@pytest.fixture
def visit(case, goes):
    take(case, "tomar")
    take(case, "programar_visita", inspector=goes)
    return case.visits.get()


def address(visit):
    return f"/personal/visitas/{visit.code}/"


def test_the_page_tells_where_whom_and_what_to_fill_in(visit, goes, log_in):
    browser = log_in(user=goes)
    assert f'href="{address(visit)}"' in browser.get("/personal/visitas/").content.decode()
    said = text_of(browser.get(address(visit)))
    assert "Manuel Sabino Crespo" in said and CONTACT.name in said and visit.code in said
    for question in ("Lectura del medidor", "Número de serie", "¿Quién recibió la visita?"):
        assert question in said, question
    assert "No había nadie: cambiar la fecha" in said


def test_all_of_it_weighs_no_more_than_thirty_kilobytes(visit, goes, log_in):
    page = log_in(user=goes).get(address(visit)).content
    parts = [
        page,
        *((STATIC / f).read_bytes() for f in WORN),
    ]
    assert sum(len(gzip.compress(part)) for part in parts) <= MOST
    assert b"staff.js" not in page and b"http://" not in page.replace(b"http://www.w3.org", b"")


def test_another_inspector_and_other_staff_find_nothing(visit, log_in):
    for grants in (["inspector@operacion"], ["reviewer@comercializacion"], ["director@direccion"]):
        browser = log_in(*grants)
        for end in ("", "orden.pdf"):
            assert browser.get(address(visit) + end).status_code == 404


def test_without_script_what_was_typed_and_the_photo_wait_on_the_server(visit, goes, log_in):
    browser = log_in(user=goes)
    data = form_data(browser.get(address(visit)), "") | {
        "resultado": "El medidor no gira.",
        "lectura_visita": "00123",
        "fotos_visita": upload("foto.jpg"),
        "guardar": "1",
    }
    assert browser.post(address(visit), data).status_code == 302
    assert "00123" not in VisitDraft.objects.get().answers
    elsewhere = log_in(user=goes)  # another telephone
    page = elsewhere.get(address(visit))
    said = page.content.decode()
    assert "El medidor no gira." in said and "00123" in said and "foto.jpg" in said
    assert "todavía no se envía" in text_of(page)
    assert visit.service_request.visits.get().status == "planned"


def test_the_script_keeps_a_field_and_a_photo_alone(visit, goes, log_in):
    browser = log_in(user=goes)
    data = form_data(browser.get(address(visit)), "")
    kept = browser.post(
        address(visit),
        data | {"lectura_visita": "00777", "guardar": "1"},
        headers={"Accept": "application/json"},
    )
    assert kept.json() == {"saved": True}
    sent = browser.post(
        address(visit),
        {"subir": "fotos_visita", "fotos_visita": upload("una.jpg")},
        headers={"Accept": "application/json"},
    )
    assert sent.status_code == 200 and "una.jpg" in sent.json()["row"]
    again = browser.post(  # the answer was lost on the way: the same photo comes twice
        address(visit),
        {"subir": "fotos_visita", "fotos_visita": upload("una.jpg")},
        headers={"Accept": "application/json"},
    )
    assert again.status_code == 200
    assert "00777" in browser.get(address(visit)).content.decode()
    assert len(VisitDraft.objects.get().papers["fotos_visita"]) == 1


def test_sent_twice_it_is_registered_once(visit, goes, log_in):
    browser = log_in(user=goes)
    data = form_data(browser.get(address(visit)), "") | {
        "resultado": "El medidor no gira.",
        "imputable_a_usuario": "no",
        "lectura_visita": "00123",
        "punto_visita.lat": "17.06",
        "fotos_visita": upload("foto.jpg"),
    }
    first = browser.post(address(visit), data)
    assert first.status_code in (200, 302)
    if first.status_code == 200:  # one coordinate without the other is said, and nothing is lost
        assert "Dé las dos" in text_of(first)
        data = form_data(first, "") | {
            "punto_visita.lat": "17.06",
            "punto_visita.lng": "-96.72",
        }
        first = browser.post(address(visit), data)
    assert first.status_code == 302, text_of(first)
    second = browser.post(address(visit), data, follow=True)
    assert "ya estaba registrada" in second.content.decode()
    row = visit.service_request
    row.refresh_from_db()
    assert row.events.filter(action="registrar_visita").count() == 1
    assert Attachment.objects.filter(field_key="fotos_visita", service_request=row).count() == 1
    assert row.visits.get().result == "El medidor no gira."
    assert "Esta visita ya está registrada" in text_of(browser.get(address(visit)))


def test_what_was_measured_and_where_stays_among_the_staff(visit, goes, log_in):
    take(
        visit.service_request,
        "registrar_visita",
        answers={
            "resultado": "Medidor alterado",
            "lectura_visita": "00123",
            "recibio_visita": "Pedro Vecino",
            "punto_visita": {"lat": 17.061234, "lng": -96.72, "references": "Patio"},
        },
    )
    row = visit.service_request
    row.refresh_from_db()
    client, key = Client(), key_of(row.folio, row.key_nonce)
    client.post("/solicitudes/", {"folio": row.folio, "key": key})
    theirs = client.get(f"/solicitudes/{row.folio}/").content.decode()
    theirs += client.get(f"/solicitudes/{row.folio}/mis-datos.json").content.decode()
    theirs += client.get(f"/api/v1/requests/{row.folio}/", HTTP_REQUEST_KEY=key).content.decode()
    theirs += client.get(
        f"/api/v1/requests/{row.folio}/events/", HTTP_REQUEST_KEY=key
    ).content.decode()
    for private in ("Medidor alterado", "00123", "Pedro Vecino", "17.061234"):
        assert private not in theirs, private
    ours = text_of(log_in("reviewer@comercializacion").get(f"/personal/{row.folio}/"))
    assert "Pedro Vecino" in ours and "17.061234" in ours


def test_the_order_is_a_tagged_pdf_with_who_where_and_how_to_check(visit, goes, log_in):
    InspectorCredential.objects.filter(user=goes).update(number="INS-7")
    response = log_in(user=goes).get(address(visit) + "orden.pdf")
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(BytesIO(response.content)) as paper:
        assert paper.Root.MarkInfo.Marked
        assert "pdfuaid:part" in str(paper.open_metadata())


def test_my_visits_go_to_my_calendar_without_anybodys_name_or_door(visit, goes, log_in):
    said = log_in(user=goes).get("/personal/visitas/agenda.ics").content.decode()
    flat = said.replace("\r\n ", "")
    assert visit.service_request.folio in flat and visit.code in flat
    for personal in (CONTACT.name, CONTACT.phone, "Manuel Sabino"):
        assert personal not in flat
    assert (
        "BEGIN:VEVENT"
        not in log_in("inspector@operacion").get("/personal/visitas/agenda.ics").content.decode()
    )
    assert Client().get("/personal/visitas/agenda.ics").status_code == 302


def test_the_list_of_my_day_asks_the_same_however_many_visits(meter, goes, log_in):
    browser = log_in(user=goes)

    def one_more():
        row = filed(meter).service_request
        take(row, "tomar")
        take(row, "programar_visita", inspector=goes)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            browser.get("/personal/visitas/")
            browser.get("/personal/visitas/agenda.ics")
        return len(asked)

    one_more()
    browser.get("/personal/visitas/")
    first = queries()
    one_more()
    one_more()
    assert queries() == first


def test_administration_gives_takes_and_shows_credentials(goes, log_in):
    chief = log_in("administrator@*")
    at = f"/personal/administracion/credenciales/{goes.pk}/"
    assert "Javier Luna" in text_of(chief.get("/personal/administracion/credenciales/"))
    wrong = chief.post(at, {"number": "x", "active": "on", "photo": upload("papel.pdf")})
    assert "Use de 3 a 30 letras" in text_of(wrong)
    done = chief.post(at, {"number": "INS-3", "active": "on", "photo": upload("cara.jpg")})
    assert done.status_code == 302 and InspectorCredential.objects.get().photo
    chief.post(at, {"number": "INS-3"})
    kept = InspectorCredential.objects.get()
    assert not kept.active and kept.photo, "without a new photo the one before stays"
    assert log_in("supervisor@operacion").get(at).status_code == 403
    other = person("reviewer@operacion")
    assert chief.get(f"/personal/administracion/credenciales/{other.pk}/").status_code == 404
