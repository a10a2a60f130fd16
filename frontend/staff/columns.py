"""The columns of the inbox on the page: their heads, what each row answers, the form to choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from procedures.casework.desk.columns import ANSWERED, Column
from procedures.requests.filtering import Filterable
from procedures.requests.models import FilterValue, ServiceRequest
from procedures.requests.models.request import ServiceRequestQuerySet

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


def with_answers(found: ServiceRequestQuerySet, columns: Sequence[Column]) -> Any:
    """The rows with the answers their columns show: one query, and none where no column asks."""
    keys = [one.key.removeprefix(ANSWERED) for one in columns if one.key.startswith(ANSWERED)]
    if not keys:
        return found
    rows = FilterValue.objects.filter(key__in=keys).order_by("pk")
    return found.prefetch_related(Prefetch("filter_values", queryset=rows, to_attr="answered"))


def answers_of(row: ServiceRequest, offered: Sequence[Filterable]) -> Mapping[str, str]:
    """What a row answers, in words, by column."""
    known = {one.key: one for one in offered}
    shown: dict[str, list[str]] = {}
    for value in getattr(row, "answered", ()):
        if value.key in known:
            shown.setdefault(f"{ANSWERED}{value.key}", []).append(known[value.key].shown(value))
    return {key: ", ".join(words) for key, words in shown.items()}
