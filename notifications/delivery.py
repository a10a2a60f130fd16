"""The only way out: claim, send with no lock held, record.

The claim is one UPDATE that compares and swaps, so of two workers one wins on any database. It
sets a lease: a worker that dies leaves a row that is due again when the lease ends. The number of
tries is also the fence: who lost the lease cannot put off what another is delivering.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.html import escape

from backend.security.encryption import decrypt
from notifications import preferences, secrets
from notifications.channels import Parcel, channels
from notifications.models import OutboxMessage, OutboxQuerySet
from notifications.pacing import held_until
from notifications.problems import Later, Problem, Undeliverable, wait
from notifications.secrets import fill
from notifications.ways import ended_badly

logger = logging.getLogger(__name__)

SMALL = models.PositiveSmallIntegerField()
MOST_LOST = 5  # leases that ended with nobody saying anything, before it is taken as its own fault
BATCH = 100  # rows a sweep reads at a time
SWEEP_TIME = 25.0  # seconds; the next sweep, 30 s later, goes on
DATABASE_PATIENCE = 60.0  # seconds to put down what happened, with the database away


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
    if row.lost > MOST_LOST:  # it took a worker down with it every time
        _give_up(row, Problem.LOST, "Lost")
        return False
    if until := held_until(row, timezone.now()):
        _still_mine(row).update(leased_until=None, due_at=until)
        return False
    try:
        provider_id = channels()[row.channel].send(_parcel(row))
    except Undeliverable as never:
        outcome = partial(_give_up, row, never.problem, f"Undeliverable {never}")
    except Later as later:
        outcome = partial(_put_off, row, later)
    except Exception as problem:  # a provider, or a resolver of secrets: the row must come back
        outcome = partial(_put_off, row, Later(type(problem).__name__))
    else:
        outcome = partial(_sent, row, provider_id)
    return _firmly(outcome)


def sweep() -> int:
    """Deliver what is due, most urgent first, until nothing is or the time is up; then end what
    was due for too long.

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
    expire()
    return sent


def expire() -> int:
    """End what could not go in its time; the next channel of the person, where there is one, takes
    over.

    Returns:
        How many ended.
    """
    ended = 0
    for pk in OutboxMessage.objects.overdue(timezone.now()).values_list("pk", flat=True):
        with transaction.atomic():
            now = timezone.now()
            late = OutboxMessage.objects.overdue(now).select_for_update()
            row = late.filter(pk=pk).first()
            if row is None:
                continue
            problem = Problem(row.problem or Problem.TEMPORARY)
            ended_badly(row, now, problem=problem, error=row.error, expired=True)
            ended += 1
        logger.error("message %s expired after %s failures: %s", pk, row.faults, row.error)
    return ended


def _claim(pk: int) -> OutboxMessage | None:
    now = timezone.now()
    lease = dt.timedelta(seconds=settings.OUTBOX_LEASE)
    mine = OutboxMessage.objects.filter(pk=pk).due(now)
    abandoned = Case(
        When(leased_until__isnull=False, then=F("lost") + 1), default=F("lost"), output_field=SMALL
    )
    if not mine.update(leased_until=now + lease, tries=F("tries") + 1, lost=abandoned):
        return None
    return OutboxMessage.objects.filter(pk=pk).first()  # none: erased between the two lines


def _parcel(row: OutboxMessage) -> Parcel:
    short = channels()[row.channel].SHORT
    text = row.short if short else row.text
    if row.sealed:
        text = decrypt(text.encode()).decode()
    leave = preferences.link(preferences.purpose_of(row.kind), row.address)
    known = {preferences.LINK: leave}
    return Parcel(
        id=f"{row.pk}.{row.created_at:%Y%m%d%H%M%S%f}",
        address=secrets.address(row.address, row.reference),
        subject=row.subject,
        text=fill(text, row.reference, known=known),
        html="" if short else fill(row.html, row.reference, made_safe=escape, known=known),
        reference="" if row.sealed else row.reference,  # no conversation about an account
        kind=row.kind,
        unsubscribe=leave,
    )


def _firmly(write: Callable[[], bool]) -> bool:
    """Put down what happened, also with the database away for a moment: what is forgotten here is
    sent twice."""
    stop = time.monotonic() + DATABASE_PATIENCE
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > stop:
                raise
            connection.close()
            time.sleep(0.5)


def _sent(row: OutboxMessage, provider_id: str) -> bool:
    # True even for who lost the lease meanwhile: it was sent. But a receipt may have been faster,
    # and knows more.
    mine = OutboxMessage.objects.filter(pk=row.pk)
    if mine.filter(sent_at__isnull=False).update(provider_id=provider_id[:200]):
        return True
    mine.update(
        sent_at=timezone.now(),
        failed_at=None,
        expired_at=None,
        unreachable_at=None,
        leased_until=None,
        provider_id=provider_id[:200],
        problem="",
        error="",
    )
    return True


def _put_off(row: OutboxMessage, later: Later) -> bool:
    faults = row.faults + 1
    pause = wait(later.problem, faults, later.after)
    _still_mine(row).update(
        leased_until=None,
        due_at=min(timezone.now() + pause, row.expires_at),
        faults=faults,
        problem=later.problem,
        error=str(later)[:100],
    )
    ours = later.problem == Problem.CONFIGURATION
    logger.log(
        logging.ERROR if ours else logging.WARNING,
        "message %s put off after failure %s, %s: %s",
        *(row.pk, faults, later.problem, later),
    )
    return False


def _give_up(row: OutboxMessage, problem: Problem, error: str) -> bool:
    with transaction.atomic():
        if _still_mine(row).select_for_update().first():
            ended_badly(row, timezone.now(), problem=problem, error=error[:100])
            logger.error("message %s failed for good, %s: %s", row.pk, problem, error)
    return False


def _still_mine(row: OutboxMessage) -> OutboxQuerySet:
    return OutboxMessage.objects.filter(pk=row.pk, tries=row.tries).unfinished()
