"""What one person reads, the next one at the same desk does not find."""

import pytest

from tests.factories import filed, person, published

METER = "mantenimiento-cambio-medidor"


@pytest.mark.parametrize(
    "path",
    [
        "/personal/",
        "/personal/?tab=all",
        "/personal/{folio}/",
        "/personal/{folio}/plazo/",
        "/personal/{folio}/corregir/",
        "/personal/{folio}/acuse.pdf",
        "/personal/visitas/",
        "/personal/mostrador/",
        f"/personal/mostrador/{METER}/",
        "/personal/cuenta/sessions/",
        "/personal/nada/",
        "/direccion/",
        "/direccion/?formato=csv",
        "/tramites/",
    ],
)
def test_what_staff_read_is_kept_in_no_cache(client, db, path):
    case = filed(published(METER))
    client.force_login(person("counter@modulo", "director@direccion"))
    response = client.get(path.format(folio=case.service_request.folio))
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["", "acuse.pdf", "mensajes/", "correccion/", "retirar/"])
def test_pages_of_a_request_are_kept_in_no_cache_open_or_not(client, db, path):
    case = filed(published(METER))
    folio = case.service_request.folio
    shut = client.get(f"/solicitudes/{folio}/{path}")
    client.post("/solicitudes/", {"folio": folio, "key": case.key})
    opened = client.get(f"/solicitudes/{folio}/{path}")
    assert (shut.status_code, opened.status_code != 404) == (404, True)
    for response in (shut, opened):
        assert "no-store" in response.headers["Cache-Control"]


def test_public_pages_may_be_kept(client, db):
    assert "no-store" not in client.get("/tramites/").headers.get("Cache-Control", "")
