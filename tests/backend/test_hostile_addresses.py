"""An address made up to break us is answered, never with a 500 (on PostgreSQL above all)."""

import pytest
from django.test import Client

from tests.factories import filed, person, published

METER = "mantenimiento-cambio-medidor"
NUL, LONE = "%00", "%ED%A0%80"  # what no database stores: a zero, half of a pair
BEFORE_NUL = "WyJcdTAwMDAiLCAxLCAzXQ"  # a cursor with a zero inside


@pytest.mark.parametrize("odd", [NUL, f"a{NUL}b", LONE, BEFORE_NUL])
@pytest.mark.parametrize(
    "address",
    [
        "/personal/{}/",
        "/personal/?q={}",
        "/personal/?cursor={}",
        "/personal/?assignee={}&procedure={}",
        "/personal/mostrador/?q={}",
        "/personal/mostrador/{}/",
        "/direccion/?tramite={}&area={}",
        "/tramites/?q={}",
        "/solicitudes/{}/",
        "/solicitudes/enlace/{}/",
        "/verificar/{}/",
        "/encuesta/{}/",
        "/privacidad/{}/",
        "/api/v1/requests/{}/",
        "/api/v1/requests/?q={}&cursor={}",
        "/api/v1/procedures/?q={}&cursor={}",
        "/api/v1/verify/{}/",
        "/api/v1/surveys/{}/",
    ],
)
def test_no_address_breaks_a_page(db, address, odd):
    published(METER)
    client = Client(raise_request_exception=False)
    client.force_login(person("counter@modulo", "director@*"))
    assert client.get(address.replace("{}", odd)).status_code < 500


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("nota", {"nota-text": "a\x00"}),
        ("tomar", {"tomar-revision": "9" * 40, "tomar-seen": "²"}),
        ("asignar", {"asignar-to": "\x00", "asignar-revision": "1"}),
        ("mostrar", {"field": ["\x00", "../"]}),
        ("paso/a\x00", {}),
        (f"revision/{'9' * 40}", {f"papel-{'9' * 40}-verdict": "right"}),
    ],
)
def test_no_form_breaks_the_desk(db, deed, told):
    folio = filed(published(METER)).service_request.folio
    client = Client(raise_request_exception=False)
    client.force_login(person("reviewer@comercializacion", "supervisor@comercializacion"))
    assert client.post(f"/personal/{folio}/{deed}/", told).status_code < 500
