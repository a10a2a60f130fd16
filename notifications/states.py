"""Where a message is: told by its timestamps, never stored."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.db.models import Q

UNFINISHED = Q(sent_at=None, failed_at=None, expired_at=None, cancelled_at=None)


class State(StrEnum):
    """Where a message is; derived from its timestamps, never stored."""

    CREATED = "created"
    LEASED = "leased"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


def moments_of(state: State, at: dt.datetime) -> Q:
    """What `OutboxMessage.state` says, as the database reads it; a test holds the two together."""
    failed = Q(failed_at__isnull=False) & (Q(sent_at__isnull=False) | Q(cancelled_at=None))
    delivered = Q(delivered_at__isnull=False) & ~failed
    sent = Q(sent_at__isnull=False, delivered_at=None) & ~failed
    cancelled = Q(cancelled_at__isnull=False, sent_at=None)
    expired = Q(expired_at__isnull=False, cancelled_at=None)
    leased = UNFINISHED & Q(leased_until__gt=at)
    return {
        State.FAILED: failed,
        State.DELIVERED: delivered,
        State.SENT: sent,
        State.CANCELLED: cancelled,
        State.EXPIRED: expired,
        State.LEASED: leased,
        State.CREATED: UNFINISHED & ~Q(leased_until__gt=at),
    }[state]
