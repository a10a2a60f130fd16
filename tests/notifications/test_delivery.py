"""The way out: once, whoever dies; again, until it cannot be; and never with the reason's text."""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
import time
from collections.abc import Callable
from email import message_from_string

import pytest
import time_machine
from django.conf import settings as conf
from django.core import mail
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from notifications import delivery
from notifications.channels import Parcel, channels
from notifications.delivery import MOST_LOST
from notifications.messages import AccountMail
from notifications.models import OutboxMessage, State
from notifications.problems import LONGEST_ASKED, Later, Problem
from notifications.secrets import RESOLVERS

from .letters import ANA, case_message, posted
from .smtp import mail_server

pytestmark = pytest.mark.django_db
Sending = Callable[[Parcel], object]


@pytest.fixture
def email(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sending], None]:
    """Replace what the e-mail channel does."""
    return lambda sending: monkeypatch.setattr(channels()["email"], "send", sending)


@pytest.fixture
def smtp(settings: Settings) -> Settings:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 5
    return settings


def lease() -> dt.timedelta:
    return dt.timedelta(seconds=conf.OUTBOX_LEASE)


def later(problem: str, after: dt.timedelta | None = None) -> Sending:
    def send(_parcel: Parcel) -> str:
        raise Later("not now", Problem(problem), after)

    return send


def unreachable(_parcel: Parcel) -> None:
    raise ConnectionRefusedError("nobody listens, says ana@example.org")


def test_a_delivered_message_carries_its_secrets_escaped_for_each_place() -> None:
    row = posted()
    assert delivery.deliver(row.pk)
    sent = mail.outbox[0]
    assert sent.to == [ANA.email]
    assert "made-tracking_link-of-SOAPA-2026-000123-4&now" in sent.body
    html = sent.alternatives[0].content
    assert 'href="made-tracking_link-of-SOAPA-2026-000123-4&amp;now"' in html
    assert "{{" not in sent.body + html
    row.refresh_from_db()
    assert row.state == State.SENT
    assert "made-" not in row.text + row.html


def test_what_was_sent_is_not_sent_again() -> None:
    row = posted()
    assert delivery.deliver(row.pk)
    assert not delivery.deliver(row.pk)
    assert delivery.sweep() == 0
    assert len(mail.outbox) == 1


def test_while_one_worker_sends_another_finds_nothing_to_do(email) -> None:
    row = posted()
    second: list[object] = []

    def meanwhile(_parcel: Parcel) -> str:
        row.refresh_from_db()
        second.extend([row.state, delivery.deliver(row.pk), delivery.sweep()])
        return ""

    email(meanwhile)
    assert delivery.deliver(row.pk)
    assert second == [State.LEASED, False, 0]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_at_once_one_sends(email) -> None:
    row, sent, start = posted(), [], threading.Barrier(8)
    email(lambda parcel: sent.append(parcel) or "")

    def work() -> None:
        start.wait()
        delivery.deliver(row.pk)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(sent) == 1
    assert OutboxMessage.objects.get().tries == 1


def test_what_a_killed_worker_held_is_found_when_its_lease_ends(email, monkeypatch) -> None:
    row = posted()

    def killed(_parcel: Parcel) -> None:
        raise SystemExit

    with monkeypatch.context() as once:
        once.setattr(channels()["email"], "send", killed)
        with pytest.raises(SystemExit):
            delivery.deliver(row.pk)
    assert delivery.sweep() == 0, "still leased"
    with time_machine.travel(timezone.now() + lease()):
        assert delivery.sweep() == 1
    assert len(mail.outbox) == 1


def test_who_lost_the_lease_does_not_put_off_what_another_holds(email) -> None:
    row = posted()
    theirs = timezone.now() + 2 * lease()

    def too_slow(_parcel: Parcel) -> None:
        OutboxMessage.objects.filter(pk=row.pk).update(tries=2, leased_until=theirs)
        raise TimeoutError

    email(too_slow)
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.tries, row.leased_until, row.error) == (2, theirs, "")


def test_a_message_that_takes_every_worker_down_ends_as_failed() -> None:
    row = posted()
    OutboxMessage.objects.filter(pk=row.pk).update(
        tries=MOST_LOST + 1, lost=MOST_LOST, leased_until=timezone.now()
    )
    assert not delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == (State.FAILED, "Lost")
    assert mail.outbox == []


@pytest.mark.parametrize("problem", ["temporary", "throttled", "configuration"])
def test_what_may_pass_is_tried_later_and_later_until_its_72_hours_are_over(
    email, caplog, problem: str, settings: Settings
) -> None:
    random.seed(20261121)
    email(later(problem))
    row, waits = posted(), []
    rungs = settings.OUTBOX_RETRY[problem]
    with time_machine.travel(timezone.now(), tick=False) as clock:
        started = timezone.now()
        while row.state == State.CREATED:
            before = timezone.now()
            delivery.sweep()
            row.refresh_from_db()
            waits.append((row.due_at - before).total_seconds())
            delivery.sweep()
            clock.move_to(max(row.due_at, before))
        took = timezone.now() - started
    assert (row.state, row.problem) == (State.EXPIRED, problem)
    assert dt.timedelta(hours=71) < took <= dt.timedelta(hours=72)
    assert row.unreachable_at is not None
    climbed = waits[: len(rungs)]
    assert climbed == sorted(climbed)
    for wait, rung in zip(climbed, rungs, strict=True):
        assert 0.8 <= wait / rung <= 1.2
    assert waits[-4] <= rungs[-1] * 1.2, "the last rung is the longest wait there is"
    assert climbed != rungs, "no jitter"
    assert "ana@" not in caplog.text + row.error
    assert caplog.records[-1].levelno == logging.ERROR


