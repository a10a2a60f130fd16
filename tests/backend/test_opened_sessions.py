"""A session that gains something to see is a new one: nobody planted it, nobody else holds it."""

import pytest
from django.test import Client

from tests.factories import filed, published

METER = "mantenimiento-cambio-medidor"


@pytest.mark.django_db
def test_opening_a_request_leaves_behind_whoever_planted_the_session():
    case = filed(published(METER))
    folio = case.service_request.folio
    attacker, victim = Client(), Client()
    attacker.post(f"/tramites/{METER}/solicitar/")  # a session of their own, with a draft in it
    victim.cookies["sessionid"] = attacker.cookies["sessionid"].value
    answer = victim.post("/solicitudes/", {"folio": folio, "key": case.key})
    assert answer.status_code == 302
    assert victim.get(f"/solicitudes/{folio}/").status_code == 200
    assert attacker.get(f"/solicitudes/{folio}/").status_code == 404
