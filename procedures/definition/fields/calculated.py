"""A value the server computes from other answers: shown, stored, never typed."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from procedures.definition.conditions import evaluate

from .base import Attributes, Context, Field, FieldType, JsonSchema
from .info import ShownWidget


class Calculated(FieldType):
    name = "calculated"
    filtered = "number"
    title = gettext_lazy("Cálculo")
    kind = "number"
    typed = False
    needs_attributes = ("formula",)
    attributes: ClassVar[Attributes] = {
        "formula": {"$ref": "#/$defs/rule"},
        "decimals": {"type": "integer", "minimum": 0, "maximum": 6},
        "unit": {"type": "string", "maxLength": 20},
    }

    def widget(self, field: Field) -> forms.Widget:
        return ShownWidget("fields/calculated.html")

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        result = evaluate(field.get("formula"), context.data)
        if isinstance(result, bool) or not isinstance(result, int | float):
            return None
        if not math.isfinite(result) or abs(result) >= 10**15:
            return None
        rounded = round(float(result), int(field.get("decimals", 2)))
        return int(rounded) if rounded == int(rounded) else rounded

    def to_html(self, field: Field, value: Any) -> Any:
        return self.display(field, value)

    def display(self, field: Field, value: Any) -> str:
        if isinstance(value, int | float):
            places = int(field.get("decimals", 2)) if value != int(value) else 0
            return f"{value:,.{places}f} {field.get('unit', '')}".strip()
        return str(value)

    def schema(self, field: Field) -> JsonSchema:
        return {"type": ["number", "null"]}

    def example(self, field: Field) -> Any:
        return 1


TYPE = Calculated()
