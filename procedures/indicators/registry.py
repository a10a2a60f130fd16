"""The indicators there are. To add one: a module in `figures/`; nothing else (ARCHITECTURE)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Literal

from . import figures
from .results import Result
from .scope import Scope

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Better = Literal["lower", "higher", ""]
Measure = Callable[[Scope], Result]


@dataclass(frozen=True)
class Indicator:
    """A figure of the utility: its words, where it should be, and how it is measured.

    Args:
        name: its stable name in addresses, files and the API.
        label, unit: what it is and what it is counted in, in Spanish.
        explanation: one plain sentence on how it is counted.
        measure: the figure over a scope.
        order: its place on pages, small first.
        public: it may be published (small cells hidden).
        counts: it only counts filings, so restricted procedures may be in it (DOMAIN 8.2).
        target: the level to reach, in `unit`.
        better: which way is good news; "" when neither is.
    """

    name: str
    label: StrPromise
    unit: StrPromise
    explanation: StrPromise
    measure: Measure
    order: int
    public: bool
    counts: bool
    target: float | None
    better: Better

    def meets_target(self, value: float | None) -> bool | None:
        """Whether a value is where it should be; None without value or target."""
        if value is None or self.target is None:
            return None
        return value <= self.target if self.better == "lower" else value >= self.target

    def improved(self, now: float | None, before: float | None) -> bool | None:
        """Whether it got better since; None when that cannot be said, or it stayed the same."""
        if now is None or before is None or now == before or not self.better:
            return None
        return (now < before) == (self.better == "lower")


@dataclass(frozen=True)
class Measured:
    """An indicator over a scope and over the period before it."""

    indicator: Indicator
    now: Result
    before: Result


_REGISTERED: dict[str, Indicator] = {}


def indicator(
    name: str,
    *,
    label: StrPromise,
    unit: StrPromise,
    explanation: StrPromise,
    order: int,
    public: bool = False,
    counts: bool = False,
    target: float | None = None,
    better: Better = "",
) -> Callable[[Measure], Measure]:
    """Register the decorated function as an indicator; see `Indicator` for the arguments.

    Raises:
        ValueError: the name is taken.
    """

    def register(measure: Measure) -> Measure:
        if name in _REGISTERED:
            raise ValueError(f"two indicators are called {name}")
        _REGISTERED[name] = Indicator(
            name, label, unit, explanation, measure, order, public, counts, target, better
        )
        return measure

    return register


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator by name, in the order of pages."""
    for module in iter_modules(figures.__path__):
        import_module(f"{figures.__name__}.{module.name}")
    return dict(sorted(_REGISTERED.items(), key=lambda item: item[1].order))


def measure(scope: Scope, names: Iterable[str] = ()) -> dict[str, Measured]:
    """Indicators over a scope and the period before.

    Args:
        names: which ones; all when none is named.

    Raises:
        KeyError: there is no indicator of that name.
    """
    before = scope.previous()
    return {
        name: Measured(known, known.measure(scope), known.measure(before))
        for name, known in ((name, indicators()[name]) for name in names or indicators())
    }
