"""Privacy notices as pages draw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """A heading of a notice, its text and its list."""

    title: str
    text: str
    items: tuple[str, ...]


def parts_of(notice: Mapping[str, Any], which: str) -> list[Part]:
    """The parts of a notice: `which` is simplified or integral."""
    return [
        Part(part["title"], part.get("text", ""), tuple(part.get("items", ())))
        for part in notice[which]["sections"]
    ]
