"""A number with decimals, as text in JSON so that no digit is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, FieldType, JsonSchema, Wrong
from .integer import LARGEST, plain_number
from .text import input_attributes

LIMIT: JsonSchema = {"type": ["number", "string"], "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"}


class DecimalNumber(FieldType):
    name = "decimal"
    filtered = "number"
    title = gettext_lazy("Número con decimales")
    kind = "number"
    attributes: ClassVar[Attributes] = {
        "min": LIMIT,
        "max": LIMIT,
        "decimals": {"type": "integer", "minimum": 0, "maximum": 6},
        "unit": {"type": "string", "maxLength": 20},
    }
    places = 2
    padded = False

    def widget(self, field: Field) -> forms.Widget:
        return forms.TextInput(attrs=input_attributes(field, inputmode="decimal"))

    def limits(self, field: Field) -> tuple[Decimal, Decimal]:
        """The least and the largest value accepted."""
        return Decimal(str(field.get("min", -LARGEST))), Decimal(str(field.get("max", LARGEST)))

    def from_html(self, field: Field, raw: Any) -> Any:
        text = plain_number(raw)
        return text.removeprefix("+") if isinstance(text, str) else text

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        places = int(field.get("decimals", self.places))
        if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,9})?", value):
            raise Wrong("decimal", _("Escriba un número, por ejemplo 120.50."))
        number = Decimal(value)
        if -int(number.as_tuple().exponent) > places and number != round(number, places):
            raise Wrong("decimals", _("Escriba %(n)d decimales como máximo.") % {"n": places})
        least, largest = self.limits(field)
        if number < least:
            raise Wrong("min", _("Escriba %(n)s o más.") % {"n": least})
        if number > largest:
            raise Wrong("max", _("Escriba %(n)s o menos.") % {"n": largest})
        return self.canonical(number, places)

    def canonical(self, number: Decimal, places: int) -> str:
        """The one way this number is written."""
        text = f"{round(number, places):.{places}f}"
        if not self.padded and "." in text:
            text = text.rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text.replace("-0.00", "0.00") if not number else text

    def logic(self, value: Any) -> Any:
        return float(value) if isinstance(value, str) and value else None

    def display(self, field: Field, value: Any) -> str:
        return f"{Decimal(value):,f} {field.get('unit', '')}".strip()

    def schema(self, field: Field) -> JsonSchema:
        places = field.get("decimals", self.places)
        fraction = rf"(\.[0-9]{{1,{places}}})?" if places else ""
        return {"type": "string", "pattern": rf"^-?[0-9]{{1,13}}{fraction}$"}

    def example(self, field: Field) -> Any:
        least, largest = self.limits(field)
        places = int(field.get("decimals", self.places))
        return self.canonical(min(max(Decimal(1), least), largest), places)

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        least, largest = self.limits(field)
        if least > largest:
            yield "min", _("El mínimo es mayor que el máximo.")


TYPE = DecimalNumber()
