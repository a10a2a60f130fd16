"""Query parameters as the OpenAPI tells them. An empty one is one that was not sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from procedures.requests.errors import Invalid

EMPTY = {"type": "string", "maxLength": 0}


def day(name: str) -> OpenApiParameter:
    """A date such as 2026-11-30."""
    return OpenApiParameter(name, {"anyOf": [{"type": "string", "format": "date"}, EMPTY]})


def number() -> dict[str, object]:
    """The schema of the id of something."""
    return {"anyOf": [{"type": "string", "pattern": r"^\d{1,15}$"}, EMPTY]}


def one_of(name: str, values: Iterable[str]) -> OpenApiParameter:
    """One of a few words."""
    return OpenApiParameter(name, {"type": "string", "enum": [*values, ""]})


def check_one_of(asked: Mapping[str, str], name: str, values: Collection[str]) -> None:
    """Refuse a word that is not one of them.

    Raises:
        Invalid: it is another.
    """
    if asked.get(name) and asked[name] not in values:
        raise Invalid({name: [("invalid_choice", _("Elija una de las opciones."))]})


def read_id(name: str, text: str) -> int:
    """The id a parameter gives.

    Raises:
        Invalid: it is no number.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Invalid({name: [("invalid", _("Escriba un número."))]})
    return int(text)
