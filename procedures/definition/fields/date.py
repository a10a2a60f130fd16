"""A day, ISO in JSON; limits may move with the day of filing (`max: today`)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, FieldType, JsonSchema, Wrong, read_day
from .text import input_attributes

LIMIT: JsonSchema = {
    "type": "string",
    "pattern": r"^(today([+-][0-9]{1,5})?|[0-9]{4}-[0-9]{2}-[0-9]{2})$",
}
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)
MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
).split()


class Date(FieldType):
    name = "date"
    filtered = "day"
    title = gettext_lazy("Fecha")
    kind = "date"
    attributes: ClassVar[Attributes] = {"min": LIMIT, "max": LIMIT}

    def widget(self, field: Field) -> forms.Widget:
        return forms.DateInput(format="%Y-%m-%d", attrs={**input_attributes(field), "type": "date"})

    def from_html(self, field: Field, raw: Any) -> Any:
        # Browsers without a date control send what people write here: 31/12/2026.
        if isinstance(raw, str):
            written = re.fullmatch(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})", raw.strip())
            if written:
                day, month, year = (int(part) for part in written.groups())
                return f"{year:04}-{month:02}-{day:02}"
        return super().from_html(field, raw)

    def limits(self, field: Field, today: datetime.date) -> tuple[datetime.date, datetime.date]:
        """The first and the last day accepted."""
        first = read_day(field.get("min"), today) or FIRST
        last = read_day(field.get("max"), today) or LAST
        return first, last

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        iso = isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
        day = read_day(value, context.facts.today) if iso else None
        if day is None:
            raise Wrong("date", _("Escriba una fecha que exista, por ejemplo 31/12/2026."))
        first, last = self.limits(field, context.facts.today)
        if day < first:
            raise Wrong("min", _("La fecha debe ser el %(day)s o después.") % {"day": words(first)})
        if day > last:
            raise Wrong("max", _("La fecha debe ser el %(day)s o antes.") % {"day": words(last)})
        return day.isoformat()

    def display(self, field: Field, value: Any) -> str:
        return words(datetime.date.fromisoformat(value))

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

    def example(self, field: Field) -> Any:
        today = datetime.date.today()
        first, last = self.limits(field, today)
        return min(max(today, first), last).isoformat()

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        today = datetime.date(2026, 1, 1)
        for name in ("min", "max"):
            if field.get(name) and read_day(field.get(name), today) is None:
                yield name, _("Escriba una fecha (2026-12-31) o «today», «today+10», «today-30».")
        first, last = self.limits(field, today)
        if first > last:
            yield "min", _("El mínimo es mayor que el máximo.")


def words(day: datetime.date) -> str:
    """A day in Spanish words: 5 de mayo de 2026."""
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"


TYPE = Date()
