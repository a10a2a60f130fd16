"""Legal time: business days, terms, and whose days they were. Pure: no model, no query, no "today".

A term is counted over spans, each owned by the utility, the citizen or nobody (ARCHITECTURE rule
8). A span is half-open, `(start, end]`: a day counts for who held the case when the previous event
happened, so several steps on one day cost nobody anything, the day of filing never counts, and
filing at night or on a holiday is accepted and counts from the next business day (DOMAIN R3).

The rules R3-R13 are those of DOMAIN §3; its vectors §3.1 are the tests of this module.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Literal

from django.utils.translation import gettext as _

from procedures.definition import Term

Owner = Literal["utility", "citizen", "nobody"]

DEFAULT_TERM = Term(days=10)  # R5: no stated term means ten days
MINIMUM_CITIZEN_DAYS = 5  # R9: never less, whatever a version says
BUSINESS_DAYS_OF_HALF_A_MONTH = 10  # a month never has fewer than 20 of Monday to Friday


@dataclass(frozen=True)
class Exceptional:
    """A day that is not what its weekday says: a holiday, or a Saturday that was made working."""

    working: bool
    reason: str = ""


@dataclass(frozen=True)
class Span:
    """Time with one owner; `end` is None while it runs.

    `restart` marks the span in which the full term begins again (R10, effect `restart`).
    """

    owner: Owner
    start: dt.date
    end: dt.date | None = None
    restart: bool = False


@dataclass(frozen=True)
class BusinessCalendar:
    """Monday to Friday, except the days it names. `version` says which state of the table it is."""

    key: str = ""
    exceptions: Mapping[dt.date, Exceptional] = field(default_factory=dict)
    version: str = ""

    def is_working(self, day: dt.date) -> bool:
        exception = self.exceptions.get(day)
        return exception.working if exception else day.weekday() < 5

    def add_days(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th business day after `day`; with 0, `day` itself or the next business day.

        Raises:
            ValueError: `count` is negative.
        """
        if count < 0:
            raise ValueError("business days are counted forward")
        if count == 0:
            return self.roll(day)
        # No day adds more than one business day, so jumping by what is missing never overshoots.
        goal, reached = self._elapsed(day) + count, day
        while missing := goal - self._elapsed(reached):
            reached += dt.timedelta(days=missing)
        return reached

    def roll(self, day: dt.date) -> dt.date:
        """`day` if it is a business day, else the next one."""
        return day if self.is_working(day) else self.add_days(day, 1)

    def between(self, start: dt.date, end: dt.date) -> int:
        """Business days in `(start, end]`; 0 when `end` is not after `start`."""
        return max(0, self._elapsed(end) - self._elapsed(start))

    def add_months(self, day: dt.date, count: int) -> dt.date:
        """The same day number `count` calendar months later, rolled to a business day.

        Where that month has no such day, the first business day of the next one (R4; LFPA 29).
        """
        return self.roll(_months_later(day, count))

    def why_not(self, day: dt.date) -> str:
        """Why `day` is not a business day, in words; empty when it is one."""
        if self.is_working(day):
            return ""
        exception = self.exceptions.get(day)
        return exception.reason or _("día inhábil") if exception else _("fin de semana")

    def _elapsed(self, day: dt.date) -> int:
        """Business days from the beginning of the Gregorian calendar up to and including `day`."""
        ordinal = day.toordinal()  # day 1 was a Monday
        weeks, rest = divmod(ordinal, 7)
        return weeks * 5 + min(rest, 5) + self._adjustment(ordinal)

    def _adjustment(self, ordinal: int) -> int:
        """What the exceptions up to `ordinal` add to (or take from) plain Monday to Friday."""
        days, totals = self._corrections
        return totals[bisect_right(days, ordinal)]

    @cached_property
    def _corrections(self) -> tuple[list[int], list[int]]:
        steps = sorted(
            (day.toordinal(), 1 if exception.working else -1)
            for day, exception in self.exceptions.items()
            if exception.working != (day.weekday() < 5)
        )
        return [day for day, _step in steps], [0, *accumulate(step for _day, step in steps)]


