"""Messages through the API: files by upload id, what is unread, and whose they are."""

from __future__ import annotations

import pytest

from procedures.requests.models import ServiceRequest
from tests.backend.api.callers import filing

pytestmark = pytest.mark.django_db


def test_messages_go_both_ways_with_files_and_marks(meter, anybody, staff_caller):
    made = anybody.post("/requests/", filing(anybody, meter.procedure.slug)).body
    person, at = anybody.with_key(made["key"]), f"/requests/{made['folio']}"
    file = person.upload("foto.jpg").body["id"]
    assert person.post(f"{at}/messages/", {"text": "Mire.", "documents": [file]}).status == 200
    again = person.post(f"{at}/messages/", {"text": "Otra vez.", "documents": [file]})
    assert again.status == 400 and ("documents", "taken") in again.codes
    clerk = staff_caller("counter@modulo")
    assert clerk.get(f"{at}/").body["unread"] == 1
    told = clerk.get(f"{at}/messages/").body
    assert told["unread"] == 1 and told["results"][0]["documents"][0]["name"] == "foto.jpg"
    assert clerk.post(f"{at}/messages/read/").body == {"unread": 0}
    clerk.post(f"{at}/messages/", {"text": "Gracias."})
    assert person.get(f"{at}/").body["unread"] == 1
    mine, theirs = person.get(f"{at}/messages/").body["results"]
    assert mine["mine"] and mine["read_at"] and not theirs["mine"] and theirs["unread"]
    saved = person.get(mine["documents"][0]["url"].removeprefix("/api/v1"))
    assert saved.status == 200 and "attachment" in saved.headers["Content-Disposition"]
    assert anybody.get(mine["documents"][0]["url"].removeprefix("/api/v1")).status == 404


def test_the_representation_says_who_has_it_by_when_and_why(meter, anybody):
    made = anybody.post("/requests/", filing(anybody, meter.procedure.slug)).body
    told = anybody.with_key(made["key"]).get(f"/requests/{made['folio']}/").body
    row = ServiceRequest.objects.get(folio=made["folio"])
    assert told["holder"]["name"] == "Módulo de servicios" and not told["holder"]["yours"]
    assert told["holder"]["offices"][0]["hours"]
    assert told["dates"]["due"] == row.due_on.isoformat() == told["dates"]["promised"]
    assert told["dates"]["reasons"] == [] and told["dates"]["confirmed"] is False
