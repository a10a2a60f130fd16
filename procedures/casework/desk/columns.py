"""The columns a list of requests may have, by which it may be ordered, and what they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from procedures.requests.filtering import Filterable
from procedures.requests.models import FilterValue, ServiceRequest
from procedures.requests.models.request import ServiceRequestQuerySet

MOST_ANSWERS = 20  # of them in one list
ANSWERED = "answer."  # a column of an answer is called `answer.its_key`


@dataclass(frozen=True)
class Column:
    """A column. `ordering` is the column of the row it is ordered by; "" where it is not."""

    key: str
    label: Any
    ordering: str = ""


FOLIO = Column("folio", gettext_lazy("Folio"), "folio")  # always there: it opens the case
COLUMNS = {
    column.key: column
    for column in (
        FOLIO,
        Column("procedure", gettext_lazy("Trámite")),
        Column("who", gettext_lazy("Solicitante")),
        Column("state", gettext_lazy("Estado")),
        Column("due", gettext_lazy("Plazo"), "due_on"),
        Column("goal", gettext_lazy("Meta de este estado")),
        Column("owner", gettext_lazy("A cargo de")),
        Column("area", gettext_lazy("Área"), "area"),
        Column("received", gettext_lazy("Recibida"), "received_on"),
        Column("channel", gettext_lazy("Canal"), "source"),
        Column("closed", gettext_lazy("Concluida"), "closed_at"),
    )
}
USUAL = ("folio", "procedure", "who", "state", "due", "owner")


def chosen(keys: Iterable[str], offered: Sequence[Filterable] = ()) -> tuple[Column, ...]:
    """The columns of these keys, in the order of the house, the usual ones where none is left.

    Args:
        keys: any words; what is no column, or none of this procedure's, is passed over.
        offered: the questions of the procedure that is chosen.
    """
    wanted = frozenset(keys)
    own = tuple(column for key, column in COLUMNS.items() if key in wanted)
    answered = tuple(
        Column(f"{ANSWERED}{one.key}", one.label)
        for one in offered
        if f"{ANSWERED}{one.key}" in wanted
    )
    if not own and not answered:
        return chosen(USUAL)
    return (*(() if FOLIO in own else (FOLIO,)), *own, *answered)


def clean_keys(keys: Iterable[str]) -> list[str]:
    """What may be kept of the columns somebody ticked: those of the house, and of any answer."""
    return [
        key
        for key in dict.fromkeys(keys)
        if key in COLUMNS or (key.startswith(ANSWERED) and key.isprintable() and len(key) < 80)
    ][: len(COLUMNS) + MOST_ANSWERS]


def name_of(row: ServiceRequest) -> str:
    """Who asks; nobody's name where the request is anonymous."""
    if row.anonymous:
        return ""
    people = list(row.applicants.all())
    return people[0].name if people else ""


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
