"""The messages somebody answers for, through the API."""

from __future__ import annotations

from typing import Any

import pytest

from notifications.models import OutboxMessage, State
from procedures.requests import keys
from procedures.requests.models import ServiceRequest
from tests.backend.api.callers import Caller
from tests.factories import filed


@pytest.fixture
def row(meter: Any) -> ServiceRequest:
    return filed(meter).service_request


@pytest.fixture
def boss(staff_caller: Any) -> Caller:
    return staff_caller("supervisor@comercializacion")


def test_they_are_for_who_answers_for_them(
    row: ServiceRequest, anybody: Caller, staff_caller: Any
) -> None:
    assert anybody.get("/deliveries/").status == 401
    assert staff_caller("reviewer@comercializacion").get("/deliveries/").status == 403
    message = OutboxMessage.objects.get(reference=row.folio)
    for grant in ("supervisor@juridica", "administrator@*"):
        other = staff_caller(grant)
        assert other.get("/deliveries/").body["results"] == []
        assert other.get(f"/deliveries/{message.pk}/").status == 404
        assert other.post(f"/deliveries/{message.pk}/cancel/").status == 404


def test_a_message_is_told_without_its_secrets(row: ServiceRequest, boss: Caller) -> None:
    (told,) = boss.get("/deliveries/", tab="waiting", folio=row.folio).body["results"]
    assert (told["kind"], told["state"], told["channel"]) == (
        "request_received",
        "created",
        "email",
    )
    whole = boss.get(f"/deliveries/{told['id']}/").body
    assert "(dato privado)" in whole["text"] and "{{" not in whole["text"]
    assert keys.key_of(row.folio, row.key_nonce) not in str(whole)
    assert boss.get("/deliveries/", channel="dove").codes == {("channel", "invalid_choice")}


def test_it_is_taken_back_readdressed_and_refused(row: ServiceRequest, boss: Caller) -> None:
    message = OutboxMessage.objects.get(reference=row.folio)
    here = f"/deliveries/{message.pk}/"
    assert boss.post(f"{here}address/", {"address": "ana"}).codes == {("address", "invalid")}
    new = boss.post(f"{here}address/", {"address": "otra@example.org"})
    assert (new.status, new.body["to"]) == (201, "otra@example.org")
    assert boss.post(f"{here}resend/").status == 409
    taken = boss.post(f"/deliveries/{new.body['id']}/cancel/")
    assert (taken.status, taken.body["state"]) == (200, State.CANCELLED)
    assert boss.post(f"/deliveries/{new.body['id']}/cancel/").status == 409
    assert row.events.filter(kind="message_handled").count() == 2


def test_the_inbox_can_be_asked_for_those_nobody_reaches(row: ServiceRequest, boss: Caller) -> None:
    assert boss.get("/requests/", reach="lost").body["results"] == []
    assert boss.get("/requests/", reach="x").codes == {("reach", "invalid_choice")}
