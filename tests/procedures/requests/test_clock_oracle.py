"""The clock against somebody who turns the pages of a calendar, one day at a time.

A few hundred lives of a case at each run; `CLOCK_CASES=10000` (as `make drill` does) for all.
"""

from __future__ import annotations

import datetime as dt
import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.definition import Term
from procedures.requests.clock import (
    BusinessCalendar,
    Exceptional,
    Owner,
    Span,
    correction_limit,
    days_used,
    due_date,
    extension_limit,
)
from procedures.requests.explanation import explain

CASES = int(os.environ.get("CLOCK_CASES", "300"))
MOST_DAYS = 3000  # no life drawn here needs more pages of the calendar
FIRST = dt.date(2026, 1, 1)
A_DAY = dt.timedelta(days=1)

patient = settings(
    max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
some_days = st.integers(0, 250).map(lambda offset: FIRST + dt.timedelta(days=offset))
exceptions = st.dictionaries(some_days, st.booleans().map(Exceptional), max_size=30)
owners: st.SearchStrategy[Owner] = st.sampled_from(["utility", "citizen", "nobody"])
stretches = st.lists(st.tuples(owners, st.integers(0, 12), st.booleans()), max_size=7)
terms = st.integers(1, 25)


def lived(start: dt.date, stretches: list[tuple[Owner, int, bool]], now: Owner) -> list[Span]:
    """A case filed one day, then held by one and another; the last one has it still."""
    spans, at = [], start
    for owner, length, again in stretches:
        restart = again and owner == "utility" and bool(spans)
        spans.append(Span(owner, at, at + length * A_DAY, restart))
        at += length * A_DAY
    return [*spans, Span(now, at)]


def by_hand(term: int, spans: list[Span], calendar: BusinessCalendar) -> dt.date | None:
    """The last day of a term, crossing off its days; None where nobody is counting."""
    for place in reversed(range(len(spans))):
        if spans[place].restart:
            spans = spans[place:]
            break
    left = term
    for span in spans:
        if span.owner != "utility":
            continue
        day, pages = span.start, 0
        if left == 0:  # spent on the day of a pause: what is left is the day it comes back
            while not calendar.is_working(day):
                day += A_DAY
            if span.end is None or day < span.end:
                return day
            continue
        while (span.end is None or day < span.end) and pages < MOST_DAYS:
            day, pages = day + A_DAY, pages + 1
            left -= calendar.is_working(day)
            if left == 0:
                break
        if left == 0 and (span.end is None or day < span.end):
            return day
    return None


@patient
@given(exceptions, exceptions, some_days, terms, stretches, owners, st.booleans())
def test_due_dates_are_those_of_somebody_who_crosses_off_days(
    known: dict[dt.date, Exceptional],
    declared: dict[dt.date, Exceptional],
    start: dt.date,
    term: int,
    held: list[tuple[Owner, int, bool]],
    now: Owner,
    extended: bool,
) -> None:
    spans = lived(start, held, now)
    more = extension_limit(Term(days=term)) if extended else 0
    for days in (known, {**known, **declared}):  # before and after the calendar changes
        calendar = BusinessCalendar(exceptions=days)
        due = due_date(Term(days=term), spans, calendar, extension_days=more)
        assert due == by_hand(term + more, spans, calendar)
        told = explain(Term(days=term), spans, calendar, extension_days=more)
        assert told.due == due
        if due is not None and told.days and told.days[-1].number is not None:
            assert told.days[-1].date == due


@patient
@given(exceptions, some_days, terms, stretches, some_days)
def test_closing_a_day_never_brings_a_date_forward(
    known: dict[dt.date, Exceptional],
    start: dt.date,
    term: int,
    held: list[tuple[Owner, int, bool]],
    closed: dt.date,
) -> None:
    spans = [span for span in lived(start, held, "utility") if not span.restart]
    before = due_date(Term(days=term), spans, BusinessCalendar(exceptions=known))
    shut = BusinessCalendar(exceptions={**known, closed: Exceptional(False)})
    after = due_date(Term(days=term), spans, shut)
    assert before is not None and after is not None and before <= after


@patient
@given(exceptions, some_days, terms, stretches, owners, st.integers(0, 120))
def test_every_business_day_is_somebodys_and_nobodys_twice(
    known: dict[dt.date, Exceptional],
    start: dt.date,
    term: int,
    held: list[tuple[Owner, int, bool]],
    now: Owner,
    later: int,
) -> None:
    calendar, spans = BusinessCalendar(exceptions=known), lived(start, held, now)
    until = spans[-1].start + later * A_DAY
    sides: tuple[Owner, ...] = ("utility", "citizen", "nobody")
    used = sum(days_used(spans, side, until, calendar) for side in sides)
    pages = (start + A_DAY * number for number in range(1, (until - start).days + 1))
    assert used == sum(calendar.is_working(page) for page in pages)
    third = correction_limit(Term(days=term), start, calendar)
    assert third == by_hand(-(-term // 3), [Span("utility", start)], calendar)


def test_a_term_spent_on_the_day_of_a_pause_that_is_paused_again_the_day_it_comes_back() -> None:
    friday, monday, saturday = dt.date(2026, 1, 30), dt.date(2026, 2, 2), dt.date(2026, 2, 7)
    spans = [
        Span("utility", friday, monday),
        Span("citizen", monday, saturday),
        Span("utility", saturday, saturday + 2 * A_DAY),
        Span("citizen", saturday + 2 * A_DAY, saturday + 4 * A_DAY),
        Span("utility", saturday + 4 * A_DAY),
    ]
    calendar = BusinessCalendar()
    assert by_hand(1, spans, calendar) == dt.date(2026, 2, 11)
    assert due_date(Term(days=1), spans, calendar) == dt.date(2026, 2, 11)
