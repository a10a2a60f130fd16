"""The way in: inside a transaction, once, and never at the mercy of the broker."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from notifications import delivery
from notifications.messages import AccountMail
from notifications.models import OutboxMessage, State
from notifications.outbox import OutsideTransaction, Recipient, cancel, post

from .letters import ANA, FOLIO, case_message, posted


@pytest.mark.django_db(transaction=True)
def test_a_message_refuses_to_exist_outside_a_transaction() -> None:
    with pytest.raises(OutsideTransaction):
        post(case_message(), to=ANA, reference=FOLIO, dedupe_key="one")
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_is_neither_said_nor_handed_to_the_broker(asked: list[int]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        posted()
        1 / 0  # noqa: B018
    assert not OutboxMessage.objects.exists()
    assert asked == []


@pytest.mark.django_db(transaction=True)
def test_the_broker_hears_an_id_and_only_after_the_commit(asked: list[int]) -> None:
    with transaction.atomic():
        row = posted()
        assert asked == []
    assert asked == [row.pk]


@pytest.mark.django_db(transaction=True)
def test_the_same_thing_is_said_once(asked: list[int]) -> None:
    first = posted(key="same")
    second = posted(case_message("work_done"), key="same")
    assert first.pk == second.pk
    assert second.kind == "under_review"
    assert OutboxMessage.objects.count() == 1
    assert asked == [first.pk]


@pytest.mark.django_db(transaction=True)
def test_a_message_for_later_waits_for_its_time(asked: list[int]) -> None:
    row = posted(due_at=timezone.now() + dt.timedelta(hours=1))
    assert asked == []
    assert delivery.sweep() == 0
    assert not delivery.deliver(row.pk)
    assert mail.outbox == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "to", [Recipient(name="Ana"), Recipient(name="Ana", email="a@example.org", channel="pigeon")]
)
def test_nobody_is_written_to_without_an_address_or_by_no_channel(to: Recipient) -> None:
    with pytest.raises(ValueError, match="under_review"):
        posted(to=to)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_what_no_longer_holds_is_taken_back_and_what_was_sent_stays_sent() -> None:
    sent, waiting, other = posted(key="1"), posted(key="2"), posted(key="3", reference="OTHER")
    delivery.deliver(sent.pk)
    assert cancel(FOLIO, ["work_done"]) == 0
    assert cancel(FOLIO, ["under_review"]) == 1
    for row in (sent, waiting, other):
        row.refresh_from_db()
    assert [sent.state, waiting.state, other.state] == [State.SENT, State.CANCELLED, State.CREATED]
    assert not delivery.deliver(waiting.pk)
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_no_secret_is_in_the_database() -> None:
    posted(case_message("key_renewed"))
    link = "https://example.org/accounts/password/reset/key/abc123/"
    posted(AccountMail("Su acceso", f"Abra {link}"), key="two", reference="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_outboxmessage")
        stored = str(cursor.fetchall())
    assert "{{key}}" in stored
    assert "made-" not in stored
    assert link not in stored
    assert delivery.sweep() == 2
    delivered = "".join(message.body for message in mail.outbox)
    assert "made-key-of-" in delivered
    assert link in delivered


@pytest.mark.django_db
def test_the_database_refuses_two_ends_and_nobody_to_write_to() -> None:
    row = posted()
    now = timezone.now()
    for nonsense in (
        {"sent_at": now, "expired_at": now},
        {"delivered_at": now},
        {"address": ""},
        {"leased_until": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutboxMessage.objects.filter(pk=row.pk).update(**nonsense)
