"""The vectors of DOMAIN §3.1, and a walker of days that agrees with the arithmetic."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.definition import Term
from procedures.requests.clock import (
    BusinessCalendar,
    Exceptional,
    Span,
    citizen_limit,
    correction_limit,
    days_used,
    due_date,
    extension_limit,
)
from procedures.requests.explanation import explain

HOLIDAYS = ["01-01", "02-05", "03-21", "05-01", "05-05", "09-01", "09-16", "11-20", "12-25"]
LFPA_28 = BusinessCalendar(
    key="lfpa",
    exceptions={
        dt.date.fromisoformat(f"2026-{day}"): Exceptional(False, "LFPA 28") for day in HOLIDAYS
    },
)
TEN = Term(days=10)


def day(text: str) -> dt.date:
    return dt.datetime.strptime(f"{text}-2026", "%d-%m-%Y").date()


def running(text: str) -> list[Span]:
    return [Span("utility", day(text))]


def answered_on_13_february(*, restart: bool) -> list[Span]:
    return [
        Span("utility", day("30-01"), day("06-02")),
        Span("citizen", day("06-02"), day("13-02")),
        Span("utility", day("13-02"), restart=restart),
    ]


def test_ten_days_from_a_friday_skip_the_weekend_and_the_fifth_of_february() -> None:
    assert due_date(TEN, running("30-01"), LFPA_28) == day("16-02")


def test_the_first_third_of_ten_days_is_four() -> None:
    assert correction_limit(TEN, day("30-01"), LFPA_28) == day("06-02")


def test_the_person_has_the_days_of_the_version() -> None:
    assert citizen_limit(day("06-02"), 10, LFPA_28) == day("20-02")
    assert citizen_limit(day("06-02"), 5, LFPA_28) == day("13-02")


def test_the_person_never_has_fewer_than_five_days() -> None:
    with pytest.raises(ValueError, match="at least 5"):
        citizen_limit(day("06-02"), 4, LFPA_28)


def test_a_correction_that_suspends_leaves_the_remaining_days() -> None:
    assert due_date(TEN, answered_on_13_february(restart=False), LFPA_28) == day("23-02")


def test_a_correction_that_restarts_gives_the_full_term_again() -> None:
    assert due_date(TEN, answered_on_13_february(restart=True), LFPA_28) == day("27-02")


def test_three_days_over_the_first_and_fifth_of_may() -> None:
    assert due_date(Term(days=3), running("30-04"), LFPA_28) == day("07-05")


def test_arco_is_twenty_days_and_ten_more_when_extended() -> None:
    twenty = Term(days=20)
    assert due_date(twenty, running("20-03"), LFPA_28) == day("17-04")
    assert extension_limit(twenty) == 10
    assert due_date(twenty, running("20-03"), LFPA_28, 10) == day("04-05")


def test_filing_on_a_saturday_counts_from_monday() -> None:
    assert due_date(TEN, running("31-01"), LFPA_28) == due_date(TEN, running("30-01"), LFPA_28)


def test_no_stated_term_is_ten_days() -> None:
    assert due_date(None, running("30-01"), LFPA_28) == day("16-02")
    assert correction_limit(None, day("30-01"), LFPA_28) == day("06-02")
    assert extension_limit(None) == 5


def test_the_cap_is_the_earlier_of_the_two() -> None:
    assert due_date(TEN, running("30-01"), LFPA_28, cap=Term(days=5)) == day("09-02")
    assert due_date(TEN, running("30-01"), LFPA_28, cap=Term(months=3)) == day("16-02")


def test_nothing_is_due_while_the_case_waits_for_the_person_or_is_stopped() -> None:
    held = Span("utility", day("30-01"), day("06-02"))
    assert due_date(TEN, [held, Span("citizen", day("06-02"))], LFPA_28) is None
    assert due_date(TEN, [held, Span("nobody", day("06-02"))], LFPA_28) is None
    assert due_date(TEN, [], LFPA_28) is None


def test_a_term_that_was_over_before_the_pause_is_not_moved_by_it() -> None:
    spans = [
        Span("utility", day("30-01"), day("18-02")),
        Span("citizen", day("18-02"), day("27-02")),
        Span("utility", day("27-02")),
    ]
    assert due_date(TEN, spans, LFPA_28) == day("16-02")
    assert due_date(TEN, spans[:2], LFPA_28) == day("16-02")


def test_a_pause_on_the_last_day_leaves_the_day_of_the_answer() -> None:
    spans = [
        Span("utility", day("30-01"), day("16-02")),
        Span("citizen", day("16-02"), day("21-02")),
        Span("utility", day("21-02")),
    ]
    assert due_date(TEN, spans, LFPA_28) == day("23-02")


def test_a_case_restarted_after_it_was_overdue_has_its_full_term() -> None:
    spans = [
        Span("utility", day("30-01"), day("18-02")),
        Span("utility", day("18-02"), restart=True),
    ]
    assert due_date(TEN, spans, LFPA_28) == LFPA_28.add_days(day("18-02"), 10)


def test_steps_on_one_day_cost_nobody_a_day() -> None:
    spans = [
        Span("utility", day("30-01"), day("03-02")),
        Span("citizen", day("03-02"), day("03-02")),
        Span("utility", day("03-02"), day("03-02")),
        Span("utility", day("03-02")),
    ]
    assert days_used(spans, "utility", day("04-02"), LFPA_28) == 3
    assert days_used(spans, "citizen", day("04-02"), LFPA_28) == 0
    assert due_date(TEN, spans, LFPA_28) == day("16-02")


def test_days_used_stop_at_the_day_asked_for() -> None:
    spans = answered_on_13_february(restart=False)
    assert days_used(spans, "utility", day("23-02"), LFPA_28) == 10
    assert days_used(spans, "citizen", day("23-02"), LFPA_28) == 5
    assert days_used(spans, "citizen", day("10-02"), LFPA_28) == 2


def test_an_immediate_procedure_is_corrected_the_same_day_and_a_fixed_window_is_in_days() -> None:
    assert correction_limit(TEN, day("30-01"), LFPA_28, "immediate") == day("30-01")
    assert correction_limit(TEN, day("30-01"), LFPA_28, 5) == day("09-02")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("15-01", 3, "15-04"),
        ("21-02", 1, "23-03"),  # the 21st is a holiday and a Saturday
        ("31-01", 1, "02-03"),  # there is no 31 February; 1 March is a Sunday
        ("31-03", 1, "04-05"),  # there is no 31 April; 1 May is a holiday, then a weekend
        ("15-08", 12, None),
    ],
)
def test_months_end_on_the_same_number_or_the_next_business_day(
    start: str, months: int, end: str | None
) -> None:
    expected = day(end) if end else dt.date(2027, 8, 16)
    assert due_date(Term(months=months), running(start), LFPA_28) == expected
    assert LFPA_28.add_months(day(start), months) == expected


def test_december_plus_a_month_is_january() -> None:
    assert LFPA_28.add_months(dt.date(2026, 12, 31), 1) == dt.date(2027, 2, 1)
    assert LFPA_28.add_months(dt.date(2026, 11, 30), 3) == dt.date(2027, 3, 1)


def test_a_pause_moves_a_term_of_months_by_its_calendar_days() -> None:
    spans = [
        Span("utility", day("15-01"), day("02-02")),
        Span("citizen", day("02-02"), day("12-02")),
        Span("utility", day("12-02")),
    ]
    assert due_date(Term(months=3), spans, LFPA_28) == day("27-04")  # 15 + 10 is a Saturday
    assert due_date(Term(months=3), spans[:2], LFPA_28) is None


def test_a_third_of_a_term_of_months_is_counted_in_business_days() -> None:
    days = LFPA_28.between(day("15-01"), day("15-04"))
    limit = correction_limit(Term(months=3), day("15-01"), LFPA_28)
    assert LFPA_28.between(day("15-01"), limit) == -(-days // 3)


def test_a_window_that_is_neither_a_word_nor_a_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="quarter"):
        correction_limit(TEN, day("30-01"), LFPA_28, "quarter")


def test_a_saturday_made_working_counts() -> None:
    calendar = BusinessCalendar(exceptions={day("31-01"): Exceptional(True, "jornada")})
    assert calendar.add_days(day("30-01"), 1) == day("31-01")
    assert calendar.why_not(day("31-01")) == ""


def test_the_explanation_names_every_day_and_ends_on_the_due_date() -> None:
    told = explain(TEN, answered_on_13_february(restart=False), LFPA_28)
    assert told.due == day("23-02")
    assert told.days[-1].date == told.due
    assert told.days[-1].number == 10
    reasons = {entry.date: entry.reason for entry in told.days}
    assert reasons[day("31-01")] == "fin de semana"
    assert reasons[day("05-02")] == "LFPA 28"
    assert reasons[day("02-02")] == "día 1 del plazo"
    assert "solicitante" in reasons[day("09-02")]
    assert due_date(told.term, told.spans, LFPA_28, told.extension_days) == told.due


def test_the_explanation_of_a_restarted_term_begins_to_count_again() -> None:
    told = explain(TEN, answered_on_13_february(restart=True), LFPA_28)
    assert told.due == day("27-02")
    assert told.days[-1].number == 10


def test_a_paused_case_is_explained_until_the_day_asked_for() -> None:
    spans = [*answered_on_13_february(restart=False)[:1], Span("citizen", day("06-02"))]
    told = explain(TEN, spans, LFPA_28, until=day("11-02"))
    assert told.due is None
    assert told.days[-1].date == day("11-02")


# --- the oracle: it walks, day by day, and knows no arithmetic ---------------------------------

FIRST = dt.date(2026, 1, 1)
some_days = st.integers(0, 400).map(lambda offset: FIRST + dt.timedelta(days=offset))
calendars = st.dictionaries(some_days, st.booleans().map(Exceptional), max_size=40).map(
    lambda exceptions: BusinessCalendar(exceptions=exceptions)
)


def walk(start: dt.date, count: int, calendar: BusinessCalendar) -> dt.date:
    reached = start
    while count:
        reached += dt.timedelta(days=1)
        count -= calendar.is_working(reached)
    return reached


def tally(start: dt.date, end: dt.date, calendar: BusinessCalendar) -> int:
    count = 0
    while start < end:
        start += dt.timedelta(days=1)
        count += calendar.is_working(start)
    return count


@given(calendars, some_days, st.integers(1, 90))
def test_adding_days_is_walking(calendar: BusinessCalendar, start: dt.date, count: int) -> None:
    assert calendar.add_days(start, count) == walk(start, count, calendar)


@given(calendars, some_days, some_days)
def test_counting_between_is_walking(
    calendar: BusinessCalendar, start: dt.date, end: dt.date
) -> None:
    assert calendar.between(start, end) == tally(start, end, calendar)


@given(
    calendars,
    some_days,
    st.integers(1, 40),
    st.lists(st.tuples(st.sampled_from(["citizen", "utility", "nobody"]), st.integers(0, 30))),
)
def test_a_due_date_is_the_day_the_utility_has_held_the_case_for_its_term(
    calendar: BusinessCalendar, start: dt.date, term: int, stretches: list[tuple[str, int]]
) -> None:
    spans, at = [], start
    for owner, length in stretches:
        spans.append(Span(owner, at, at + dt.timedelta(days=length)))  # type: ignore[arg-type]
        at += dt.timedelta(days=length)
    spans.append(Span("utility", at))
    due = due_date(Term(days=term), spans, calendar)
    assert due is not None
    held = days_used(spans, "utility", due, calendar)
    used_before_last = sum(
        tally(span.start, span.end, calendar)
        for span in spans
        if span.owner == "utility" and span.end
    )
    # Spent to the last day before a pause that ends on a day nobody works: due the next one (R4).
    spent = used_before_last == term and not calendar.is_working(at)
    assert held == term + spent
    if used_before_last < term:
        assert due == walk(at, term - used_before_last, calendar)
