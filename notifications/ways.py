"""The channels of one message, one after another, until one reaches the person or none is left.

Each way is a row of its own, made in the transaction that ends the one before. They share 72 hours:
each may use an equal part of what is left, so that the last one still has its time. The last row to
fail is `unreachable`; whoever wrote the message asks for those and takes them up, because this
folder knows nothing of cases (ARCHITECTURE, order).
"""

from __future__ import annotations

import datetime as dt

from notifications.channels import channels
from notifications.models import OutboxMessage
from notifications.problems import Problem
from notifications.recipients import Recipient

COPIED = (
    *("kind", "template_version", "language", "recipient_name", "subject", "text", "html"),
    *("short", "sealed", "reference", "priority", "deadline"),
)

Way = tuple[str, str]


def ways_of(to: Recipient, *, short: bool) -> list[Way]:
    """Channel and address of every way to reach a person, the chosen one first.

    Args:
        short: whether the message has the words of a text message.
    """
    known = channels()
    found = [
        (name, known[name].address_of(to))
        for name in dict.fromkeys((to.channel, *to.others))
        if name in known and (short or not known[name].SHORT)
    ]
    return [(name, address) for name, address in found if address]


def share(begins: dt.datetime, deadline: dt.datetime, after: int) -> dt.datetime:
    """Until when a way may be tried, where `after` others wait for their turn."""
    return begins + (deadline - begins) / (after + 1)


def ended_badly(
    row: OutboxMessage, now: dt.datetime, *, problem: Problem, error: str, expired: bool = False
) -> None:
    """Put down, in the caller's transaction, that a way failed, and go on to the next one.

    Args:
        row: read under the claim, or under a lock, of who calls.
        expired: its time ran out, instead of somebody saying never.
    """
    follows = bool(row.ways) and row.deadline > now
    OutboxMessage.objects.filter(pk=row.pk).update(
        leased_until=None,
        problem=problem,
        error=error,
        ways=[],
        unreachable_at=None if follows else now,
        **{"expired_at" if expired else "failed_at": now},
    )
    if follows:
        _next(row, now)


def _next(row: OutboxMessage, now: dt.datetime) -> None:
    (channel, address), *rest = row.ways
    OutboxMessage.objects.create(
        **{name: getattr(row, name) for name in COPIED},
        channel=channel,
        address=address,
        ways=rest,
        previous_id=row.pk,
        dedupe_key=f"{row.dedupe_key[:170]}>{row.pk}:{channel}",
        created_at=now,
        due_at=now,
        expires_at=share(now, row.deadline, len(rest)),
    )  # the next sweep finds it
