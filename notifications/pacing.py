"""When a message may not go yet: at night, and when its address was just written to.

One place decides, at the moment of going (`delivery`): a message that was due at nine in the
evening and is late is held until morning as one posted at night is.
"""

from __future__ import annotations

import datetime as dt
import random

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from notifications.channels import channels
from notifications.messages import Priority
from notifications.models import OutboxMessage
from notifications.secrets import PLACEHOLDER

HOUR = dt.timedelta(hours=1)
MORNING = 15 * 60  # seconds over which what waited for the morning goes out


def held_until(row: OutboxMessage, now: dt.datetime) -> dt.datetime | None:
    """Until when a claimed message waits, or None where it may go.

    Urgent ones go at any hour and need not wait for the one before; how many an hour an address
    gets holds for all.
    """
    urgent = row.priority == Priority.URGENT
    if not urgent and channels()[row.channel].RINGS and (morning := quiet_until(now)):
        return morning
    return _after_the_others(row, now, urgent=urgent)


def quiet_until(now: dt.datetime) -> dt.datetime | None:
    """A moment of the morning after, where `now` is in the quiet hours of the utility's own time
    (`QUIET_HOURS`); else None."""
    if settings.QUIET_HOURS is None:
        return None
    begins, ends = settings.QUIET_HOURS
    local = timezone.localtime(now)
    if ends <= local.hour < begins:
        return None
    day = local.date() + dt.timedelta(days=local.hour >= begins)
    opens = dt.datetime.combine(day, dt.time(ends), tzinfo=local.tzinfo)
    return opens + dt.timedelta(seconds=random.uniform(0, MORNING))  # noqa: S311


def _after_the_others(row: OutboxMessage, now: dt.datetime, *, urgent: bool) -> dt.datetime | None:
    interval, most = settings.OUTBOX_LIMITS.get(row.channel, (0, 0))
    if not (interval or most) or PLACEHOLDER.fullmatch(row.address):
        return None
    others = OutboxMessage.objects.filter(channel=row.channel, address=row.address)
    others = others.exclude(pk=row.pk)
    when = others.filter(sent_at__gt=now - HOUR).values_list("sent_at", flat=True)
    gone = sorted((at for at in when if at), reverse=True)
    if most and len(gone) >= most:
        return gone[most - 1] + HOUR
    gap = dt.timedelta(seconds=interval)
    if urgent or not gap:
        return None
    # Two workers with one address each see the other's lease: both step back, by unequal waits.
    if others.unfinished().filter(Q(leased_until__gt=now)).exists():
        return now + gap * random.uniform(1, 2)  # noqa: S311
    return gone[0] + gap if gone and gone[0] + gap > now else None
