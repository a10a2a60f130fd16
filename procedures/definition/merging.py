"""Laying one document on another: how variants and overrides change what they start from."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

IDENTITIES = ("key", "action", "value")


def merge(base: Any, over: Any) -> Any:
    """`over` laid on `base`: groups of keys merge, keyed lists merge by identity, others replace.

    An element of a keyed list that says `remove: true` takes the base's one away.
    """
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        merged = dict(base)
        for key, value in over.items():
            merged[key] = merge(base[key], value) if key in base else copy.deepcopy(value)
        return merged
    if isinstance(base, list) and isinstance(over, list):
        name = _identity(base, over)
        if name:
            return _merge_keyed(base, over, name)
    return copy.deepcopy(over)


def _identity(base: list[Any], over: list[Any]) -> str | None:
    items = [*base, *over]
    if not base or not over or not all(isinstance(item, Mapping) for item in items):
        return None
    if all("section" in item or "use" in item for item in items):
        return "section/use"
    for name in IDENTITIES:
        if all(isinstance(item.get(name), str) for item in items):
            return name
    return None


def _merge_keyed(base: list[Any], over: list[Any], name: str) -> list[Any]:
    def told(item: Any) -> Any:
        return str(item.get("section") or item.get("use")) if name == "section/use" else item[name]

    changes = {told(item): item for item in over}
    merged = []
    for item in base:
        change = changes.pop(told(item), None)
        if change is None:
            merged.append(copy.deepcopy(item))
        elif change.get("remove") is not True:
            merged.append(merge(item, change))
    return merged + [
        copy.deepcopy(item) for item in changes.values() if item.get("remove") is not True
    ]
