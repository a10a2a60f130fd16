"""The registry of field types: every module in `fields/` that says `TYPE = …` is a type."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from . import fields
from .fields.base import FieldType


def _discover() -> Mapping[str, FieldType]:
    found: dict[str, FieldType] = {}
    for module in iter_modules(fields.__path__):
        kind = getattr(import_module(f"{fields.__name__}.{module.name}"), "TYPE", None)
        if isinstance(kind, FieldType):
            found[kind.name] = kind
    return MappingProxyType(dict(sorted(found.items())))


TYPES: Mapping[str, FieldType] = _discover()
