"""The only way in: a message is a row of the caller's own transaction, or it is nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import partial

from django.db import transaction
from django.utils import timezone

from backend import broker
from backend.security.encryption import encrypt
from notifications import secrets
from notifications.channels import on_paper
from notifications.messages import Message
from notifications.models import LIFE, OutboxMessage
from notifications.preferences import silenced
from notifications.recipients import Recipient
from notifications.rendering import render
from notifications.tasks import deliver_message
from notifications.ways import times_of, ways_of
from notifications.wording.editions import wording

__all__ = [
    "NoWay",
    "OutsideTransaction",
    "Recipient",
    "cancel",
    "erase",
    "forget",
    "post",
    "posted",
    "take_up",
    "told",
    "unreachable",
]


class NoWay(ValueError):
    """There is no way to tell this person this."""


class OutsideTransaction(RuntimeError):
    """A message that could be sent although what it tells was undone."""


def post(
    message: Message,
    *,
    to: Recipient,
    reference: str,
    dedupe_key: str,
    due_at: dt.datetime | None = None,
) -> OutboxMessage:
    """Write a message to be delivered after the transaction commits; undone with it otherwise.

    A broker that is down or hangs never fails the caller, nor holds it for more than a few
    seconds: a sweep finds the row (ARCHITECTURE rule 11).

    Args:
        to: the person, and the channels to use.
        reference: the folio, or whatever the secrets of the message are made from.
        dedupe_key: says nothing twice: the second message with it is not written.
        due_at: not before this moment; now if not given.

    Returns:
        The row, or the earlier one with the same `dedupe_key`. Where the person asked for no
        messages of its purpose it is written as cancelled, and goes nowhere.

    Raises:
        OutsideTransaction: there is no transaction.
        NoWay: no channel of theirs exists, has an address of the person and can say this.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(message.kind)
    said = wording(type(message), to.language)
    letter = render(message, to, said)
    paper = not message.sealed and secrets.fits_paper(letter.text)
    ways = ways_of(to, short=bool(letter.short), paper=paper)
    if not ways:
        raise NoWay(f"{message.kind}: nobody is reached by {(to.channel, *to.others)}")
    (channel, address), *others = ways
    now = timezone.now()
    begins = max(now, due_at or now)
    expires_at, deadline = times_of(channel, begins, begins + LIFE, others)
    unwanted = silenced(message.purpose, [address, *(to for _channel, to in others)])
    row, new = OutboxMessage.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": message.kind,
            "template_version": said.version,
            "language": said.language,
            "channel": channel,
            "address": address,
            "ways": others,
            "recipient_name": to.name,
            "subject": letter.subject,
            "text": encrypt(letter.text.encode()).decode() if message.sealed else letter.text,
            "html": "" if message.sealed else letter.html,
            "short": "" if message.sealed else letter.short,
            "sealed": message.sealed,
            "reference": reference,
            "priority": message.priority,
            "created_at": now,
            "due_at": begins,
            "expires_at": expires_at,
            "deadline": deadline,
            "cancelled_at": now if unwanted else None,
        },
    )
    if new and not unwanted and row.due_at <= now and channel not in on_paper():
        transaction.on_commit(partial(broker.ask, deliver_message, row.pk))
    return row


def posted(dedupe_keys: Collection[str]) -> frozenset[str]:
    """Which of these were said already: who asks first need not write what would be dropped."""
    known = OutboxMessage.objects.filter(dedupe_key__in=dedupe_keys)
    return frozenset(known.values_list("dedupe_key", flat=True))


def told(reference: str, kinds: Collection[str]) -> list[OutboxMessage]:
    """The messages about something, each once whatever ways it took, the oldest first.

    What was taken back before it went is not among them.

    Args:
        reference: what they were posted with.
        kinds: kinds of message.
    """
    first = OutboxMessage.objects.about(reference).filter(previous=None, kind__in=kinds)
    return list(first.exclude(cancelled_at__isnull=False, sent_at=None).order_by("id"))


def cancel(reference: str, kinds: Collection[str]) -> int:
    """Take back, in the caller's transaction, what was not sent yet and no longer holds.

    Args:
        reference: the folio.
        kinds: kinds of message.

    Returns:
        How many messages were taken back.
    """
    found, now = OutboxMessage.objects.filter(reference=reference, kind__in=kinds), timezone.now()
    # What went and comes back tomorrow goes no other way, nor is anybody told that it failed.
    found.filter(failed_at=None, expired_at=None).update(ways=[], taken_up_at=now)
    return found.unfinished().update(cancelled_at=now)


def unreachable(kinds: Collection[str], *, most: int = 500) -> list[OutboxMessage]:
    """Messages that reached nobody by any channel, and that nobody took up yet, the oldest first.

    Args:
        kinds: kinds of message.
        most: rows at a time.
    """
    return list(OutboxMessage.objects.unreachable().filter(kind__in=kinds).order_by("id")[:most])


def take_up(row: OutboxMessage) -> bool:
    """Put down, in the caller's transaction, that somebody is told of what reached nobody.

    Returns:
        Whether this call did; False where another was first.
    """
    mine = OutboxMessage.objects.unreachable().filter(pk=row.pk)
    return bool(mine.update(taken_up_at=timezone.now()))


def forget(kinds: Collection[str], *, before: dt.datetime) -> int:
    """Delete messages that are evidence of nothing (a code, say), with the addresses they went to.

    Args:
        kinds: kinds of message.
        before: those written earlier than this moment, sent or not.

    Returns:
        How many messages were deleted.
    """
    gone, _each = OutboxMessage.objects.filter(kind__in=kinds, created_at__lt=before).delete()
    return gone


def erase(reference: str) -> int:
    """Delete, in the caller's transaction, every message about something that leaves no trace.

    Sent or waiting: a row holds an address and a text. Never for a request, whose messages are
    part of its story.

    Args:
        reference: what they were posted with.

    Returns:
        How many there were.
    """
    count, _tables = OutboxMessage.objects.about(reference).delete()
    return count
