"""One channel after another, until one reaches the person or nobody does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from notifications import delivery
from notifications.channels import Later, Parcel, Undeliverable, channels
from notifications.models import OutboxMessage, State
from notifications.outbox import Recipient, cancel, take_up, unreachable
from notifications.problems import Problem

from .letters import FOLIO, posted

pytestmark = pytest.mark.django_db
BOTH = Recipient(name="Ana", email="ana@example.org", phone="9515551234", others=("sms",))


@pytest.fixture(autouse=True)
def gateway(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = "https://gateway.example/"


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Parcel]]:
    """Replace what a channel answers: an exception, or nothing where it takes the message."""

    def replace(channel: str, answer: Exception | None = None) -> list[Parcel]:
        taken: list[Parcel] = []

        def send(parcel: Parcel) -> str:
            if answer is not None:
                raise answer
            taken.append(parcel)
            return ""

        monkeypatch.setattr(channels()[channel], "send", send)
        return taken

    return replace


def rows() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.order_by("id"))


@pytest.mark.parametrize("problem", [Problem.ADDRESS, Problem.CONTENT])
def test_a_refusal_for_good_goes_at_once_to_the_next_channel_in_its_own_words(
    says, problem: Problem
) -> None:
    says("email", Undeliverable("550", problem))
    texts = says("sms")
    posted(to=BOTH)
    assert delivery.sweep() == 1
    first, second = rows()
    assert (first.state, first.problem, first.unreachable_at) == (State.FAILED, problem, None)
    assert (second.state, second.channel, second.previous_id) == (State.SENT, "sms", first.pk)
    assert (second.reference, second.kind) == (first.reference, first.kind)
    assert texts[0].address == "9515551234" and texts[0].html == ""
    assert FOLIO in texts[0].text and len(texts[0].text) <= 160
    assert first.ways == second.ways == [], "where else the person is found is kept no longer"


def test_when_the_last_channel_fails_too_it_is_asked_for_once(says) -> None:
    for channel in ("email", "sms"):
        says(channel, Undeliverable("no", Problem.ADDRESS))
    posted(to=BOTH)
    delivery.sweep()
    second = rows()[1]
    assert unreachable(["work_done"]) == []
    assert unreachable(["under_review"]) == [second]
    with transaction.atomic():
        assert take_up(second)
        assert not take_up(second)
    assert unreachable(["under_review"]) == []


def test_a_channel_that_is_away_leaves_the_next_one_its_share_of_the_72_hours(says) -> None:
    says("email", Later("away"))
    texts = says("sms")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        started = timezone.now()
        posted(to=BOTH)
        while not texts and timezone.now() - started < dt.timedelta(hours=73):
            delivery.sweep()
            clock.shift(dt.timedelta(minutes=20))
        took = timezone.now() - started
    assert dt.timedelta(hours=36) < took < dt.timedelta(hours=37)
    first, second = rows()
    assert (first.state, first.unreachable_at) == (State.EXPIRED, None)
    assert second.deadline == first.deadline == started + dt.timedelta(hours=72)


def test_whatever_answers_it_is_over_in_72_hours(says) -> None:
    for channel in ("email", "sms"):
        says(channel, Later("away"))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        posted(to=BOTH)
        clock.shift(dt.timedelta(hours=36, minutes=1))
        delivery.sweep(), delivery.sweep()
        clock.shift(dt.timedelta(hours=36))
        delivery.sweep()
        assert [row.state for row in rows()] == [State.EXPIRED, State.EXPIRED]
        assert unreachable(["under_review"]) == rows()[1:]


def test_a_message_for_later_has_its_72_hours_from_then(says) -> None:
    taken = says("email")
    at = timezone.now() + dt.timedelta(days=10)
    posted(due_at=at)
    with time_machine.travel(at - dt.timedelta(minutes=1)):
        delivery.sweep()
        assert taken == [] and rows()[0].state == State.CREATED
    with time_machine.travel(at + dt.timedelta(hours=71)):
        assert delivery.sweep() == 1


def test_what_was_taken_back_is_passed_on_to_nobody(says, monkeypatch) -> None:
    row = posted(to=BOTH)

    def cancelled_meanwhile(_parcel: Parcel) -> str:
        assert cancel(FOLIO, ["under_review"]) == 1
        raise Undeliverable("550", Problem.ADDRESS)

    monkeypatch.setattr(channels()["email"], "send", cancelled_meanwhile)
    delivery.deliver(row.pk)
    (row,) = rows()
    assert (row.state, row.unreachable_at) == (State.CANCELLED, None)


def test_who_lost_the_lease_passes_nothing_on(says, monkeypatch) -> None:
    row = posted(to=BOTH)

    def too_slow(_parcel: Parcel) -> str:
        OutboxMessage.objects.update(tries=2)
        raise Undeliverable("550", Problem.ADDRESS)

    monkeypatch.setattr(channels()["email"], "send", too_slow)
    delivery.deliver(row.pk)
    assert [one.failed_at for one in rows()] == [None]


def test_the_chosen_channel_is_first_and_one_that_cannot_is_left_out(settings: Settings) -> None:
    by_text = Recipient(name="", phone="9515551234", channel="sms", others=("email", "sms"))
    assert (posted(to=by_text, key="1").channel, rows()[0].ways) == ("sms", [])
    both = Recipient(
        name="", email="a@example.org", phone="951 555 1234", channel="sms", others=("email",)
    )
    assert posted(to=both, key="2").ways == [("email", "a@example.org")]
    settings.SMS_GATEWAY_URL = ""
    assert posted(to=both, key="3").channel == "email", "there is no gateway"
