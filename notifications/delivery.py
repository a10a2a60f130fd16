"""The only way out: claim, send with no lock held, record.

The claim is one UPDATE that compares and swaps, so of two workers one wins on any database. It
sets a lease: a worker that dies leaves a row that is due again when the lease ends. The number of
tries is also the fence: who lost the lease cannot put off what another is delivering.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import time

from django.db.models import F
from django.utils import timezone
from django.utils.html import escape

from backend.security.encryption import decrypt
from notifications import secrets
from notifications.channels import Parcel, Undeliverable, channels
from notifications.models import OutboxMessage, OutboxQuerySet
from notifications.secrets import fill

logger = logging.getLogger(__name__)

# Longer than a send can take: Celery kills a task at 300 s.
LEASE = dt.timedelta(minutes=6)
# How long to wait after each failed try; about a day and a half in all, far within the 72 h.
RETRY_AFTER = tuple(dt.timedelta(minutes=m) for m in (1, 5, 15, 60, 3 * 60, 9 * 60, 24 * 60))
TRIES = len(RETRY_AFTER) + 1
JITTER = 0.2  # of the wait, both ways: a server that comes back is not met by everybody at once
BATCH = 100  # rows a sweep reads at a time
SWEEP_TIME = 25.0  # seconds; the next sweep, 30 s later, goes on


def deliver(pk: int) -> bool:
    """Send one message, if it is due and nobody else has it. Called outside any transaction.

    Args:
        pk: of the row.

    Returns:
        Whether this call sent it. Failing is recorded in the row, never raised.
    """
    row = _claim(pk)
    if row is None:
        return False
    if row.tries > TRIES:  # it took a worker down with it every time
        _give_up(row, "Lost")
        return False
    try:
        channels()[row.channel].send(_parcel(row))
    except Undeliverable as problem:
        _give_up(row, f"Undeliverable {problem}")
    except Exception as problem:  # a provider, or a resolver of secrets: the row must come back
        _put_off(row, problem)
    else:
        # True even for who lost the lease meanwhile: it was sent.
        OutboxMessage.objects.filter(pk=pk).update(
            sent_at=timezone.now(), failed_at=None, leased_until=None, error=""
        )
        return True
    return False


def sweep() -> int:
    """Deliver what is due, most urgent first, until nothing is or the time is up.

    Returns:
        How many messages were sent.
    """
    stop = time.monotonic() + SWEEP_TIME
    sent = 0
    while batch := list(
        OutboxMessage.objects.due(timezone.now())
        .order_by("priority", "due_at", "pk")
        .values_list("pk", flat=True)[:BATCH]
    ):
        for pk in batch:
            if time.monotonic() > stop:
                return sent
            sent += deliver(pk)
    return sent


def _claim(pk: int) -> OutboxMessage | None:
    now = timezone.now()
    mine = OutboxMessage.objects.filter(pk=pk).due(now)
    if not mine.update(leased_until=now + LEASE, tries=F("tries") + 1):
        return None
    return OutboxMessage.objects.filter(pk=pk).first()  # none: erased between the two lines


def _parcel(row: OutboxMessage) -> Parcel:
    text = decrypt(row.text.encode()).decode() if row.sealed else row.text
    return Parcel(
        id=f"{row.pk}.{row.created_at:%Y%m%d%H%M%S%f}",
        address=secrets.address(row.address, row.reference),
        subject=row.subject,
        text=fill(text, row.reference),
        html=fill(row.html, row.reference, made_safe=escape),
        reference="" if row.sealed else row.reference,  # no conversation about an account
    )


def _put_off(row: OutboxMessage, problem: Exception) -> None:
    error = f"{type(problem).__name__} {getattr(problem, 'smtp_code', '')}".strip()
    if row.tries >= TRIES:
        _give_up(row, error)
        return
    wait = RETRY_AFTER[row.tries - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    _still_mine(row).update(leased_until=None, due_at=timezone.now() + wait, error=error)
    logger.warning("message %s put off after try %s: %s", row.pk, row.tries, error)


def _give_up(row: OutboxMessage, error: str) -> None:
    _still_mine(row).update(leased_until=None, failed_at=timezone.now(), error=error)
    logger.error("message %s failed for good after try %s: %s", row.pk, row.tries, error)


def _still_mine(row: OutboxMessage) -> OutboxQuerySet:
    return OutboxMessage.objects.filter(pk=row.pk, tries=row.tries).unfinished()
