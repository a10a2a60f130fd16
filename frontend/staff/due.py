"""When a case is due, in words and with an icon: never by colour alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from frontend.formats import days_left, short_date
from procedures.casework.desk.queue import SOON_DAYS
from procedures.catalogue.institution import institution
from procedures.definition import Phase
from procedures.requests.calendar import business_calendar
from procedures.requests.clock import BusinessCalendar
from procedures.requests.models import ServiceRequest

WAITING = (Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT)


@dataclass(frozen=True)
class Due:
    """How urgent a case is. `level`: late, soon, paused, done or "" (there is time)."""

    words: str
    level: str = ""
    icon: str = ""
    on: dt.date | None = None


def reckoner(today: dt.date) -> Callable[[ServiceRequest], Due]:
    """A function that says when each request of a page is due, reading each calendar once."""
    calendar = cache(business_calendar)

    def due_of(row: ServiceRequest) -> Due:
        key = row.definition.time.calendar or institution().calendar
        return _due(row, today, calendar(key))

    return due_of


def _due(row: ServiceRequest, today: dt.date, calendar: BusinessCalendar) -> Due:
    if not row.is_open:
        return Due(_("Concluyó el %s") % short_date(row.closed_at), "done", "yes")
    if row.phase in WAITING:
        until = row.citizen_due_on
        words = (
            _("En pausa: la persona tiene hasta el %s") % short_date(until)
            if until
            else _("En pausa: espera a la persona")
        )
        return Due(words, "paused", "stop", until)
    if row.due_on is None:
        return Due(_("Sin plazo corriendo"), "paused", "stop")
    if row.due_on < today:
        days = max(1, calendar.between(row.due_on, today))
        return Due(days_left(-days).capitalize(), "late", "you", row.due_on)
    days = 0 if row.due_on == today else max(1, calendar.between(today, row.due_on))
    soon = row.due_on <= calendar.add_days(today, SOON_DAYS)
    level, icon = ("soon", "clock") if soon else ("", "")
    return Due(days_left(days).capitalize(), level, icon, row.due_on)
