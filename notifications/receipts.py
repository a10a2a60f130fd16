"""What became of a message after somebody took it, as a provider tells it later.

A receipt may come twice, late, out of order, before we wrote down that the message was sent, or for
a message that is none of ours. It says one thing of one row, under the row's lock, and changes
nothing that is over: what failed stays failed, what was taken back matters to nobody, and what
arrived comes back only where mail can (a server that took it and returned it).
"""

from __future__ import annotations

import logging
import re

from django.db import transaction
from django.utils import timezone

from notifications.channels import Receipt, channels
from notifications.models import OutboxMessage, OutboxQuerySet
from notifications.ways import ended_badly

logger = logging.getLogger(__name__)

OUR_NAME = re.compile(r"(\d{1,18})\.(\d{20})")  # what `delivery` calls a parcel


def take(receipt: Receipt) -> bool:
    """Write down what a provider says of a message.

    That it arrived is also proof that it was sent: a worker that died before it could say so does
    not make it go again. That it will never arrive passes it on to the person's next way.

    Returns:
        Whether anything changed.
    """
    with transaction.atomic():
        row = _named(receipt).select_for_update().first()
        if row is None or not row.tries or row.failed_at or row.expired_at:
            return False
        if receipt.passes:
            return _delayed(row, receipt)
        return _failed(row, receipt) if receipt.problem else _arrived(row, receipt)


def _named(receipt: Receipt) -> OutboxQuerySet:
    """The row by the provider's name for it, or by ours: that one is known while it is sent."""
    rows = OutboxQuerySet(OutboxMessage).filter(channel=receipt.channel)
    ours = OUR_NAME.fullmatch(receipt.name)
    if ours is None:
        return rows.filter(provider_id=receipt.name).exclude(provider_id="")
    found = rows.filter(pk=int(ours[1]))
    written = {f"{at:%Y%m%d%H%M%S%f}" for at in found.values_list("created_at", flat=True)}
    return found if ours[2] in written else rows.none()


def _arrived(row: OutboxMessage, receipt: Receipt) -> bool:
    if row.delivered_at:
        return False
    now = timezone.now()
    _write(row, sent_at=row.sent_at or now, delivered_at=now, problem="", error=receipt.said[:100])
    return True


def _failed(row: OutboxMessage, receipt: Receipt) -> bool:
    assert receipt.problem
    if row.cancelled_at or (row.delivered_at and not channels()[row.channel].COMES_BACK):
        return False
    now = timezone.now()
    _write(row, sent_at=row.sent_at or now)
    ended_badly(row, now, problem=receipt.problem, error=f"Receipt {receipt.said}"[:100])
    logger.warning("message %s came back, %s: %s", *(row.pk, receipt.problem, receipt.said[:100]))
    return True


def _delayed(row: OutboxMessage, receipt: Receipt) -> bool:
    """The provider still tries: nothing to do but to know it."""
    if row.sent_at is None or row.delivered_at:
        return False
    _write(row, problem=receipt.problem, error=f"Receipt {receipt.said}"[:100])
    return True


def _write(row: OutboxMessage, **told: object) -> None:
    OutboxMessage.objects.filter(pk=row.pk).update(leased_until=None, **told)
