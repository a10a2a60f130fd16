"""What a list of requests may be narrowed and ordered by, as an address says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.requests.errors import Invalid
from procedures.requests.filtering import Filterable, NotAValue
from procedures.requests.models.request import OutcomeChoices, PhaseChoices, Source

TABS = {
    "mine": gettext_lazy("Mis solicitudes"),
    "area": gettext_lazy("Mi área"),
    "unassigned": gettext_lazy("Sin asignar"),
    "messages": gettext_lazy("Con mensajes nuevos"),
    "waiting": gettext_lazy("Esperan a la persona"),
    "due_soon": gettext_lazy("Por vencer"),
    "overdue": gettext_lazy("Vencidas"),
    "closed": gettext_lazy("Concluidas"),
}
EVERYTHING = "all"  # on a page, the tab of all one may see: no filter

# What a list may be ordered by; the column is a ServiceRequest's own, ties go by id.
ORDERED_BY = ("due_on", "received_on", "folio", "area", "source", "closed_at")
ORDERINGS = tuple(f"{way}{column}" for column in ORDERED_BY for way in ("", "-"))
DEFAULT_ORDERING = "due_on"
ANSWER = "answer["  # a filter of an answer is called `answer[its key]`
LONGEST = 120  # characters of one filter
OPEN = "open"  # a filter of phase: every phase but the last
OLDEST_YEAR, NEWEST_YEAR = 1900, 2999  # beyond them no clock can turn a day into a moment
DATES = ("received_from", "received_to", "closed_from", "closed_to")

_CHOICES: dict[str, tuple[str, ...]] = {
    "tab": tuple(TABS),
    "phase": (OPEN, *PhaseChoices.values),
    "source": tuple(Source.values),
    "due": ("overdue", "soon"),
    "reach": ("lost",),
    "outcome": tuple(OutcomeChoices.values),
    "ordering": ORDERINGS,
}


@dataclass(frozen=True)
class Filters:
    """What to show of the queue; an empty filter shows everything the actor may see.

    `phase` is one, or "open" for all but the last; `assignee` is "me", "none" or a user name; `due`
    is "overdue" or "soon"; `reach` is "lost" where no message reaches the person; `label` is the id
    of one; `q` is what was typed in the search box (folio, name, telephone, account, address, or a
    whole CURP or RFC).
    """

    tab: str = ""
    phase: str = ""
    state: str = ""
    procedure: str = ""
    area: str = ""
    assignee: str = ""
    source: str = ""
    due: str = ""
    reach: str = ""
    q: str = ""
    outcome: str = ""
    label: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    closed_from: dt.date | None = None
    closed_to: dt.date | None = None
    ordering: str = DEFAULT_ORDERING


FILTERS = tuple(name for name in Filters.__dataclass_fields__ if name != "answers")


def read_filters(given: Mapping[str, Any], offered: Sequence[Filterable] = ()) -> Filters:
    """Filters from a query string; what is not a filter's name is not looked at.

    Args:
        offered: the questions of the procedure chosen; `answer[tipo]` is the filter of one.

    Raises:
        Invalid: each filter whose value it does not take.
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[tuple[str, str]]] = {}
    for name in FILTERS:
        text = str(given.get(name) or "").strip()
        if not text:
            continue
        if name in _CHOICES and text not in _CHOICES[name]:
            errors[name] = [("invalid_choice", _("Elija una de las opciones."))]
        elif len(text) > LONGEST or "\x00" in text:
            errors[name] = [("invalid", _("Escriba menos, y solo letras y números."))]
        elif name == "label" and not (text.isascii() and text.isdigit() and len(text) < 16):
            errors[name] = [("invalid", _("Elija una etiqueta de la lista."))]
        elif name in DATES:
            try:
                values[name] = parse_date(text)
            except ValueError:
                values[name] = None
            if values[name] is None or not OLDEST_YEAR <= values[name].year <= NEWEST_YEAR:
                errors[name] = [("invalid", _("Escriba una fecha como 2026-11-30."))]
        else:
            values[name] = text
    answers, wrong = _read_answers(given, offered)
    errors |= wrong
    if errors:
        raise Invalid(errors)
    return Filters(**values, answers=answers)


def read_what_can_be(
    given: Mapping[str, Any], offered: Sequence[Filterable] = ()
) -> tuple[Filters, Mapping[str, Any]]:
    """The filters that can be read, all but the tab, and what is wrong with the others."""
    named = {name: value for name, value in given.items() if name != "tab"}
    try:
        return read_filters(named, offered), {}
    except Invalid as wrong:
        good = {name: value for name, value in named.items() if name not in wrong.errors}
        return read_filters(good, offered), wrong.errors


def _read_answers(
    given: Mapping[str, Any], offered: Sequence[Filterable]
) -> tuple[tuple[tuple[str, str], ...], dict[str, list[tuple[str, str]]]]:
    """The filters of answers, and what is wrong with them, by the name they came under."""
    by_name = {name: one for one in offered for name in one.names}
    answers: list[tuple[str, str]] = []
    errors: dict[str, list[tuple[str, str]]] = {}
    for name in given:
        text = str(given.get(name) or "").strip()
        if not text or not (name.startswith(ANSWER) and name.endswith("]")):
            continue
        key = name.removeprefix(ANSWER).removesuffix("]")
        if key not in by_name:
            errors[name] = [("unknown", _("Este filtro ya no existe."))]
        elif len(text) > LONGEST or "\x00" in text:
            errors[name] = [("invalid", _("Escriba menos, y solo letras y números."))]
        else:
            try:
                by_name[key].read(text)
                answers.append((key, text))
            except NotAValue as wrong:
                errors[name] = [("invalid", str(wrong))]
    return tuple(sorted(answers)), errors
