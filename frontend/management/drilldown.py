"""Behind every figure, its requests: the address of the staff inbox that lists them.

Query parameters of `/personal/` (API.md, the queue): procedure, area, source, received_from,
received_to, closed_from, closed_to, phase, outcome. A survey answer leads to nobody, so what is
counted from answers has no list.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from frontend.figures import Link
from frontend.pages import PLACES
from procedures.indicators import Cell, Scope
from procedures.indicators.scope import month_end

RECEIVED = frozenset({"filed", "online_share", "corrections"})
CLOSED = frozenset(
    {"closed", "outcomes", "median_days", "p90_days", "total_days", "citizen_days", "on_time"}
)


def inbox(scope: Scope, indicator: str, dimension: str = "", key: str = "") -> str:
    """The inbox with the requests a figure was counted from; "" where nothing may lead there.

    Args:
        scope: what the figure was counted over.
        indicator: its name.
        dimension, key: the group it is of, when it is of one.
    """
    wanted = {"procedure": scope.procedure, "area": scope.area, "source": scope.source}
    first, last = scope.first, scope.last
    if dimension == "month":
        month = dt.date.fromisoformat(f"{key}-01")
        first, last = max(first, month), min(last, month_end(month))
    elif dimension and not key:
        return ""  # the inbox cannot be asked for what has no area
    elif dimension:
        wanted[dimension] = key
    if indicator in RECEIVED:
        wanted |= {"received_from": first.isoformat(), "received_to": last.isoformat()}
        if indicator == "online_share":
            wanted["source"] = "online"
    elif indicator in CLOSED:
        wanted |= {"phase": "closed", "closed_from": first.isoformat()}
        wanted |= {"closed_to": last.isoformat()}
    elif indicator == "open_now" and dimension not in ("age", "month"):
        wanted |= {"phase": "open", "received_to": last.isoformat()}
    else:
        return ""
    return f"{PLACES['staff']}?{urlencode({k: v for k, v in wanted.items() if v})}"


def link(scope: Scope, dimension: str) -> Link:
    """`inbox` for the cells of one table."""

    def to(indicator: str, cell: Cell) -> str:
        return inbox(scope, indicator, dimension, cell.key)

    return to
