"""What may be published: no figure of so few that it points at somebody (DOMAIN 15.3).

A figure measured from one to four is hidden; so are, where it stands in a list whose whole is
shown, as many others as it takes that subtracting the rest from the whole gives nobody back.
Restricted procedures are only counted (DOMAIN 8.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from procedures.catalogue.models import Procedure

from .answers import answered
from .audience import restricted_procedures
from .registry import Indicator, Measured, indicators
from .results import Cell, Result, histogram, quantile
from .scope import Scope, month_end, month_start

FLOOR = 5  # what is measured from fewer is not published
MONTHS = 12
RECENT_DAYS = 90  # calendar days


def last_months(today: dt.date | None = None, by: str = "") -> Scope:
    """The last twelve whole months."""
    today = today or timezone.localdate()
    return Scope(month_start(today, -MONTHS), month_end(month_start(today, -1)), by=by)


@dataclass(frozen=True)
class Publication:
    """What is published, and over which period."""

    scope: Scope
    figures: Mapping[str, Measured]


def published(
    by: str = "", *, names: Iterable[str] = (), today: dt.date | None = None
) -> Publication:
    """The public indicators of the last twelve whole months, small cells hidden.

    The period is fixed and nothing narrows it: with one's own dates or filters, the difference of
    two large figures would be a small one.

    Args:
        by: how to split them, as in `Scope`; each dimension by itself, never crossed.
        names: which ones; all the public ones when none is named.

    Raises:
        KeyError: there is no public indicator of that name.
        ValueError: `by` names no dimension.
    """
    public = {name: known for name, known in indicators().items() if known.public}
    scope, restricted = last_months(today, by), restricted_procedures()
    chosen = [(name, public[name]) for name in names or public]
    return Publication(
        scope, {name: _published(known, scope, restricted) for name, known in chosen}
    )


def _published(known: Indicator, scope: Scope, restricted: frozenset[str]) -> Measured:
    if not known.counts:
        scope = replace(scope, without=scope.without | restricted)
    return Measured(
        known, suppressed(known.measure(scope)), suppressed(known.measure(scope.previous()))
    )


def suppressed(result: Result) -> Result:
    """A result whose small cells are hidden, and that cannot be undone by subtraction."""
    return Result(
        _hide(result.whole) if 0 < result.whole.count < FLOOR else result.whole,
        {name: _suppressed(cells) for name, cells in result.groups.items()},
    )


def _suppressed(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    small = [cell for cell in cells if 0 < cell.count < FLOOR]
    if not small:
        return cells
    hidden = {cell.key for cell in small}
    together = sum(cell.count for cell in small)
    for cell in sorted((c for c in cells if c.count >= FLOOR), key=lambda c: (c.count, c.key)):
        if len(hidden) > 1 and together >= FLOOR:
            break
        hidden.add(cell.key)
        together += cell.count
    return tuple(_hide(cell) if cell.key in hidden else cell for cell in cells)


def _hide(cell: Cell) -> Cell:
    return Cell(cell.key, None, 0, hidden=True)


@dataclass(frozen=True)
class RecentTimes:
    """How long a procedure really took lately, in business days of the utility.

    `median`: half of the answers took this or less; `most`: nine of ten did; `count`: how many.
    """

    median: float
    most: float
    count: int


def recent_times(slug: str, today: dt.date | None = None) -> RecentTimes | None:
    """The real response times of a procedure in the last 90 days, for its page.

    Returns:
        None with fewer than five answers, or for a restricted procedure.
    """
    today = today or timezone.localdate()
    scope = Scope(today - dt.timedelta(days=RECENT_DAYS), today, procedure=slug)
    public = Procedure.objects.filter(slug=slug, audience=[])
    rows = answered(scope).filter(utility_days__isnull=False, procedure__in=public.values("slug"))
    days = histogram(rows, "utility_days")
    if days.total() < FLOOR:
        return None
    (median, count), (most, _count) = quantile(0.5)(days), quantile(0.9)(days)
    return RecentTimes(median or 0, most or 0, count)
