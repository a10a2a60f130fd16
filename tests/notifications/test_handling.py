"""One message, by hand: it goes again, elsewhere or no more; and how all of them are doing."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from backend.accounts.actors import staff_actor
from notifications import delivery, figures, handling
from notifications.models import Deed, Handling, OutboxMessage, State
from tests.factories import person

from .letters import personal_message, posted, staff_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return staff_actor(person("supervisor@comercializacion"))


def failed(**columns: object) -> OutboxMessage:
    row = posted()
    now = timezone.now()
    OutboxMessage.objects.filter(pk=row.pk).update(
        **{"failed_at": now, "unreachable_at": now, "problem": "address", "tries": 1} | columns
    )
    return OutboxMessage.objects.get(pk=row.pk)


def test_the_database_and_the_row_agree_on_the_state_of_every_row() -> None:
    """Whatever combination of moments the constraints admit."""
    now = timezone.now()
    columns = ("sent_at", "delivered_at", "failed_at", "expired_at", "cancelled_at")
    seen = set()
    for number, there in enumerate(itertools.product([False, True], repeat=6)):
        moments = {name: now if so else None for name, so in zip(columns, there, strict=False)}
        if moments["expired_at"] and (moments["sent_at"] or moments["failed_at"]):
            continue
        if moments["delivered_at"] and not moments["sent_at"]:
            continue
        until = now + dt.timedelta(minutes=5) if there[5] else None
        row = posted(key=str(number))
        OutboxMessage.objects.filter(pk=row.pk).update(**moments, leased_until=until, tries=1)
        row.refresh_from_db()
        found = {
            state
            for state in State
            if OutboxMessage.objects.in_state(state, now).filter(pk=row.pk).exists()
        }
        assert found == {row.state}, moments
        seen.add(row.state)
    assert seen == set(State)


def test_what_failed_goes_again_as_a_row_of_its_own(boss, mailoutbox) -> None:
    row = failed()
    again = handling.resend(actor=boss, message=row)
    delivery.sweep()
    row.refresh_from_db()
    again.refresh_from_db()
    assert (row.state, again.state) == (State.FAILED, State.SENT)
    assert len(mailoutbox) == 1 and mailoutbox[0].to == ["ana@example.org"]
    assert [(one.deed, one.by) for one in handling.deeds_of([row, again])] == [
        (Deed.RESENT, boss.label)
    ]
    assert not OutboxMessage.objects.troubled().exists(), "something went in its place"


def test_what_arrived_goes_again_with_another_name_so_that_nobody_drops_it(
    boss, mailoutbox
) -> None:
    row = posted()
    delivery.deliver(row.pk)
    handling.resend(actor=boss, message=row)
    delivery.sweep()
    first, second = (one.extra_headers["Message-ID"] for one in mailoutbox)
    assert first != second


def test_pressed_twice_it_goes_once(boss) -> None:
    row = failed()
    handling.resend(actor=boss, message=row)
    with pytest.raises(ValidationError):
        handling.resend(actor=boss, message=row)
    assert OutboxMessage.objects.count() == 2


def test_what_was_taken_back_does_not_come_back(boss) -> None:
    row = posted()
    handling.call_off(actor=boss, message=row)
    row.refresh_from_db()
    assert row.state == State.CANCELLED and not delivery.deliver(row.pk)
    for deed in (handling.resend, handling.call_off):
        with pytest.raises(ValidationError):
            deed(actor=boss, message=row)


def test_another_address_stops_what_waited_for_the_old_one(boss, mailoutbox) -> None:
    row = posted()
    new = handling.readdress(actor=boss, message=row, address=" ana.ruiz@example.org ")
    delivery.sweep()
    row.refresh_from_db()
    assert row.state == State.CANCELLED and new.address == "ana.ruiz@example.org"
    assert [one.to for one in mailoutbox] == [["ana.ruiz@example.org"]]


@pytest.mark.parametrize("typed", ["", "ana", "9515551234", "{{enquiry_address}}", "a b@c.mx"])
def test_what_is_no_address_of_the_channel_is_refused_and_nothing_changes(boss, typed) -> None:
    row = failed()
    with pytest.raises(ValidationError):
        handling.readdress(actor=boss, message=row, address=typed)
    assert OutboxMessage.objects.count() == 1 and not Handling.objects.exists()


@pytest.mark.parametrize("kind", ["sign_in_code", "draft_link", "enquiry_answer"])
def test_what_opens_something_goes_to_who_asked_for_it_and_to_nobody_else(boss, kind) -> None:
    row = posted(personal_message(kind))
    OutboxMessage.objects.update(failed_at=timezone.now())
    row.refresh_from_db()
    for deed, more in ((handling.resend, {}), (handling.readdress, {"address": "me@example.org"})):
        with pytest.raises(ValidationError):
            deed(actor=boss, message=row, **more)


def test_what_the_staff_are_told_goes_again_but_never_to_another_address(boss) -> None:
    row = posted(staff_message("term_over"))
    OutboxMessage.objects.update(failed_at=timezone.now())
    row.refresh_from_db()
    with pytest.raises(ValidationError):
        handling.readdress(actor=boss, message=row, address="me@example.org")
    assert handling.resend(actor=boss, message=row).pk != row.pk


@pytest.mark.parametrize("grant", ["reviewer@comercializacion", "counter@modulo", "director@*"])
def test_other_functions_do_nothing_with_messages(grant) -> None:
    row = failed()
    with pytest.raises(PermissionDenied):
        handling.resend(actor=staff_actor(person(grant)), message=row)


def test_how_each_channel_is_doing(time_machine, django_assert_num_queries) -> None:
    time_machine.move_to("2026-11-20T12:00-06:00", tick=False)
    for number in range(20):
        row = posted(key=f"gone{number}")
        late = dt.timedelta(seconds=300 if number == 19 else number)
        OutboxMessage.objects.filter(pk=row.pk).update(sent_at=timezone.now() + late)
    posted(key="waits")
    posted(key="tomorrow", due_at=timezone.now() + dt.timedelta(days=1))
    failed_row = posted(key="bad")
    OutboxMessage.objects.filter(pk=failed_row.pk).update(
        failed_at=timezone.now(), problem="address"
    )
    time_machine.shift(600)
    with django_assert_num_queries(3):
        (email,) = figures.doing(timezone.now())
    assert (email.channel, email.waiting, email.went) == ("email", 1, 20)
    assert email.oldest == dt.timedelta(seconds=600)
    assert email.p95 == dt.timedelta(seconds=18), "nineteen of twenty"
    assert email.failures == {"address": 1}


def test_a_message_that_is_tried_again_keeps_its_age() -> None:
    row = posted()
    OutboxMessage.objects.update(due_at=timezone.now() + dt.timedelta(hours=1), faults=3)
    (email,) = figures.doing(row.created_at + dt.timedelta(hours=5))
    assert email.oldest == dt.timedelta(hours=5)


@pytest.mark.parametrize(("count", "rank"), [(1, 1), (2, 2), (20, 19), (21, 20), (100, 95)])
def test_the_percentile_is_a_time_that_something_took(count, rank) -> None:
    times = [dt.timedelta(seconds=one + 1) for one in range(count)]
    assert figures.nineteen_of_twenty(times[::-1]) == dt.timedelta(seconds=rank)
