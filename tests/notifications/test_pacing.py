"""Nobody is written to at night, nor again and again; what cannot wait does not."""

from __future__ import annotations

import datetime as dt
import threading
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from backend.settings.schedule import quiet_hours
from notifications import delivery
from notifications.channels import Parcel, channels
from notifications.models import OutboxMessage, State

from .letters import ANA, case_message, posted

HERE = ZoneInfo("America/Mexico_City")


def at(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 3, 10, hour, minute, tzinfo=HERE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "sent"),
    [(at(20, 59), 1), (at(21), 0), (at(23, 30), 0), (at(3), 0), (at(7, 59), 0), (at(8), 1)],
)
def test_a_message_of_the_night_waits_for_the_morning(
    settings: Settings, now: dt.datetime, sent: int
) -> None:
    settings.QUIET_HOURS = (21, 8)
    with time_machine.travel(now, tick=False):
        row = posted()
        assert delivery.sweep() == sent
        row.refresh_from_db()
        if sent:
            return
        local = row.due_at.astimezone(HERE)
        assert (local.hour, local.minute // 15) == (8, 0) and local > now
        assert local - now < dt.timedelta(hours=12)
        assert (row.state, row.faults, row.leased_until) == (State.CREATED, 0, None)
    with time_machine.travel(row.due_at):
        assert delivery.sweep() == 1


@pytest.mark.django_db
def test_what_is_urgent_goes_at_any_hour_and_each_morning_is_spread(settings: Settings) -> None:
    settings.QUIET_HOURS = (21, 8)
    with time_machine.travel(at(2), tick=False):
        posted(case_message("request_received"), key="urgent")
        for number in range(5):
            posted(key=str(number))
        assert delivery.sweep() == 1
    assert len(set(OutboxMessage.objects.unfinished().values_list("due_at", flat=True))) == 5


@pytest.mark.django_db
def test_two_messages_to_one_address_keep_their_distance_but_an_urgent_one_does_not_wait(
    settings: Settings,
) -> None:
    settings.OUTBOX_LIMITS = {"email": (60, 0)}
    with time_machine.travel(at(12), tick=False) as clock:
        first, second = posted(key="1"), posted(key="2")
        other = posted(key="3", to=ANA.__class__(name="", email="other@example.org"))
        posted(case_message("key_renewed"), key="4")
        assert delivery.sweep() == 2
        for row in (first, second, other):
            row.refresh_from_db()
        assert [first.state, second.state, other.state] == ["created", "created", "sent"]
        clock.shift(dt.timedelta(seconds=61))
        assert delivery.sweep() == 1
        clock.shift(dt.timedelta(seconds=61))
        assert delivery.sweep() == 1


@pytest.mark.django_db
def test_an_address_gets_so_many_messages_an_hour_urgent_or_not(settings: Settings) -> None:
    settings.OUTBOX_LIMITS = {"email": (0, 3)}
    with time_machine.travel(at(12), tick=False) as clock:
        for number in range(5):
            posted(case_message("key_renewed"), key=str(number))
        assert delivery.sweep() == 3
        clock.shift(dt.timedelta(minutes=59))
        assert delivery.sweep() == 0
        clock.shift(dt.timedelta(minutes=2))
        assert delivery.sweep() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_write_to_one_address_at_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTBOX_LIMITS = {"email": (60, 0)}
    both_claimed, sent = threading.Barrier(2), []
    claim = delivery._claim

    def claim_together(pk: int) -> OutboxMessage | None:
        row = claim(pk)
        both_claimed.wait(10)
        return row

    def send(parcel: Parcel) -> str:
        sent.append(parcel)
        return ""

    monkeypatch.setattr(delivery, "_claim", claim_together)
    monkeypatch.setattr(channels()["email"], "send", send)
    keys = [posted(key="1").pk, posted(key="2").pk]

    def work(pk: int) -> None:
        delivery.deliver(pk)
        connection.close()

    workers = [threading.Thread(target=work, args=(pk,)) for pk in keys]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(sent) <= 1


@pytest.mark.django_db
def test_an_address_that_is_filled_in_at_delivery_is_nobodys_in_particular(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Parcel] = []
    monkeypatch.setattr(channels()["email"], "send", lambda parcel: sent.append(parcel) or "")
    settings.OUTBOX_LIMITS = {"email": (60, 1)}
    rows = [posted(key=str(number)) for number in range(3)]
    OutboxMessage.objects.update(address="{{enquiry_address}}")
    assert [delivery.deliver(row.pk) for row in rows] == [True, True, True]
    assert len(sent) == 3


@pytest.mark.parametrize("said", ["21", "8-21", "21-24", "-", "x-y", "25-8"])
def test_hours_that_are_none_stop_the_start(said: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        quiet_hours(said)


def test_hours_are_read_as_they_are_said() -> None:
    assert quiet_hours("21-8") == (21, 8)
    assert quiet_hours(" ") is None
    assert timezone.get_default_timezone_name() == "America/Mexico_City"
