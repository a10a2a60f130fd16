"""A day declared working, or not, by the administration (DOMAIN 4.2): what it moves, and moving it.

What was declared is not taken back by the file a calendar was loaded from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend import broker
from backend.accounts.actors import Actor
from backend.accounts.history import acting
from backend.accounts.people import may_administer

from . import sweeps
from .calendar import DECLARED, Calendar, CalendarDay, business_calendar, changed_between
from .clock import Exceptional
from .errors import NotAllowed
from .tasks import move_dates


def would_move(calendar: Calendar, date: dt.date, *, working: bool) -> int:
    """How many open requests would have another date if `date` were a business day, or were not.

    Nothing is written.
    """
    known = business_calendar(calendar.key)
    exceptions = {**known.exceptions, date: Exceptional(working)}
    return sum(1 for _row in sweeps.moving(replace(known, exceptions=exceptions)))


def declare(
    *, actor: Actor, calendar: Calendar, date: dt.date, working: bool, reason: str, source: str
) -> None:
    """Declare a day, and have a worker work out the open dates again: each in its transaction.

    Declaring it once more finishes what was cut off; so does the hourly look at the clocks.

    Args:
        reason: why, as it is said where a term is explained.
        source: where that was published.

    Raises:
        NotAllowed: not an administrator.
    """
    if not may_administer(actor):
        raise NotAllowed(_("Su función no incluye la administración."))
    with transaction.atomic(), acting(actor.label, DECLARED):
        Calendar.objects.select_for_update().get(pk=calendar.pk)  # two who declare the same day
        day = calendar.days.filter(date=date).first() or CalendarDay(calendar=calendar, date=date)
        told = (day.working, day.reason, day.source)
        if day.pk is None or told != (working, reason, source):
            day.working, day.reason, day.source = working, reason, source
            day.save()
        transaction.on_commit(partial(broker.ask, move_dates, calendar.key, date.isoformat()))


def left_to_move(calendar: Calendar) -> int:
    """How many open requests still wait for the date that a change of the calendar gives them."""
    now = timezone.now()
    if calendar.key not in changed_between(now - sweeps.LATELY, now):
        return 0
    return sum(1 for _row in sweeps.moving(keys={calendar.key}))
