"""Why a case is due the day it is: the inputs and every day, told in words (DOMAIN §4.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from procedures.definition import Term

from . import telling, timekeeping
from .clock import DEFAULT_TERM, BusinessCalendar, Span, due_date
from .models import ServiceRequest
from .models.time import Owner
from .saying import BASES, term_in_words
from .standing import dates_of


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


@dataclass(frozen=True)
class Stretch:
    """A time of the case with one owner, in one state, and the business days it had."""

    owner: str
    state: str
    started_on: dt.date
    ended_on: dt.date | None
    days: int
    restarts: bool


@dataclass(frozen=True)
class Account:
    """All a request's date came from, for the page and for `manage.py explain_clock`.

    Attributes:
        no_limit: why it has no date; "" where it has one, and then `told` is its explanation.
        label: of a term that its state started; "" for that of the procedure.
        term: in words.
        reasons: each pause, extension and change of the calendar, in a sentence.
        stored: the date the case has; another than `told.due` only while a change of the calendar
            has not been reckoned.
    """

    told: Explanation
    no_limit: str
    label: str
    term: str
    basis: str
    stretches: tuple[Stretch, ...]
    reasons: tuple[str, ...]
    promised: dt.date | None
    stored: dt.date | None

    @property
    def agrees(self) -> bool:
        return self.told.due == self.stored


def account_of(row: ServiceRequest, today: dt.date) -> Account:
    """Explain the date of a request: the same arguments `timekeeping.reckon` counts with.

    Args:
        today: the last day told of while no term runs.
    """
    calendar, spans = timekeeping.calendar_of(row), timekeeping.spans_of(row)
    running = timekeeping.running_term(row, spans)
    no_limit = "" if running.label else timekeeping.why_no_limit(row)
    told = explain(running.term, running.spans, calendar, running.extension_days, until=today)
    return Account(
        told=told,
        no_limit=no_limit,
        label=running.label,
        term=term_in_words(told.term),
        basis=str(BASES[row.definition.time.basis]),
        stretches=tuple(_stretches(row, calendar, today)),
        reasons=dates_of(row, telling.public_events(row)).reasons,
        promised=row.promised_on,
        stored=row.due_on,
    )


def _stretches(
    row: ServiceRequest, calendar: BusinessCalendar, today: dt.date
) -> Iterator[Stretch]:
    for interval in row.intervals.order_by("id"):
        state = row.workflow.states.get(interval.state)
        yield Stretch(
            owner=str(Owner(interval.owner).label),
            state=state.label if state else interval.state,
            started_on=interval.started_on,
            ended_on=interval.ended_on,
            days=calendar.between(interval.started_on, interval.ended_on or today),
            restarts=interval.restarts,
        )


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