def due_date(
    term: Term | None,
    spans: Sequence[Span],
    calendar: BusinessCalendar,
    extension_days: int = 0,
    cap: Term | None = None,
) -> dt.date | None:
    """When the utility must have answered.

    A pause (a span of the citizen or of nobody) suspends: the remaining days go on the business day
    after it ends. A span marked `restart` begins the full term again (R10). Days of a term in
    months are calendar days, so a pause moves its end by as many calendar days.

    Args:
        term: what the version says; None is ten business days (R5).
        spans: the life of the case in order, the first one starting the day it was received.
        extension_days: business days granted once (R12), see `extension_limit`.
        cap: the longest term the law allows where none is stated (R6), if the institution sets one.

    Returns:
        The last day of the term. None when no clock runs: there is no span, or the case is paused
        or stopped before the term was over.
    """
    due = _end_of(term or DEFAULT_TERM, spans, calendar, extension_days)
    if due is None or cap is None:
        return due
    longest = _end_of(cap, spans, calendar, 0)
    return due if longest is None else min(due, longest)


def correction_limit(
    term: Term | None,
    received_on: dt.date,
    calendar: BusinessCalendar,
    authority: str | int = "third",
) -> dt.date:
    """The last day on which the utility may ask for what is missing (R8; LFPA 17-A).

    Args:
        authority: `third` of the term, a fraction rounding up; `immediate`, the day it is received;
            or a number of business days (10 where no resolution is issued).

    Raises:
        ValueError: `authority` is another word.
    """
    if authority == "immediate":
        return calendar.roll(received_on)
    if authority == "third":
        end = _end_of(term or DEFAULT_TERM, [Span("utility", received_on)], calendar, 0)
        assert end is not None, "an open span of the utility always has an end"
        authority = -(-calendar.between(received_on, end) // 3)
    if isinstance(authority, str):
        raise ValueError(f"the window of the authority cannot be {authority!r}")
    return calendar.add_days(received_on, authority)


def citizen_limit(effective_on: dt.date, days: int, calendar: BusinessCalendar) -> dt.date:
    """The last day the person has to answer, from the day the notice takes effect (R9).

    Raises:
        ValueError: fewer than five business days, which the law never allows (LFPA 17-A).
    """
    if days < MINIMUM_CITIZEN_DAYS:
        raise ValueError(f"a person has at least {MINIMUM_CITIZEN_DAYS} business days, not {days}")
    return calendar.add_days(effective_on, days)


def extension_limit(term: Term | None) -> int:
    """The longest extension of a term, in business days: half, rounded down (R12; LFPA 31)."""
    term = term or DEFAULT_TERM
    if term.months:
        return term.months * BUSINESS_DAYS_OF_HALF_A_MONTH
    return (term.days or 0) // 2


def days_used(
    spans: Sequence[Span], owner: Owner, until: dt.date, calendar: BusinessCalendar
) -> int:
    """Business days that were `owner`'s, from the first span up to and including `until`."""
    return sum(
        calendar.between(span.start, min(span.end or until, until))
        for span in spans
        if span.owner == owner
    )


def _end_of(
    term: Term, spans: Sequence[Span], calendar: BusinessCalendar, extension_days: int
) -> dt.date | None:
    count = _in_months if term.months else _in_days
    return count(term, spans, calendar, extension_days)


def _in_days(
    term: Term, spans: Sequence[Span], calendar: BusinessCalendar, extension_days: int
) -> dt.date | None:
    remaining = (term.days or 0) + extension_days
    for span, last in _since_restart(spans):
        if span.owner != "utility":
            continue
        end = calendar.add_days(span.start, remaining)
        if last or _is_within(end, span):
            return end
        # Never under none: a span that gave back the last day may itself end on that day.
        remaining = max(0, remaining - calendar.between(span.start, span.end or span.start))
    return None


def _in_months(
    term: Term, spans: Sequence[Span], calendar: BusinessCalendar, extension_days: int
) -> dt.date | None:
    nominal: dt.date | None = None
    for span, last in _since_restart(spans):
        if span.owner != "utility":
            if nominal is not None and span.end is not None:
                nominal += span.end - span.start
            continue
        nominal = nominal or _months_later(span.start, term.months or 0)
        end = calendar.add_days(calendar.roll(nominal), extension_days)
        if last or _is_within(end, span):
            return end
    return None


def _since_restart(spans: Sequence[Span]) -> Iterator[tuple[Span, bool]]:
    """The spans the term runs over, each with whether it is the last one."""
    first = max((index for index, span in enumerate(spans) if span.restart), default=0)
    return ((span, index == len(spans) - 1) for index, span in enumerate(spans) if index >= first)


def _is_within(end: dt.date, span: Span) -> bool:
    """Whether the term was over before the span was: what comes later cannot move it."""
    return span.end is not None and end < span.end


def _months_later(day: dt.date, count: int) -> dt.date:
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    try:
        return dt.date(years, month + 1, day.day)
    except ValueError:  # that month has no such day: the first of the next one
        years, month = divmod(years * 12 + month + 1, 12)
        return dt.date(years, month + 1, 1)
