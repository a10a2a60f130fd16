"""Whoever has folio and key may change how the person is told: the way they had is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from backend.accounts.actors import Actor, citizen_of
from notifications.models import OutboxMessage
from procedures.casework import unreachable
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import choose_way
from tests.factories import CONTACT, filed, published, staff

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
TELEPHONE, OTHER = "9515551234", "otro@example.org"


@pytest.fixture(autouse=True)
def texts(settings: Any) -> None:
    settings.SMS_GATEWAY_URL = "https://gateway.example/"


@pytest.fixture
def row() -> ServiceRequest:
    return filed(published(METER)).service_request


def chosen(row: ServiceRequest, channel: str, actor: Actor | None = None, **rest: Any) -> None:
    choose_way(
        actor=actor or citizen_of(row.folio),
        service_request=row,
        channel=channel,
        accepts=channel != "counter",
        words="x",
        **rest,
    )


def by_text_alone(row: ServiceRequest) -> None:
    row.applicants.update(email="", phone=TELEPHONE, channel="sms")


def told() -> list[tuple[str, str, list[list[str]]]]:
    found = OutboxMessage.objects.filter(kind="way_changed").order_by("id")
    return [(one.channel, one.address, one.ways) for one in found]


def test_who_is_told_no_more_hears_it_once_where_they_were_told(row: ServiceRequest) -> None:
    row.applicants.update(phone="")
    chosen(row, "counter")
    chosen(row, "counter")
    assert told() == [("email", CONTACT.email, [])]
    message = OutboxMessage.objects.get(kind="way_changed")
    assert row.folio in message.subject and "Si no fue usted, llámenos o venga." in message.text
    for word in ("{", "http", row.procedure.name):
        assert word not in message.text + message.short


def test_a_mailbox_of_somebody_else_is_told_to_the_telephone_and_not_to_it(
    row: ServiceRequest,
) -> None:
    by_text_alone(row)
    chosen(row, "email", email=OTHER)
    assert told() == [("sms", TELEPHONE, [])]


def test_an_address_added_without_another_way_is_told_too(row: ServiceRequest) -> None:
    by_text_alone(row)
    chosen(row, "sms", email=OTHER)
    assert told() == [("sms", TELEPHONE, [])]


def test_at_the_window_or_where_nothing_changed_nobody_is_told(row: ServiceRequest) -> None:
    chosen(row, "email")
    by_text_alone(row)
    chosen(row, "sms", email=" ")
    chosen(row, "counter", staff("counter@modulo"))
    chosen(row, "sms", staff("counter@modulo"), email=OTHER)
    assert told() == []


def test_that_it_did_not_arrive_where_they_were_told_loses_nobody(row: ServiceRequest) -> None:
    chosen(row, "counter")
    now = row.filed_at
    OutboxMessage.objects.filter(kind="way_changed").update(failed_at=now, unreachable_at=now)
    assert unreachable.look() == 0