def test_a_provider_that_names_its_pace_is_believed_up_to_a_point(email) -> None:
    for asked, waited in ((7200, 7200), (10**6, LONGEST_ASKED.total_seconds())):
        email(later("throttled", after=dt.timedelta(seconds=asked)))
        row = posted(key=str(asked))
        delivery.deliver(row.pk)
        row.refresh_from_db()
        assert abs((row.due_at - timezone.now()).total_seconds() - waited) < 60


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_while_the_database_was_away_is_not_sent_again(monkeypatch) -> None:
    row, real, tries = posted(), delivery._sent, []

    def away_twice(*told: object) -> bool:
        tries.append(told)
        if len(tries) < 3:
            raise OperationalError("the server closed the connection unexpectedly")
        return real(*told)

    monkeypatch.setattr(delivery, "_sent", away_twice)
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    assert delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, len(mail.outbox)) == (State.SENT, 1)


def test_the_mail_of_a_server_that_came_back_arrives(email, monkeypatch) -> None:
    row = posted()
    with monkeypatch.context() as away:
        away.setattr(channels()["email"], "send", unreachable)
        assert delivery.sweep() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        assert delivery.sweep() == 1
    row.refresh_from_db()
    assert (row.state, row.tries, row.error) == (State.SENT, 2, "")


@pytest.mark.parametrize(
    ("answers", "state", "error"),
    [
        ({}, State.SENT, ("", "")),
        ({"rcpt": "450 later"}, State.CREATED, ("temporary", "SMTPRecipientsRefused 450")),
        ({"rcpt": "450 4.7.1 slow"}, State.CREATED, ("throttled", "SMTPRecipientsRefused 450")),
        ({"rcpt": "550 no such person"}, State.FAILED, ("address", "Undeliverable 550")),
        ({"rcpt": "550 5.7.1 spam"}, State.FAILED, ("content", "Undeliverable 550")),
        ({"data": "451 busy"}, State.CREATED, ("temporary", "SMTPDataError 451")),
        ({"data": "421 too many"}, State.CREATED, ("throttled", "SMTPDataError 421")),
        ({"data": "554 no"}, State.FAILED, ("content", "Undeliverable 554")),
        ({"data": "550 5.1.1 nobody"}, State.FAILED, ("address", "Undeliverable 550")),
        ({"mail": "530 log in first"}, State.CREATED, ("configuration", "SMTPSenderRefused 530")),
        ({"mail": "550 not you"}, State.CREATED, ("configuration", "SMTPSenderRefused 550")),
    ],
)
def test_a_mail_server_says_yes_later_or_never(smtp, answers, state, error) -> None:
    row = posted()
    with mail_server(**answers) as server:
        smtp.EMAIL_PORT = server.port
        delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, (row.problem, row.error)) == (state, error)
    assert len(server.received) == (state == State.SENT)


def test_an_address_that_is_none_is_never_tried_again() -> None:
    row = posted(to=ANA.__class__(name="Ana", email="ana arroba example"))
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == (State.FAILED, "Undeliverable address")


def test_two_mails_of_one_case_are_one_conversation_and_machines_do_not_answer(smtp) -> None:
    first, second = posted(key="1"), posted(key="2")
    with mail_server() as server:
        smtp.EMAIL_PORT = server.port
        delivery.deliver(first.pk)
        delivery.deliver(second.pk)
        OutboxMessage.objects.filter(pk=second.pk).update(sent_at=None)
        delivery.deliver(second.pk)
    one, two, again = (message_from_string(letter) for letter in server.received)
    assert one["References"] == two["References"]
    assert one["Auto-Submitted"] == "auto-generated"
    assert one["Message-ID"] != two["Message-ID"]
    assert two["Message-ID"] == again["Message-ID"], "a mail program can tell it is the same"
    assert [part.get_content_type() for part in one.get_payload()] == ["text/plain", "text/html"]


def test_an_account_mail_says_nothing_of_whose_account_it_is_in_its_headers() -> None:
    row = posted(AccountMail("Su acceso", "Abra el enlace."), reference="user:5")
    assert delivery.deliver(row.pk)
    assert "user:5" not in str(mail.outbox[0].message())


def test_a_secret_nobody_can_make_puts_the_message_off(monkeypatch) -> None:
    row = posted()
    monkeypatch.delitem(RESOLVERS, "tracking_link")
    assert not delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == (State.CREATED, "KeyError")
    assert mail.outbox == []


def test_a_sweep_takes_the_urgent_first_and_all_batches(email, monkeypatch) -> None:
    order: list[str] = []
    email(lambda parcel: order.append(parcel.subject) or "")
    monkeypatch.setattr(delivery, "BATCH", 2)
    for number, kind in enumerate(["survey_invitation", "work_done", "visit_done", "key_renewed"]):
        posted(case_message(kind), key=str(number))
    assert delivery.sweep() == 4
    assert "clave nueva" in order[0]
    assert "opinión" in order[-1] or "atendimos" in order[-1]


def test_a_sweep_stops_when_its_time_is_up(email, monkeypatch) -> None:
    monkeypatch.setattr(delivery, "SWEEP_TIME", -1.0)
    posted()
    assert delivery.sweep() == 0
    assert mail.outbox == []


def test_a_sweep_asks_the_database_little_when_nothing_is_due(
    django_assert_num_queries,
) -> None:
    with django_assert_num_queries(2):  # what is due, and what was for too long
        delivery.sweep()
