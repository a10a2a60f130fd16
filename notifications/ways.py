"""The channels of one message, one after another, until one reaches the person or none is left.

Each way is a row of its own, made in the transaction that ends the one before. They share 72 hours:
each may use an equal part of what is left, so that the last one still has its time; a letter has
days of its own, and may begin when those hours are over. The last row to
fail is `unreachable`; whoever wrote the message asks for those and takes them up, because this
folder knows nothing of cases (ARCHITECTURE, order).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from notifications.channels import channels, on_paper
from notifications.models import PAPER_LIFE, OutboxMessage
from notifications.problems import Problem
from notifications.recipients import Recipient

COPIED = (
    *("kind", "template_version", "language", "recipient_name", "subject", "text", "html"),
    *("short", "sealed", "reference", "priority"),
)

Way = tuple[str, str]


def ways_of(to: Recipient, *, short: bool, paper: bool) -> list[Way]:
    """Channel and address of every way to reach a person, the chosen one first.

    Args:
        short: whether the message has the words of a text message.
        paper: whether a letter can be made of it.
    """
    known = channels()
    found = [
        (name, known[name].address_of(to))
        for name in dict.fromkeys((to.channel, *to.others))
        if name in known and (short or not known[name].SHORT) and (paper or not known[name].PAPER)
    ]
    return [(name, address) for name, address in found if address]


def choosable() -> tuple[str, ...]:
    """The channels of this installation that a person with a mailbox and a telephone may choose."""
    anybody = Recipient(name="", email="persona@example.org", phone="5550000000")
    return tuple(name for name, known in channels().items() if known.address_of(anybody))


def times_of(
    channel: str, begins: dt.datetime, deadline: dt.datetime, rest: Sequence[Sequence[str]]
) -> tuple[dt.datetime, dt.datetime]:
    """Until when a way may be tried, and until when any.

    Args:
        deadline: of all that machines send; a letter has a time of its own, which begins with it.
        rest: the ways that wait for their turn.
    """
    if channel in on_paper():
        return begins + PAPER_LIFE, begins + PAPER_LIFE
    after = sum(name not in on_paper() for name, _address in rest)
    return begins + (deadline - begins) / (after + 1), deadline


def ended_badly(
    row: OutboxMessage, now: dt.datetime, *, problem: Problem, error: str, expired: bool = False
) -> None:
    """Put down, in the caller's transaction, that a way failed, and go on to the next one.

    Args:
        row: read under the claim, or under a lock, of who calls.
        expired: its time ran out, instead of somebody saying never.
    """
    follows = bool(row.ways) and (row.deadline > now or row.ways[0][0] in on_paper())
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
    expires_at, deadline = times_of(channel, now, row.deadline, rest)
    OutboxMessage.objects.create(
        **{name: getattr(row, name) for name in COPIED},
        channel=channel,
        address=address,
        ways=rest,
        previous_id=row.pk,
        dedupe_key=f"{row.dedupe_key[:170]}>{row.pk}:{channel}",
        created_at=now,
        due_at=now,
        expires_at=expires_at,
        deadline=deadline,
    )  # the next sweep finds it
