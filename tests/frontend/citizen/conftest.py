"""The real catalogue in force, and a resident with a request of their own."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from lxml import html

from tests.factories import filed, published

METER = "mantenimiento-cambio-medidor"
COMPLAINT = "quejas-denuncias"


@pytest.fixture
def meter(db):
    """The version of the meter change in force."""
    return published(METER)


@pytest.fixture
def complaint(db):
    """The version of complaints in force: they may be anonymous."""
    return published(COMPLAINT)


@pytest.fixture
def resident(meter, client: Client) -> SimpleNamespace:
    """Somebody who filed a meter change and opened it with its key in `client`."""
    filing = filed(meter, given={"tipo_persona": "fisica", "sin_curp": False})
    row = filing.service_request
    response = client.post("/solicitudes/", {"folio": row.folio, "key": filing.key})
    assert response.status_code == 302
    return SimpleNamespace(client=client, row=row, key=filing.key, at=f"/solicitudes/{row.folio}/")


@pytest.fixture
def read():
    """The text of the main part of a page, as one line."""

    def text_of(response) -> str:
        page = html.fromstring(response.content.decode())
        return " ".join(" ".join(page.get_element_by_id("contenido").itertext()).split())

    return text_of
