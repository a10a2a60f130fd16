"""What happens once an hour or once a day does so once, however many clocks say it is time.

Two beats, a beat that is late, a broker that hands a task out twice: whoever comes first in the
period takes its row, and the others find it taken. A worker that dies leaves a lease that ends, so
that the same period can still be done; a period nobody came for is made up by the next one,
because what is done looks at what is due and not at the hour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import F, Q
from django.utils import timezone

from notifications.models import Period

LEASE = dt.timedelta(minutes=6)  # longer than Celery lets a task run
KEPT = dt.timedelta(days=30)


def once(name: str, per: str, deed: Callable[[], object]) -> bool:
    """Do `deed` if nobody did it in this period. Called outside any transaction.

    Args:
        name: of what is done.
        per: "hour" (of UTC, where none is twice) or "day" (of the utility's own time).
        deed: safe to repeat: a worker may die after it did it and before it said so.

    Returns:
        Whether this call did it.

    Raises:
        Whatever `deed` does; the period is then free again.
    """
    now = timezone.now()
    row, new = Period.objects.get_or_create(name=name, period=period_of(now, per))
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    waiting = Period.objects.filter(free, pk=row.pk, done_at=None)
    until = now + LEASE
    if not waiting.update(leased_until=until, tries=F("tries") + 1):
        return False
    mine = Period.objects.filter(pk=row.pk, leased_until=until)
    try:
        deed()
    except BaseException:
        mine.update(leased_until=None)
        raise
    mine.update(done_at=timezone.now(), leased_until=None)
    if new:
        Period.objects.filter(name=name, begun_at__lt=now - KEPT).delete()
    return True


def period_of(now: dt.datetime, per: str) -> str:
    """The name of the period a moment is in.

    Raises:
        KeyError: there is no such kind of period.
    """
    named = {
        "hour": now.astimezone(dt.UTC).strftime("%Y-%m-%dT%HZ"),
        "day": timezone.localdate(now).isoformat(),
    }
    return named[per]
