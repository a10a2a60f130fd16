"""A day declared working, or not, by the administration (DOMAIN 4.2): what it moves, and moving it.

What was declared is not taken back by the file a calendar was loaded from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.history import acting
from backend.accounts.people import may_administer

from . import sweeps
from .calendar import DECLARED, Calendar, CalendarDay, Loaded, business_calendar
from .clock import Exceptional
from .errors import NotAllowed


def would_move(calendar: Calendar, date: dt.date, *, working: bool) -> int:
    """How many open requests would have another date if `date` were a business day, or were not.

    Nothing is written.
    """
    known = business_calendar(calendar.key)
    exceptions = {**known.exceptions, date: Exceptional(working)}
    return sum(1 for _row in sweeps.moving(replace(known, exceptions=exceptions)))


def declare(
    *, actor: Actor, calendar: Calendar, date: dt.date, working: bool, reason: str, source: str
) -> int:
    """Declare a day and work out the open dates again; repeating it finishes what was cut off.

    Args:
        reason: why, as it is said where a term is explained.
        source: where that was published.

    Returns:
        How many requests moved; each has its own transaction and its own event.

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
    return sweeps.reckon_again([Loaded(calendar, (date,), ())])
