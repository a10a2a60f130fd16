"""A whole site for one browser: the real catalogue, a server, staff behind the counter."""

from __future__ import annotations

import pytest

from tests.factories import published

ONLINE = ("mantenimiento-cambio-medidor", "factibilidad-vivienda", "quejas-denuncias")


@pytest.fixture
def site(live_server, settings) -> str:
    """The address of a site where the journeys' procedures are in force."""
    settings.SITE_URL = live_server.url
    for slug in ONLINE:
        published(slug)
    return live_server.url
