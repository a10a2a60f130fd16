"""What the person was told is in the story of the case, for who may read what is theirs."""

import pytest
from django.test import Client

from procedures.requests.keys import key_of
from tests.factories import filed, person, published, take
from tests.frontend.staff.pages import text_of

pytestmark = pytest.mark.django_db
SAID = "Recibimos su solicitud. Guarde su folio y su clave"


def test_staff_read_what_the_person_was_told_without_its_secrets(case, reviewer):
    take(case, "tomar")
    answer = reviewer.get(f"/personal/{case.folio}/")
    said = text_of(answer)
    assert SAID in said and f"{case.folio}: estamos revisando su solicitud" in said
    assert "Clave: (dato privado)" in said and "{{" not in said
    assert key_of(case.folio, case.key_nonce) not in answer.content.decode()


def test_the_person_reads_it_too(case, client: Client):
    key = key_of(case.folio, case.key_nonce)
    answer = client.get(client.post("/solicitudes/", {"folio": case.folio, "key": key})["Location"])
    said = text_of(answer)
    assert SAID in said and "Lo que decía el aviso" in said and "Buen día" not in said
    assert "Clave: (dato privado)" in said and key not in answer.content.decode()


def test_by_the_api_it_is_beside_its_event(case, reviewer):
    found = reviewer.get(f"/api/v1/requests/{case.folio}/events/").json()["results"]
    (told,) = found[0]["messages"]
    assert told["subject"] == f"{case.folio}: recibimos su solicitud"
    assert SAID in told["text"] and "(dato privado)" in told["text"]


def test_who_is_only_asked_for_an_opinion_reads_none_of_it(log_in):
    row = filed(published("factibilidad-vivienda")).service_request
    for action in ("tomar", "enviar_a_dictamen"):
        take(row, action)
    take(row, "pedir_opinion", answers={"pregunta": "¿Alcanza el colector?"})
    asked = log_in(user=person("supervisor@operacion"))
    page = asked.get(f"/personal/{row.folio}/")
    assert page.status_code == 200 and "¿Alcanza el colector?" in text_of(page)
    assert "Lo que decía el aviso" not in text_of(page) and SAID not in text_of(page)
    events = asked.get(f"/api/v1/requests/{row.folio}/events/").json()["results"]
    assert events and not any(event["messages"] for event in events)
