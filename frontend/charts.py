"""Charts as plain geometry for an SVG template; the same figures always go beside it as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from frontend.formats import number

WIDTH = 720
ROW = 34
LABEL = 210  # width kept for the words of a bar chart, in SVG units
HEIGHT = 260
LEFT, RIGHT, TOP, BOTTOM = 46, 16, 18, 34


@dataclass(frozen=True)
class Point:
    """One figure: its words, its value (None = not enough data) and the value it is compared with."""

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
    return next(m * magnitude for m in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if m * magnitude >= value)


def bars(chart: Chart) -> dict[str, object]:
    """Where each horizontal bar goes. Values are written beside the bars."""
    room = WIDTH - LABEL - 70
    rows = []
    for index, point in enumerate(chart.points):
        y = index * ROW
        width = round(room * (point.value or 0) / chart.top, 1)
        words = point.label if len(point.label) <= 28 else point.label[:27] + "…"
        rows.append(
            {
                "words": words,
                "y": y + 7,
                "text_y": y + 22,
                "width": width,
                "value_x": LABEL + width + 8,
                "value": number(point.value),
                "before": None
                if point.before is None
                else round(LABEL + room * point.before / chart.top, 1),
                "before_y2": y + 31,
            }
        )
    return {"rows": rows, "x": LABEL, "height": max(1, len(rows)) * ROW, "width": WIDTH}


def line(chart: Chart) -> dict[str, object]:
    """Where each point of a line goes; a missing value breaks the line instead of inventing one."""
    room, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step = room / max(1, len(chart.points) - 1)

    def at(value: float) -> float:
        return round(TOP + tall * (1 - value / chart.top), 1)

    dots, pieces, pen = [], [], "M"
    every = max(1, math.ceil(len(chart.points) / 7))
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
        target = {"y": at(chart.target), "text_y": at(chart.target) - 6, "value": number(chart.target)}
    return {
        "path": "".join(pieces), "dots": dots, "grid": grid, "target": target,
        "left": LEFT, "right": WIDTH - RIGHT, "base": HEIGHT - 10, "height": HEIGHT, "width": WIDTH,
    }  # fmt: skip
