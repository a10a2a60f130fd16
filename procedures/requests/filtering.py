"""Narrowing a list by what people answered: every question a definition marks `filterable`.

Such answers stand besides in rows with an index (`FilterValue`), because a database cannot look
into a document of answers of any shape, and answers of the day a version changed must be compared
with those of before. What is sensitive is never one of them: publishing proves it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.catalogue.models import ProcedureVersion
from procedures.catalogue.spelling import normal
from procedures.definition.fields.base import Field, Option

from .models import FilterValue, ServiceRequest
from .models.request import ServiceRequestQuerySet
from .models.search import LONGEST_VALUE, begins

YES, NO = "si", "no"
FROM, TO = "from", "to"
RANGES = frozenset({"number", "day"})
LARGEST = 10**15
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2999, 12, 31)

Row = tuple[str, Decimal | None, dt.date | None]


class NotAValue(ValueError):
    """A filter cannot mean this; `str()` is a Spanish sentence."""


@dataclass(frozen=True)
class Filterable:
    """A question of a procedure a list may be narrowed by.

    Attributes:
        kind: the type's `filtered`: choice, text, number or day.
        options: of a choice, those of every version, the newest version's words.
    """

    key: str
    label: str
    kind: str
    options: tuple[Option, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What its filters are called: the key, or a beginning and an end."""
        return (f"{self.key}.{FROM}", f"{self.key}.{TO}") if self.kind in RANGES else (self.key,)

    def read(self, text: str) -> Any:
        """What was typed, as it is compared.

        Raises:
            NotAValue: it is no option, number or day.
        """
        if self.kind == "choice":
            if text not in {option.value for option in self.options}:
                raise NotAValue(_("Elija una de las opciones."))
        elif self.kind == "number":
            return _number(text)
        elif self.kind == "day":
            return _day(text)
        return normal(text)[:LONGEST_VALUE]

    def shown(self, value: FilterValue) -> str:
        """An answer in words, for a column of a list."""
        if self.kind == "choice":
            return {one.value: one.label for one in self.options}.get(value.text, value.text)
        if value.number is not None:
            return f"{value.number:,.2f}".rstrip("0").rstrip(".")
        return value.day.isoformat() if value.day else value.text


def put_down(service_request: ServiceRequest, answers: Mapping[str, Any]) -> None:
    """Keep the answers a request is filtered by, in the transaction that changed them."""
    wanted = {
        (field.key, *row)
        for field in service_request.definition.form.fields
        if field.filterable and not field.holds_sensitive
        for row in _rows(field, answers.get(field.key))
    }
    held = {
        (value.key, value.text, value.number, value.day): value.pk
        for value in service_request.filter_values.all()
    }
    if gone := [pk for row, pk in held.items() if row not in wanted]:
        service_request.filter_values.filter(pk__in=gone).delete()
    FilterValue.objects.bulk_create(
        FilterValue(
            service_request=service_request,
            procedure_id=service_request.procedure_id,
            key=key,
            text=text,
            number=number,
            day=day,
        )
        for key, text, number, day in wanted - held.keys()
    )


def filterables(actor: Actor, procedure: str) -> tuple[Filterable, ...]:
    """The questions a list of one procedure may be narrowed by: those of all its versions, as the
    newest words them; none where the procedure is not the actor's to know. One query.

    Args:
        procedure: its slug; "" where none is chosen, and then there are none.
    """
    if not procedure:
        return ()
    versions = (
        ProcedureVersion.objects.filter(procedure__slug=procedure.replace("\x00", ""))
        .select_related("procedure")
        .defer("document", "source_text", "changes")  # read once for each content, not each time
        .order_by("-number")
    )
    known: dict[str, Filterable] = {}
    for version in versions:
        only = version.procedure.audience
        if only and not {f"role:{role}" for role in actor.roles} & set(only):
            return ()
        for field in version.definition.form.fields:
            if field.filterable and field.type.filtered:
                _join(known, field)
    return tuple(known.values())


def narrow(
    queryset: ServiceRequestQuerySet,
    offered: Sequence[Filterable],
    wanted: Sequence[tuple[str, str]],
) -> ServiceRequestQuerySet:
    """The requests whose answers pass the filters.

    Args:
        offered: from `filterables`.
        wanted: (name, value) pairs: `tipo`, `monto.from`, `fecha.to`; names that are not offered
            are passed over.

    Raises:
        NotAValue: a value its filter does not take.
    """
    by_name = {name: one for one in offered for name in one.names}
    for name, text in wanted:
        if question := by_name.get(name):
            rows = FilterValue.objects.filter(_compared(question, name, text), key=question.key)
            queryset = queryset.filter(pk__in=rows.values("service_request"))
    return queryset


def _compared(question: Filterable, name: str, text: str) -> Q:
    value = question.read(text)
    if question.kind in RANGES:
        return Q(**{f"{question.kind}__{'gte' if name.endswith(FROM) else 'lte'}": value})
    return begins(value, "text") if question.kind == "text" else Q(text=value)


def _join(known: dict[str, Filterable], field: Field) -> None:
    """Add a question, or the options an older version of it had besides."""
    options = field.options
    if field.type.kind == "boolean":
        options = (Option(YES, _("Sí")), Option(NO, _("No")))
    newer = known.get(field.key)
    if newer is None:
        known[field.key] = Filterable(field.key, field.label, field.type.filtered, tuple(options))
    elif newer.kind == field.type.filtered:
        there = {option.value for option in newer.options}
        older = tuple(option for option in options if option.value not in there)
        known[field.key] = replace(newer, options=newer.options + older)


def _rows(field: Field, value: Any) -> Iterator[Row]:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        yield (YES if value else NO, None, None)
    elif isinstance(value, list):
        yield from ((str(one)[:LONGEST_VALUE], None, None) for one in dict.fromkeys(value))
    elif field.type.filtered == "number":
        with suppress(NotAValue):  # what no column holds is not filtered by
            yield ("", _number(str(value)), None)
    elif field.type.filtered == "day":
        yield ("", None, dt.date.fromisoformat(value))
    elif field.type.filtered == "choice":
        yield (str(value)[:LONGEST_VALUE], None, None)
    else:
        yield (normal(str(value))[:LONGEST_VALUE], None, None)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "").replace("$", "").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= LARGEST:
        raise NotAValue(_("Escriba un número, por ejemplo 1250.50."))
    return number.quantize(Decimal("0.000001"))


def _day(text: str) -> dt.date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise NotAValue(_("Escriba una fecha como 2026-11-30."))
    return day
