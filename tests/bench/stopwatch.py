"""How long a thing takes against another, measured in turns so that its mood cancels out."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter


def seconds(deed: Callable[[], object]) -> float:
    begun = perf_counter()
    deed()
    return perf_counter() - begun


def ratio(deed: Callable[[], object], yardstick: Callable[[], object], turns: int = 7) -> float:
    """The median time of `deed` over that of `yardstick`, each run once a turn."""
    deed(), yardstick()
    times = [(seconds(deed), seconds(yardstick)) for _turn in range(turns)]
    return median(t[0] for t in times) / median(t[1] for t in times)


def say(name: str, value: float, limit: float, meaning: str) -> None:
    """Print a line of the report and hold the ratio to its limit."""
    print(f"{name:<34} {value:8.2f}   (limit {limit:g})  {meaning}")  # noqa: T201
    assert value <= limit, f"{name}: {value:.2f} > {limit:g}"
