"""Pages travel compressed, as a browser asks for them and as it receives them in production."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.test import Client
from lxml import html

from tests.factories import catalogue, published

METER = "mantenimiento-cambio-medidor"
FIRST, AFTER = 60_000, 15_000  # bytes (EXPERIENCE, page budget)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Where `collectstatic` leaves its files, done once."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def as_installed(settings, collected):
    """Static files as production serves them: collected, compressed, with a hash in the name."""
    settings.STATIC_ROOT = collected
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    settings.STORAGES = configured.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    if not any(collected.iterdir()):
        call_command("collectstatic", "--noinput", verbosity=0)
    return Client(headers={"Accept-Encoding": "gzip"})


def received(client: Client, path: str) -> tuple[int, bytes]:
    """Bytes over the wire, and what they are once opened."""
    response = client.get(path)
    assert response.status_code == 200, path
    sent = response.getvalue()
    assert response.headers["Content-Encoding"] == "gzip", path
    return len(sent), gzip.decompress(sent)


@pytest.mark.parametrize("path", ["/", "/tramites/", f"/tramites/{METER}/"])
def test_a_page_is_light_on_the_wire(as_installed, db, path):
    for slug in catalogue():
        published(slug)
    page, content = received(as_installed, path)
    assert page <= AFTER
    links = html.fromstring(content.decode()).xpath(
        "//link[@rel='stylesheet']/@href | //script/@src"
    )
    assert {Path(link).suffix for link in links} == {".css", ".js"}
    assert page + sum(received(as_installed, link)[0] for link in links) <= FIRST


def test_the_length_of_a_page_with_secrets_is_never_twice_the_same(as_installed, db):
    lengths = {received(as_installed, "/solicitudes/")[0] for _time in range(8)}
    assert len(lengths) > 1
