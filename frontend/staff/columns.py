"""The heads of the columns of the inbox on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from procedures.casework.desk.columns import ANSWERED, Column

Address = Callable[..., str]


@dataclass(frozen=True)
class Head:
    """The head of a column; `href` orders by it, `sorted` is what `aria-sort` says."""

    key: str
    label: Any
    href: str = ""
    sorted: str = ""

    @property
    def answered(self) -> bool:
        """Is it a column of an answer?"""
        return self.key.startswith(ANSWERED)


def heads_of(columns: Sequence[Column], ordering: str, address: Address) -> list[Head]:
    """The heads of a list.

    Args:
        ordering: the one it has now; its column orders the other way round.
        address: of this list with something changed, `ordering` here.
    """
    here, down = ordering.lstrip("-"), ordering.startswith("-")
    heads = []
    for column in columns:
        mine = bool(column.ordering) and column.ordering == here
        other = f"-{column.ordering}" if mine and not down else column.ordering
        heads.append(
            Head(
                column.key,
                column.label,
                address(ordering=other) if column.ordering else "",
                ("descending" if down else "ascending") if mine else "",
            )
        )
    return heads
