"""From rows to figures: one query that counts, and reducers that read the counts.

The database returns how many rows have each value (a histogram), never the rows; a median is then
the same arithmetic on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncMonth

from .scope import Scope

Histogram = Counter[tuple[Any, ...]]  # the values of a row -> how many rows have them
Columns = Mapping[str, Any]  # a dimension -> the expression that holds it

FACTS: Columns = {
    "procedure": F("procedure"),
    "area": F("area"),
    "source": F("source"),
    "month": TruncMonth("on"),
    "outcome": F("outcome"),
}
NOTHING_MORE: Mapping[str, tuple[str, ...]] = MappingProxyType({})
RESPONSES: Columns = {
    "procedure": F("procedure"),
    "source": F("source"),
    "month": F("month"),
}


@dataclass(frozen=True)
class Cell:
    """One figure.

    Args:
        key: the slug, area, channel, month ("2026-02") or category it is of; "" for the whole.
        value: None when there is nothing to measure, or when it is hidden.
        count: how many things it was measured from.
        hidden: True where publishing it could point at somebody (see `publication`).
    """

    key: str
    value: float | None
    count: int
    hidden: bool = False


@dataclass(frozen=True)
class Result:
    """A figure over a scope: the whole, and its groups by each dimension that was asked for."""

    whole: Cell
    groups: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)

    def group(self, dimension: str) -> dict[str, Cell]:
        """The cells of one dimension by key; empty where the figure does not know it."""
        return {cell.key: cell for cell in self.groups.get(dimension, ())}


Reducer = Callable[[Histogram], tuple[float | None, int]]


def reduced(
    rows: QuerySet[Any],
    scope: Scope,
    reduce: Reducer,
    *,
    values: tuple[str, ...] = (),
    columns: Columns = FACTS,
    always: Mapping[str, tuple[str, ...]] = NOTHING_MORE,
) -> Result:
    """Count rows by dimension and value in one query, and reduce each group to a figure.

    Args:
        rows: what to measure, already narrowed to the scope.
        reduce: what a figure is of a histogram; see `total`, `quantile`, `share`.
        values: the columns of a row that `reduce` looks at.
        columns: where `rows` keeps each dimension; one it does not keep yields no groups.
        always: dimensions to split by even when the scope does not ask, each with the keys that
            are shown even when nothing falls in them.
    """
    wanted = dict.fromkeys((*scope.dimensions, *always))
    dimensions = [name for name in wanted if name in columns]
    # Grouped by something always: a query grouped by nothing is one row, even of no rows.
    keys = {f"by_{name}": columns[name] for name in dimensions or ["month"]}
    counted = rows.order_by().values(**keys, **{f"of_{name}": F(name) for name in values})

    whole: Histogram = Counter()
    parts: dict[str, dict[str, Histogram]] = {name: defaultdict(Counter) for name in dimensions}
    months = tuple(map(_key, scope.months))  # one in which nothing happened is a figure too
    for name, keys_shown in {"month": months, **always}.items():
        if name in parts:
            parts[name].update((key, Counter()) for key in keys_shown)
    for row in counted.annotate(n=Count("pk")):
        seen = tuple(row[f"of_{name}"] for name in values)
        whole[seen] += row["n"]
        for name, groups in parts.items():
            groups[_key(row[f"by_{name}"])][seen] += row["n"]
    return Result(
        Cell("", *reduce(whole)),
        {
            name: tuple(Cell(key, *reduce(groups[key])) for key in sorted(groups))
            for name, groups in parts.items()
        },
    )


def histogram(rows: QuerySet[Any], *columns: str) -> Histogram:
    """How many rows have each combination of values of some columns, in one query."""
    counted = rows.order_by().values_list(*columns).annotate(n=Count("pk"))
    return Counter({tuple(seen): n for *seen, n in counted})


def _key(value: Any) -> str:
    return f"{value:%Y-%m}" if isinstance(value, dt.date) else str(value)


def total(seen: Histogram) -> tuple[float, int]:
    """How many there are."""
    return seen.total(), seen.total()


def quantile(part: float) -> Reducer:
    """The value that `part` of the rows do not pass (nearest rank; the middle for 0.5)."""

    def at(seen: Histogram) -> tuple[float | None, int]:
        count = seen.total()
        if not count:
            return None, 0
        if part == 0.5:
            return (_nth(seen, (count - 1) // 2) + _nth(seen, count // 2)) / 2, count
        return _nth(seen, ceil(part * count) - 1), count

    return at


def _nth(seen: Histogram, position: int) -> float:
    passed = 0
    for values in sorted(seen):
        passed += seen[values]
        if passed > position:
            return float(values[0])
    raise IndexError(position)


def share(test: Callable[[Any], bool]) -> Reducer:
    """The percentage of rows whose value passes the test."""

    def of(seen: Histogram) -> tuple[float | None, int]:
        count = seen.total()
        return percentage(sum(n for (value,), n in seen.items() if test(value)), count), count

    return of


def percentage(part: int, whole: int) -> float | None:
    """A part of the whole in hundredths, to one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None
