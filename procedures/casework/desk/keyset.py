"""Pages of a list by key, not by number: as fast on the last page as on the first.

A cursor says after (or before) which row to go on: the value of the ordering column and the row's
id. It holds nothing else, and whoever makes one up only reads their own list from another place.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, OrderBy, Q, QuerySet
from django.utils.translation import gettext as _

from procedures.requests.errors import Invalid

Row = TypeVar("Row", bound=Model)
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of a page, and the cursors of its neighbours ("" where there is none)."""

    rows: tuple[Row, ...]
    next: str
    previous: str


def page(found: QuerySet[Row], *, ordering: str, cursor: str = "", size: int = 50) -> Page[Row]:
    """One page of a queryset.

    Args:
        found: filtered; its order is replaced.
        ordering: a column of the row, with "-" for descending; empty values always come last.
        cursor: of an earlier page, or "" for the first one.
        size: rows a page.

    Raises:
        Invalid: the cursor is not one of this list.
    """
    column, down = ordering.lstrip("-"), ordering.startswith("-")
    back, after = False, None
    if cursor:
        back, value, pk = _read(cursor, found, column)
        found = found.filter(_beyond(column, value, pk, down=down, back=back))
        after = (value, pk)
    # Said of a column that is never empty, it would keep PostgreSQL from its index.
    empty = _field(found.model, column).null
    rows = list(
        found.order_by(
            OrderBy(
                F(column),
                descending=down != back,
                nulls_first=True if back and empty else None,
                nulls_last=True if empty and not back else None,
            ),
            OrderBy(F("pk"), descending=down != back),
        )[: size + 1]
    )
    more = len(rows) > size
    rows = rows[:size]
    if back:
        rows.reverse()
    follows = (back or more) and rows
    precedes = (more if back else after is not None) and rows
    return Page(
        tuple(rows),
        _cursor(rows[-1], column, back=False) if follows else "",
        _cursor(rows[0], column, back=True) if precedes else "",
    )


def place_of(row: Model, *, ordering: str) -> str:
    """Where a row stands in a list, for `beside`: it holds though the row moves on meanwhile."""
    return _cursor(row, ordering.lstrip("-"), back=False)


def beside(found: QuerySet[Row], *, ordering: str, place: str) -> tuple[Row | None, Row | None]:
    """The rows of a list before and after a place: two queries, wherever in the list it is.

    Raises:
        Invalid: it is no place of this list.
    """
    after = page(found, ordering=ordering, cursor=place, size=1)
    _forth, text, pk = _opened(place)
    before = page(found, ordering=ordering, cursor=_told(True, text, pk), size=1)
    return (before.rows or (None,))[0], (after.rows or (None,))[0]


def _beyond(column: str, value: Any, pk: int, *, down: bool, back: bool) -> Q:
    """Rows that come after (or, `back`, before) a row in an order with empty values last."""
    side = "lt" if down != back else "gt"
    same_value = Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    beyond = same_value & Q(**{f"pk__{side}": pk})
    if value is not None:
        beyond |= Q(**{f"{column}__{side}": value})
    if back and value is None:
        beyond |= Q(**{f"{column}__isnull": False})
    if not back and value is not None:
        beyond |= Q(**{f"{column}__isnull": True})
    return beyond


def _field(model: type[Model], column: str) -> Field[Any, Any]:
    field = model._meta.get_field(column)
    assert isinstance(field, Field)
    return field


def _cursor(row: Model, column: str, *, back: bool) -> str:
    field = _field(type(row), column)
    text = None if getattr(row, column) is None else field.value_to_string(row)
    return _told(back, text, row.pk)


def _told(back: bool, text: str | None, pk: int) -> str:
    told = json.dumps([int(back), text, pk], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _opened(cursor: str) -> Any:
    told = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    return json.loads(told)


def _read(cursor: str, found: QuerySet[Any], column: str) -> tuple[bool, Any, int]:
    try:
        back, text, pk = _opened(cursor)
        value = None if text is None else found.model._meta.get_field(column).to_python(text)
        if type(pk) is not int or not 0 <= pk <= LARGEST_ID or b"\0" in str(value).encode():
            raise ValueError("not a row")
        return bool(back), value, pk
    except (binascii.Error, ValueError, TypeError, RecursionError, ValidationError) as wrong:
        raise Invalid(
            {"cursor": [("invalid", _("Esa página ya no existe; vuelva al principio."))]}
        ) from wrong
