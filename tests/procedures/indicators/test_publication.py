"""What leaves the house: small cells hidden, and not to be had by subtraction."""

import datetime as dt
from inspect import signature

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from procedures.catalogue.models import Procedure
from procedures.definition import Outcome
from procedures.indicators import indicators
from procedures.indicators.publication import (
    FLOOR,
    published,
    recent_times,
    suppressed,
)
from procedures.indicators.results import Cell, Result
from tests.factories.facts import closed, filed, responses

MARCH = dt.date(2026, 3, 10)


def figures_of(by):
    return published(by, today=MARCH).figures


def result_of(counts):
    cells = tuple(Cell(f"k{n:02}", float(count), count) for n, count in enumerate(counts))
    return Result(Cell("", float(sum(counts)), sum(counts)), {"procedure": cells})


def shown(result):
    return [None if cell.hidden else cell.value for cell in result.groups["procedure"]]


@pytest.mark.parametrize(
    ("counts", "left"),
    [
        ([5, 6, 7], [5, 6, 7]),
        ([3, 6, 7], [None, None, 7]),
        ([1, 1, 9, 20], [None, None, None, 20]),
        ([4, 4, 9], [None, None, 9]),
        ([0, 3, 0, 8], [0, None, 0, None]),
        ([1, 2], [None, None]),
        ([0, 0], [0, 0]),
    ],
)
def test_small_cells_take_others_with_them(counts, left):
    assert shown(suppressed(result_of(counts))) == left


@given(st.lists(st.integers(0, 30), max_size=12))
def test_no_small_cell_can_be_had_by_subtraction(counts):
    result = suppressed(result_of(counts))
    cells = result.groups["procedure"]
    assert all(cell.hidden or not 0 < cell.count < FLOOR for cell in cells)
    hidden = [n for n, cell in zip(counts, cells, strict=True) if cell.hidden]
    if hidden and not result.whole.hidden:
        assert len(hidden) > 1
        assert sum(hidden) >= FLOOR
    assert all(cell.value is None and cell.count == 0 for cell in cells if cell.hidden)
    assert result.whole.hidden == (0 < sum(counts) < FLOOR)


@pytest.fixture
def complaints(db):
    """A restricted procedure beside an ordinary one."""
    for slug, audience in (("cambio-medidor", []), ("quejas", ["role:oic"])):
        Procedure.objects.create(
            slug=slug, name=slug, family="x", status="online", audience=audience
        )


def test_restricted_procedures_are_only_counted(complaints):
    for slug in ("cambio-medidor", "quejas"):
        filed(6, procedure=slug)
        closed(6, procedure=slug, days=30 if slug == "quejas" else 3)
        responses(6, procedure=slug, ease=5)
    figures = figures_of("procedure")
    assert figures["filed"].now.whole.value == 12
    assert set(figures["filed"].now.group("procedure")) == {"cambio-medidor", "quejas"}
    for name in set(figures) - {"filed", "closed", "open_now"}:
        assert "quejas" not in figures[name].now.group("procedure"), name
    assert figures["median_days"].now.whole.value == 3


def test_few_complaints_are_not_even_counted(complaints):
    filed(40)
    filed(9, procedure="factibilidad")
    filed(2, procedure="quejas")
    cells = figures_of("procedure")["filed"].now.group("procedure")
    assert cells["quejas"].hidden and cells["quejas"].value is None
    assert cells["factibilidad"].hidden
    assert cells["cambio-medidor"].value == 40


@pytest.mark.django_db
def test_only_whole_months_and_only_public_indicators_are_published():
    filed(5, on=dt.date(2026, 2, 28))
    filed(7, on=dt.date(2026, 3, 1))
    filed(9, on=dt.date(2025, 2, 28))
    found = published(today=MARCH)
    assert (found.scope.first, found.scope.last) == (dt.date(2025, 3, 1), dt.date(2026, 2, 28))
    assert found.figures["filed"].now.whole.value == 5
    assert found.figures["filed"].before.whole.value == 9
    assert set(found.figures) == {n for n, known in indicators().items() if known.public}
    with pytest.raises(KeyError):
        published(names=["no_such"])


def test_nobody_chooses_dates_or_filters_of_what_is_published():
    assert set(signature(published).parameters) == {"by", "names", "today"}


@pytest.mark.django_db
def test_every_outcome_of_few_is_hidden():
    closed(20)
    closed(6, outcome=Outcome.CONDITIONAL)
    closed(1, outcome=Outcome.UNFAVOURABLE)
    cells = figures_of("")["outcomes"].now.group("outcome")
    assert [key for key, cell in cells.items() if cell.hidden] == ["conditional", "unfavourable"]


@time_machine.travel("2026-03-10 12:00:00-06:00")
def test_recent_times_of_five_answers_are_shown_and_of_four_are_not(complaints):
    closed(4, days=2)
    closed(9, days=1, on=dt.date(2025, 12, 1))
    closed(9, days=1, outcome=Outcome.WITHDRAWN)
    assert recent_times("cambio-medidor") is None
    closed(1, days=12)
    times = recent_times("cambio-medidor")
    assert (times.median, times.most, times.count) == (2, 12, 5)
    assert recent_times("no-such") is None


@time_machine.travel("2026-03-10 12:00:00-06:00")
def test_recent_times_of_a_restricted_procedure_are_never_shown(complaints):
    closed(9, days=2, procedure="quejas")
    assert recent_times("quejas") is None


@time_machine.travel("2026-03-10 12:00:00-06:00")
def test_recent_times_are_one_query(complaints, django_assert_num_queries):
    closed(9)
    with django_assert_num_queries(1):
        assert recent_times("cambio-medidor").count == 9
