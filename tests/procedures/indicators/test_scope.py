"""Periods: what is counted, and what it is compared with."""

import datetime as dt

import pytest

from procedures.indicators import Scope
from procedures.indicators.publication import last_months

D = dt.date


@pytest.mark.parametrize(
    ("first", "last", "before_first", "before_last"),
    [
        (D(2026, 2, 1), D(2026, 2, 28), D(2026, 1, 1), D(2026, 1, 31)),
        (D(2026, 11, 1), D(2026, 11, 20), D(2026, 10, 1), D(2026, 10, 20)),
        (D(2026, 3, 1), D(2026, 3, 30), D(2026, 2, 1), D(2026, 2, 28)),
        (D(2025, 12, 1), D(2026, 11, 21), D(2024, 12, 1), D(2025, 11, 21)),
        (D(2026, 1, 1), D(2026, 1, 31), D(2025, 12, 1), D(2025, 12, 31)),
        (D(2026, 2, 16), D(2026, 2, 20), D(2026, 2, 11), D(2026, 2, 15)),
        (D(2026, 2, 16), D(2026, 2, 16), D(2026, 2, 15), D(2026, 2, 15)),
    ],
)
def test_the_period_before_has_the_same_length(first, last, before_first, before_last):
    before = Scope(first, last, procedure="x", by="month").previous()
    assert (before.first, before.last) == (before_first, before_last)
    assert (before.procedure, before.by) == ("x", "month")


def test_two_periods_in_a_row_never_share_a_month_of_answers():
    scope = Scope(D(2026, 2, 16), D(2026, 4, 15))
    assert scope.survey_months == (D(2026, 3, 1), D(2026, 4, 30))
    assert scope.previous().survey_months[1] < scope.survey_months[0]


def test_the_public_period_is_the_last_twelve_whole_months():
    scope = last_months(D(2026, 11, 21))
    assert (scope.first, scope.last) == (D(2025, 11, 1), D(2026, 10, 31))
    assert len(scope.months) == 12


@pytest.mark.parametrize(
    "wrong", [{"by": "applicant"}, {"by": "month,folio"}, {"last": D(2025, 1, 1)}]
)
def test_a_period_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"period|dimension"):
        Scope(**{"first": D(2026, 1, 1), "last": D(2026, 1, 31), **wrong})
