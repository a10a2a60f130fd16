"""The way out: once, whoever dies; again, until it cannot be; and never with the reason's text."""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
from collections.abc import Callable
from email import message_from_string

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from notifications import delivery
from notifications.channels import Parcel, channels
from notifications.delivery import LEASE, RETRY_AFTER, TRIES
from notifications.messages import AccountMail
from notifications.models import OutboxMessage, State
from notifications.secrets import RESOLVERS

from .letters import ANA, case_message, posted
from .smtp import mail_server

pytestmark = pytest.mark.django_db
Sending = Callable[[Parcel], None]


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

    def meanwhile(_parcel: Parcel) -> None:
        row.refresh_from_db()
        second.extend([row.state, delivery.deliver(row.pk), delivery.sweep()])

    email(meanwhile)
    assert delivery.deliver(row.pk)
    assert second == [State.LEASED, False, 0]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_at_once_one_sends(email) -> None:
    row, sent, start = posted(), [], threading.Barrier(8)
    email(sent.append)

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
    with time_machine.travel(timezone.now() + LEASE):
        assert delivery.sweep() == 1
    assert len(mail.outbox) == 1


def test_who_lost_the_lease_does_not_put_off_what_another_holds(email) -> None:
    row = posted()
    theirs = timezone.now() + 2 * LEASE

    def too_slow(_parcel: Parcel) -> None:
        OutboxMessage.objects.filter(pk=row.pk).update(tries=2, leased_until=theirs)
        raise TimeoutError

    email(too_slow)
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.tries, row.leased_until, row.error) == (2, theirs, "")


def test_a_message_that_takes_every_worker_down_ends_as_failed() -> None:
    row = posted()
    OutboxMessage.objects.filter(pk=row.pk).update(tries=TRIES, leased_until=timezone.now())
    assert not delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == (State.FAILED, "Lost")
    assert mail.outbox == []


def test_a_server_that_is_away_is_tried_later_and_later_then_no_more(email, caplog) -> None:
    random.seed(20261121)
    email(unreachable)
    row, waits = posted(), []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        started = timezone.now()
        while row.state == State.WAITING:
            before = timezone.now()
            assert not delivery.deliver(row.pk)
            row.refresh_from_db()
            waits.append(row.due_at - before)
            assert not delivery.deliver(row.pk), "not before its time"
            clock.move_to(max(row.due_at, before))
        took = timezone.now() - started
    assert (row.state, row.tries) == (State.FAILED, TRIES)
    waits.pop()  # of the last try: nothing comes after it
    assert waits == sorted(waits)
    assert all(0.8 <= wait / rung <= 1.2 for wait, rung in zip(waits, RETRY_AFTER, strict=True))
    assert waits != list(RETRY_AFTER), "no jitter"
    assert took <= dt.timedelta(hours=72)
    assert row.error == "ConnectionRefusedError"
    assert "ana@" not in caplog.text
    assert caplog.records[-1].levelno == logging.ERROR


def test_the_mail_of_a_server_that_came_back_arrives(email, monkeypatch) -> None:
    row = posted()
    with monkeypatch.context() as away:
        away.setattr(channels()["email"], "send", unreachable)
        assert delivery.sweep() == 0
    with time_machine.travel(timezone.now() + 2 * RETRY_AFTER[0]):
        assert delivery.sweep() == 1
    row.refresh_from_db()
    assert (row.state, row.tries, row.error) == (State.SENT, 2, "")


@pytest.mark.parametrize(
    ("answers", "state", "error"),
    [
        ({}, State.SENT, ""),
        ({"rcpt": "450 later"}, State.WAITING, "SMTPRecipientsRefused"),
        ({"rcpt": "550 no such person"}, State.FAILED, "Undeliverable 550"),
        ({"data": "451 busy"}, State.WAITING, "SMTPDataError 451"),
        ({"data": "554 no"}, State.FAILED, "Undeliverable 554"),
        ({"mail": "530 log in first"}, State.WAITING, "SMTPSenderRefused 530"),
    ],
)
def test_a_mail_server_says_yes_later_or_never(smtp, answers, state, error) -> None:
    row = posted()
    with mail_server(**answers) as server:
        smtp.EMAIL_PORT = server.port
        delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == (state, error)
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
    assert (row.state, row.error) == (State.WAITING, "KeyError")
    assert mail.outbox == []


def test_a_sweep_takes_the_urgent_first_and_all_batches(email, monkeypatch) -> None:
    order: list[str] = []
    email(lambda parcel: order.append(parcel.subject))
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
    with django_assert_num_queries(1):
        delivery.sweep()
