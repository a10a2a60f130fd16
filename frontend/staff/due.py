"""When a case is due, in words and with an icon: never by colour alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from frontend.formats import days_left, short_date
from procedures.casework.desk.queue import SOON_DAYS
from procedures.definition import Phase
from procedures.requests import timekeeping
from procedures.requests.calendar import business_calendar
from procedures.requests.clock import BusinessCalendar
from procedures.requests.models import ServiceRequest

GOAL_SOON_DAYS = 1  # business days: a goal of a state is short
Calendars = Callable[[str], BusinessCalendar]
WAITING = (Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT)


@dataclass(frozen=True)
class Due:
    """How urgent a case is. `level`: late, soon, paused, done or "" (there is time)."""

    words: str
    level: str = ""
    icon: str = ""
    on: dt.date | None = None


def reckoner(
    today: dt.date, calendar: Calendars = business_calendar
) -> Callable[[ServiceRequest], Due]:
    """A function that says when each request of a page is due, looking each calendar up."""

    def due_of(row: ServiceRequest) -> Due:
        return _due(row, today, calendar(timekeeping.calendar_key(row)))

    return due_of


def goal_reckoner(
    today: dt.date, calendar: Calendars = business_calendar
) -> Callable[[ServiceRequest], Due | None]:
    """A function that says how each request stands against the goal of its state, if it has one."""

    def goal_of(row: ServiceRequest) -> Due | None:
        days = calendar(timekeeping.calendar_key(row))
        on = timekeeping.goal_on(row, days)
        return None if on is None else running(on, today, days, GOAL_SOON_DAYS)

    return goal_of


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
    return running(row.due_on, today, calendar, SOON_DAYS)


def running(on: dt.date, today: dt.date, calendar: BusinessCalendar, soon_days: int) -> Due:
    """A date that runs: how far it is, red when it passed, amber when it is near."""
    if on < today:
        days = max(1, calendar.between(on, today))
        return Due(days_left(-days).capitalize(), "late", "you", on)
    days = 0 if on == today else max(1, calendar.between(today, on))
    soon = on <= calendar.add_days(today, soon_days)
    level, icon = ("soon", "clock") if soon else ("", "")
    return Due(days_left(days).capitalize(), level, icon, on)
