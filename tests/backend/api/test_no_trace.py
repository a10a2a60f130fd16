"""Who tells of wrongdoing without a name leaves nothing that leads back to them (DOMAIN §8.2).

The attacker here holds everything the house keeps: every table with the sessions opened, the cache,
the logs and the names and bytes of the files.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.test import Client

from backend.accounts.models import User
from procedures.requests.idempotency import client_digest
from procedures.requests.models import FilingKey, ServiceRequest
from tests.backend.api.callers import Caller, filing
from tests.factories import published
from tests.procedures.requests.test_filing import dump

COMPLAINT = "quejas-denuncias"
ADDRESS, AGENT = "203.0.113.77", "Plantado/9.9"
PLANTED = {
    "name": "Juana Planta",
    "email": "planta@example.org",
    "phone": "9519876543",
    "channel": "email",
    "accepts_electronic_notice": True,
}
TRACES = (ADDRESS, "203.0.113", AGENT, "Juana", "planta@", "9519876543")


@pytest.fixture
def at_a_distance(settings, tmp_path) -> Client:
    """A browser of the planted address, behind our own proxy, before a cache kept in files."""
    settings.TRUSTED_PROXIES = 1
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(tmp_path),
        }
    }
    return Client(headers={"X-Forwarded-For": ADDRESS, "User-Agent": AGENT})


def kept(tmp_path: Any, caplog: pytest.LogCaptureFixture) -> str:
    """All that is left of it, as text."""
    files = [f"{path} {path.read_bytes()!r}" for path in tmp_path.rglob("*") if path.is_file()]
    papers = [str(path) for path in configured.DATA_DIR.rglob("*")]
    sessions = [json.dumps(row.get_decoded()) for row in Session.objects.all()]
    return "\n".join([dump(), caplog.text, *files, *papers, *sessions])


def denounce(client: Client, **headers: str) -> dict[str, Any]:
    """File one by the API with a contact that should never have been sent; returns the body."""
    caller = Caller(client)
    body = filing(caller, COMPLAINT, anonymous=True, contact=PLANTED)
    assert caller.post("/requests/", body, **headers).status == 201
    return body


@pytest.mark.django_db
def test_nothing_that_is_kept_leads_to_who_denounces(at_a_distance, tmp_path, caplog):
    published(COMPLAINT)
    with caplog.at_level(logging.DEBUG):
        denounce(at_a_distance)
        folio = ServiceRequest.objects.get().folio
        at_a_distance.get(f"/solicitudes/{folio}/")
        at_a_distance.post("/solicitudes/", {"folio": folio, "key": "0000-0000-0000-0000"})
    told = kept(tmp_path, caplog)
    assert folio in told
    assert [trace for trace in TRACES if trace in told] == []


@pytest.mark.django_db
def test_a_guess_of_who_sent_it_cannot_be_tried_against_what_is_kept(
    at_a_distance, tmp_path, caplog
):
    published(COMPLAINT)
    body = denounce(at_a_distance, Idempotency_Key=uuid.uuid4().hex)
    told = kept(tmp_path, caplog)
    written = (
        json.dumps(body, sort_keys=True, ensure_ascii=False),
        json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
    )
    for guess in (ADDRESS, PLANTED["email"], *written):
        assert hashlib.sha256(guess.encode()).hexdigest() not in told


@pytest.mark.django_db
def test_an_anonymous_filing_is_not_told_apart_by_the_token_it_came_with(staff_caller):
    published(COMPLAINT)
    whistle = staff_caller("counter@modulo")
    body = filing(whistle, COMPLAINT, anonymous=True)
    assert whistle.post("/requests/", body, Idempotency_Key="la-misma").status == 201
    assert FilingKey.objects.get().client == client_digest("")


@pytest.mark.django_db
def test_a_name_that_is_logged_in_joins_no_log_line_of_the_filing(at_a_distance, tmp_path, caplog):
    published(COMPLAINT)
    whistle = User.objects.create_user(id=987654321, username="delator", full_name="Delator")
    at_a_distance.force_login(whistle)
    caplog.clear()
    with caplog.at_level(logging.INFO):
        at_a_distance.get(f"/tramites/{COMPLAINT}/solicitar/")
    assert "solicitar" in caplog.text
    assert "987654321" not in caplog.text
