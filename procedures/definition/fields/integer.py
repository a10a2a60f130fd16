"""A whole number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, FieldType, JsonSchema, Wrong
from .text import input_attributes

LARGEST = 10**12


class Integer(FieldType):
    name = "integer"
    filtered = "number"
    title = gettext_lazy("Número entero")
    kind = "number"
    attributes: ClassVar[Attributes] = {
        "min": {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
        "max": {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
        "unit": {"type": "string", "maxLength": 20},
    }

    def widget(self, field: Field) -> forms.Widget:
        # A text input with a numeric keyboard: spinners change values when a page is scrolled.
        return forms.TextInput(attrs=input_attributes(field, inputmode="numeric"))

    def limits(self, field: Field) -> tuple[int, int]:
        """The least and the largest value accepted."""
        return int(field.get("min", -LARGEST)), int(field.get("max", LARGEST))

    def from_html(self, field: Field, raw: Any) -> Any:
        text = plain_number(raw)
        if isinstance(text, str) and re.fullmatch(r"[+-]?[0-9]{1,15}", text):
            return int(text)
        return text

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong("integer", _("Escriba un número entero, sin letras ni decimales."))
        least, largest = self.limits(field)
        if value < least:
            raise Wrong("min", _("Escriba %(n)s o más.") % {"n": least})
        if value > largest:
            raise Wrong("max", _("Escriba %(n)s o menos.") % {"n": largest})
        return value

    def display(self, field: Field, value: Any) -> str:
        unit = field.get("unit", "")
        return f"{value:,} {unit}".strip()

    def schema(self, field: Field) -> JsonSchema:
        least, largest = self.limits(field)
        return {"type": "integer", "minimum": least, "maximum": largest}

    def example(self, field: Field) -> Any:
        least, largest = self.limits(field)
        return min(max(1, least), largest)

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        least, largest = self.limits(field)
        if least > largest:
            yield "min", _("El mínimo es mayor que el máximo.")


def plain_number(raw: Any) -> Any:
    """A typed number without thousands separators, spaces or a peso sign; None for nothing."""
    if not isinstance(raw, str):
        return raw
    text = raw.strip().replace("$", "").replace("\u00a0", "").replace(" ", "")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
        text = text.replace(",", "")
    return text or (raw.strip() or None)


TYPE = Integer()
