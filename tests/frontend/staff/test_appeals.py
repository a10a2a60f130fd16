"""The pages of recursos: received at the counter, listed and decided, read by the person."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from procedures.casework.appeals import decide_appeal
from procedures.casework.models import Appeal
from procedures.requests.models import ServiceRequest
from tests.factories import filed, person, published, staff, take, upload
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"


@pytest.fixture
def closed() -> tuple[ServiceRequest, str]:
    """A case that ended with a resolution, and the key of its person."""
    filing = filed(published(METER))
    for action in ("tomar", "programar_visita", "registrar_visita", "negar"):
        take(filing.service_request, action)
    filing.service_request.refresh_from_db()
    return filing.service_request, filing.key


def receive(row: ServiceRequest, window: Client, **changes: object) -> Appeal:
    address = reverse("staff-appeal-receive", args=[row.folio, row.resolutions.get().code])
    data = {
        **form_data(window.get(address), ""),
        "channel": "counter",
        "brought_by": "applicant",
        "person": "fisica",
        "name": "Eustaquio Robles",
        "asks": "Que se revise la negativa.",
        **changes,
    }
    response = window.post(address, data, follow=True)
    assert response.status_code == 200, response
    appeal = Appeal.objects.order_by("-pk").first()
    assert appeal is not None, text_of(response)
    return appeal


def test_the_counter_goes_from_the_case_to_the_acuse(closed, log_in):
    row, _key = closed
    window = log_in("counter@modulo")
    case = window.get(f"/personal/{row.folio}/")
    assert "Recibir un recurso" in text_of(case)
    appeal = receive(row, window, documents=upload())
    page = window.get(f"/personal/{row.folio}/recurso/{appeal.number}/")
    words = text_of(page)
    assert appeal.number in words and "Eustaquio Robles" in words
    assert "No consta si llegó a tiempo" in words
    assert "Registrar qué se decidió" not in words, "that is for the direction"
    paper = window.get(f"/personal/{row.folio}/recurso/{appeal.number}/acuse.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert appeal.number in text_of(window.get(f"/personal/{row.folio}/"))


def test_what_was_typed_is_kept_when_something_is_wrong(closed, log_in):
    row, _key = closed
    window = log_in("counter@modulo")
    address = reverse("staff-appeal-receive", args=[row.folio, row.resolutions.get().code])
    data = {**form_data(window.get(address), ""), "name": "Eustaquio Robles"}
    response = window.post(address, data)
    assert "Elija una opción" in text_of(response)
    assert "Eustaquio Robles" in response.content.decode()
    assert not Appeal.objects.exists()


def test_the_direction_finds_it_in_its_list_and_decides(closed, log_in):
    row, _key = closed
    appeal = receive(row, log_in("counter@modulo"))
    director = log_in("director@direccion")
    listing = director.get("/personal/recursos/")
    assert appeal.number in text_of(listing) and "Eustaquio" not in listing.content.decode()
    address = f"/personal/{row.folio}/recurso/{appeal.number}/"
    told = {"decision": "revoked", "on": timezone.localdate().isoformat(), "words": "Procede."}
    before = director.get(address)
    assert "Resolver a más tardar" in text_of(before)
    data = {**form_data(before, ""), **told, "documents": upload()}
    response = director.post(address, data, follow=True)
    assert "registrar esto no la revoca" in text_of(response)
    assert "Documentos de la decisión" in text_of(response)
    assert "Resolver a más tardar" not in text_of(response), "it was decided"
    assert appeal.number not in text_of(director.get("/personal/recursos/"))
    assert appeal.number in text_of(director.get("/personal/recursos/?estado=resueltos"))
    again = director.post(address, told, follow=True)
    assert "ya se había resuelto" in text_of(again)


def test_the_list_asks_the_same_however_many_there_are(closed, log_in):
    row, _key = closed
    window, director = log_in("counter@modulo"), log_in("director@direccion")
    receive(row, window)
    director.get("/personal/recursos/")
    with CaptureQueriesContext(connection) as one:
        director.get("/personal/recursos/")
    for _time in range(2):
        receive(row, window)
    with CaptureQueriesContext(connection) as three:
        director.get("/personal/recursos/")
    assert len(three) == len(one)


def test_the_person_reads_that_it_came_and_saves_the_acuse(closed, log_in, client):
    row, key = closed
    appeal = receive(row, log_in("counter@modulo"))
    client.post("/solicitudes/", {"folio": row.folio, "key": key})
    page = text_of(client.get(f"/solicitudes/{row.folio}/"))
    assert appeal.number in page and "Lo recibimos el" in page
    paper = client.get(f"/solicitudes/{row.folio}/recurso/{appeal.number}/acuse.pdf")
    assert paper.status_code == 200 and paper["Content-Type"] == "application/pdf"


def test_of_somebody_else_s_the_person_reads_only_that_there_is_one(closed, log_in, client):
    row, key = closed
    appeal = receive(row, log_in("counter@modulo"), brought_by="third", documents=upload())
    row.refresh_from_db()
    decide_appeal(
        actor=staff("director@direccion"),
        service_request=row,
        revision=row.revision,
        number=appeal.number,
        decision="confirmed",
        on=timezone.localdate(),
        words="Eustaquio no probó su interés.",
    )
    client.post("/solicitudes/", {"folio": row.folio, "key": key})
    response = client.get(f"/solicitudes/{row.folio}/")
    page = text_of(response)
    assert appeal.number in page and "otra persona" in page
    assert "Eustaquio" not in response.content.decode()
    paper = client.get(f"/solicitudes/{row.folio}/recurso/{appeal.number}/acuse.pdf")
    assert paper.status_code == 404


def test_who_only_goes_to_the_door_does_not_read_who_brought_it(closed, log_in):
    row, _key = closed
    appeal = receive(row, log_in("counter@modulo"))
    goes = log_in(user=row.visits.get().inspector)
    assert appeal.number in text_of(goes.get(f"/personal/{row.folio}/"))
    assert goes.get(f"/personal/{row.folio}/recurso/{appeal.number}/").status_code == 403


def test_by_the_api_it_is_received_read_and_decided(closed):
    row, key = closed
    counter, director = APIClient(), APIClient()
    counter.force_login(person("counter@modulo"))
    director.force_login(person("director@direccion"))
    here = f"/api/v1/requests/{row.folio}/"
    body = {
        "revision": row.revision,
        "code": row.resolutions.get().code,
        "received_at": timezone.now().isoformat(),
        "channel": "letter",
        "brought_by": "applicant",
        "name": "Eustaquio Robles",
        "asks": "Que se revise.",
    }
    answer = counter.post(f"{here}appeals/", body, format="json")
    assert answer.status_code == 200, answer.json()
    assert counter.post(f"{here}appeals/", body, format="json").status_code == 409
    told = APIClient().get(here, headers={"Request-Key": key}).json()["appeals"]
    assert [one["status"] for one in told] == ["received"] and told[0]["in_time"] is None
    assert "Eustaquio" not in str(told)
    waiting = director.get("/api/v1/appeals/").json()["results"]
    assert [one["folio"] for one in waiting] == [row.folio]
    decided = {
        "revision": answer.json()["revision"],
        "decision": "rejected",
        "on": timezone.localdate().isoformat(),
        "words": "Llegó fuera de plazo.",
    }
    where = f"{here}appeals/{told[0]['number']}/"
    assert counter.post(f"{where}decide/", decided, format="json").status_code == 403
    assert director.post(f"{where}decide/", decided, format="json").status_code == 200
    assert director.get("/api/v1/appeals/").json()["results"] == []
    assert counter.get(f"{where}receipt.pdf")["Content-Type"] == "application/pdf"
