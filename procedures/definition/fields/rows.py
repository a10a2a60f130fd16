"""What tells one row of a group from another, so that a paper stays with its person.

Rows have no place of their own in the answers but their order, and order changes when one is taken
out. So each row of a group that takes files carries an `id`, and its papers are named by it:
`cosolicitantes.k3f9.identificacion`. Taking a row out can never hand its paper to the next one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from .base import Field

ROW = "id"
ROW_PATTERN = "^[a-z0-9]{1,16}$"
_NAME = re.compile(ROW_PATTERN)
_TITLES = ("person_name", "text")


class PaperKey(NamedTuple):
    """Where a file of a row belongs: the group, the row by its `id`, the question in it."""

    group: str
    row: str
    inner: str

    def __str__(self) -> str:
        return ".".join(self)


def paper_key(text: str) -> PaperKey | None:
    """The parts of a key such as `cosolicitantes.k3f9.identificacion`; None for any other."""
    parts = str(text).split(".")
    return PaperKey(*parts) if len(parts) == 3 else None


def new_row_name() -> str:
    """An `id` for a row nobody filled in yet; drawn, so that none is ever used twice."""
    return secrets.token_hex(4)


def is_row_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def row_names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The `id` of each row; one that brings none is called by its place: "1", "2"…

    What is no name is given back as text, for `Group.clean` to refuse.
    """
    taken = {row[ROW] for row in rows if is_row_name(row.get(ROW))}
    names: list[str] = []
    for place, row in enumerate(rows, start=1):
        name = row.get(ROW)
        if name is None:
            while str(place) in taken:
                place += 1
            name = str(place)
            taken.add(name)
        names.append(str(name)[:40])
    return names


def is_blank(
    field: Field, row: Mapping[str, Any], name: str = "", documents: Mapping[str, int] | None = None
) -> bool:
    """A row nobody filled in, and that holds no paper either."""
    known = {item.key: item for item in field.fields}
    own = {key: value for key, value in row.items() if not (field.holds_files and key == ROW)}
    if any(key not in known or not known[key].type.empty(value) for key, value in own.items()):
        return False
    papers = (str(PaperKey(field.key, name, item.key)) for item in field.fields if item.is_file)
    return not any((documents or {}).get(key) for key in papers)


def row_title(field: Field, row: Mapping[str, Any]) -> str:
    """Whose row it is: what was answered to its first name; "" when nothing yet."""
    for item in field.fields:
        if item.type.name in _TITLES and not item.sensitive and isinstance(row.get(item.key), str):
            return str(row[item.key])
    return ""
