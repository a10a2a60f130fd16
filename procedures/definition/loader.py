"""Reading a definition: resolve it, prove it, build it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .definition import Definition
from .vocabulary import Vocabulary


def parse(source: Mapping[str, Any], *, known: Vocabulary) -> Definition:
    """Read and prove a source; every problem at once."""
    raise NotImplementedError


def revive(document: Mapping[str, Any]) -> Definition:
    """The definition of a proven, resolved document (from the database)."""
    raise NotImplementedError
