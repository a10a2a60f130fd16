"""Charts as plain geometry for an SVG template; the same figures always go beside it as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from frontend.formats import number

# In units of the drawing, which is scaled to the width it is given.
WIDTH = 400
ROW = 42  # words above, bar below
VALUE_ROOM = 56
HEIGHT = 190
LEFT, RIGHT, TOP, BOTTOM = 36, 14, 14, 28


@dataclass(frozen=True)
class Point:
    """One figure: its words, its value (None: not enough data) and the value before."""

    label: str
    value: float | None
    before: float | None = None


@dataclass(frozen=True)
class Chart:
    """Figures with a title, ready to be drawn as bars or as a line.

    Args:
        key: unique on the page; ids are made of it.
        title: what the figures are.
        points: in the order they are shown.
        unit: said after each value ("días hábiles", "%").
        target: a level to reach, drawn as a dashed line (line charts).
        label, value_label, before_label: the headings of the table.
    """

    key: str
    title: str
    points: Sequence[Point]
    unit: str = ""
    target: float | None = None
    label: str = ""
    value_label: str = ""
    before_label: str = ""

    @property
    def has_before(self) -> bool:
        """True when some point has an earlier value to compare with."""
        return any(point.before is not None for point in self.points)

    @property
    def top(self) -> float:
        """The round number the scale ends at; never zero."""
        values = [p.value or 0 for p in self.points] + [p.before or 0 for p in self.points]
        return _round_up(max([*values, self.target or 0]))


def _round_up(value: float) -> float:
    if value <= 0:
        return 1
    magnitude = 10 ** math.floor(math.log10(value))
    steps = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    return next(step * magnitude for step in steps if step * magnitude >= value)


def bars(chart: Chart) -> dict[str, object]:
    """Where each horizontal bar goes: words above it, its value beside it."""

    def wide(value: float | None) -> float:
        return round((WIDTH - VALUE_ROOM) * (value or 0) / chart.top, 1)

    rows = [
        {
            "words": point.label if len(point.label) <= 46 else point.label[:45] + "…",
            "words_y": index * ROW + 14,
            "bar_y": index * ROW + 19,
            "bar_end": index * ROW + 35,
            "value_y": index * ROW + 32,
            "width": wide(point.value),
            "value_x": wide(point.value) + 6,
            "value": number(point.value),
            "before": None if point.before is None else wide(point.before),
        }
        for index, point in enumerate(chart.points)
    ]
    return {"rows": rows, "width": WIDTH, "height": max(1, len(rows)) * ROW}


def line(chart: Chart) -> dict[str, object]:
    """Where each point of a line goes; a missing value breaks the line instead of inventing one."""
    room, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step = room / max(1, len(chart.points) - 1)

    def at(value: float) -> float:
        return round(TOP + tall * (1 - value / chart.top), 1)

    dots, pieces, pen = [], [], "M"
    every = max(1, math.ceil(len(chart.points) / 6))
    for index, point in enumerate(chart.points):
        x = round(LEFT + step * index, 1)
        if point.value is None:
            pen = "M"
        else:
            pieces.append(f"{pen}{x} {at(point.value)}")
            pen = "L"
        dots.append(
            {
                "x": x,
                "y": None if point.value is None else at(point.value),
                "words": point.label if index % every == 0 else "",
            }
        )
    grid = [
        {"y": at(chart.top * share), "words": number(chart.top * share)} for share in (0, 0.5, 1)
    ]
    target = None
    if chart.target is not None:
        y = at(chart.target)
        target = {"y": y, "text_y": y - 5, "value": number(chart.target)}
    return {
        "path": "".join(pieces), "dots": dots, "grid": grid, "target": target,
        "left": LEFT, "right": WIDTH - RIGHT, "base": HEIGHT - 8, "height": HEIGHT, "width": WIDTH,
    }  # fmt: skip
