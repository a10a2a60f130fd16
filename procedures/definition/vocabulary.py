"""What definitions may name: areas, roles, messages, families, effects, and other sources.

The registry of effects is empty here. The rooms above fill it when Django starts, so definitions
are proven against what exists without importing anything uphill.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from .workflow import Kind

Deed = TypeVar("Deed", bound=Callable[..., Any])


@dataclass(frozen=True)
class EffectSpec:
    """An effect a transition may have.

    Attributes:
        name: the word definitions use.
        function: what the room above does; called with the event and the parameters.
        parameters: name -> "area", "text", "integer" or "boolean".
        needs: keys the transition's form must have -> their field type.
        kind: the only kind of transition that may carry it, or None for any.
        issues_paper: it prints the version's paper, which must then say all the law asks.
    """

    name: str
    function: Callable[..., Any]
    parameters: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)
    kind: Kind | None = None
    issues_paper: bool = False


_registered: dict[str, EffectSpec] = {}
EFFECTS: Mapping[str, EffectSpec] = MappingProxyType(_registered)


def effect(
    name: str,
    *,
    parameters: Mapping[str, str] | None = None,
    needs: Mapping[str, str] | None = None,
    kind: Kind | None = None,
    issues_paper: bool = False,
) -> Callable[[Deed], Deed]:
    """Register the decorated function as the effect `name`.

    Raises:
        ValueError: another function already has that name.
    """

    def register(function: Deed) -> Deed:
        known = _registered.get(name)
        if known and (known.function.__module__, known.function.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"two effects are called {name!r}")
        _registered[name] = EffectSpec(
            name, function, parameters or {}, needs or {}, kind, issues_paper
        )
        return function

    return register


@dataclass(frozen=True)
class Vocabulary:
    """Everything a definition may refer to, as it stands when it is proven.

    Attributes:
        areas, roles, messages, families: the keys that exist.
        effects: name -> EffectSpec; normally `EFFECTS`.
        blocks, workflows, papers, procedures: name -> the raw mapping of that source.
    """

    areas: Collection[str] = ()
    roles: Collection[str] = ()
    messages: Collection[str] = ()
    families: Collection[str] = ()
    effects: Mapping[str, EffectSpec] = field(default_factory=dict)
    blocks: Mapping[str, Any] = field(default_factory=dict)
    workflows: Mapping[str, Any] = field(default_factory=dict)
    papers: Mapping[str, Any] = field(default_factory=dict)
    procedures: Mapping[str, Any] = field(default_factory=dict)
