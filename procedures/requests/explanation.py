"""Why a case is due the day it is: the inputs and every day, told in words (DOMAIN §4.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from procedures.definition import Term

from .clock import DEFAULT_TERM, BusinessCalendar, Span, due_date


@dataclass(frozen=True)
class Day:
    """One day of a case. `number` is its place in the term; None when it does not count."""

    date: dt.date
    number: int | None
    reason: str


@dataclass(frozen=True)
class Explanation:
    """What a due date was computed from; computing it again gives the same date."""

    term: Term
    extension_days: int
    spans: tuple[Span, ...]
    calendar: str
    calendar_version: str
    due: dt.date | None
    days: tuple[Day, ...]


def explain(
    term: Term | None,
    spans: Sequence[Span],
    calendar: BusinessCalendar,
    extension_days: int = 0,
    cap: Term | None = None,
    until: dt.date | None = None,
) -> Explanation:
    """Explain `due_date` of the same arguments.

    Args:
        until: the last day to tell of when no term runs (today, for a paused case).

    Returns:
        The inputs, the date, and each day after the case was received with the reason why it
        counts or not, as a person reads it. In a term of months calendar days count.
    """
    due = due_date(term, spans, calendar, extension_days, cap)
    term = term or DEFAULT_TERM
    last = due or until or (spans[-1].end or spans[-1].start if spans else None)
    return Explanation(
        term=term,
        extension_days=extension_days,
        spans=tuple(spans),
        calendar=calendar.key,
        calendar_version=calendar.version,
        due=due,
        days=_days(term, spans, calendar, last) if last else (),
    )


def _days(
    term: Term, spans: Sequence[Span], calendar: BusinessCalendar, last: dt.date
) -> tuple[Day, ...]:
    days: list[Day] = []
    number = 0
    for span in spans:
        if span.restart:
            number = 0
        day = span.start
        while day < min(span.end or last, last):
            day += dt.timedelta(days=1)
            reason = _why_it_does_not_count(day, span, term, calendar)
            number += not reason
            days.append(
                Day(day, None, reason)
                if reason
                else Day(day, number, _("día %(number)s del plazo") % {"number": number})
            )
    return tuple(days)


def _why_it_does_not_count(day: dt.date, span: Span, term: Term, calendar: BusinessCalendar) -> str:
    if span.owner == "citizen":
        return _("el plazo está en pausa: corresponde a la persona solicitante")
    if span.owner == "nobody":
        return _("el plazo está detenido")
    return "" if term.months else calendar.why_not(day)
