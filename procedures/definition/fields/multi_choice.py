"""Any number of options, kept in the order of the definition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, FieldType, JsonSchema, Wrong
from .choice import label_of, prove_options


class MultiChoice(FieldType):
    name = "multi_choice"
    filtered = "choice"
    title = gettext_lazy("Varias opciones")
    kind = "list"
    needs_attributes = ("options",)
    attributes: ClassVar[Attributes] = {
        "options": {"$ref": "#/$defs/options"},
        "min": {"type": "integer", "minimum": 0, "maximum": 100},
        "max": {"type": "integer", "minimum": 1, "maximum": 100},
    }
    required_message = gettext_lazy("Elija al menos una opción.")

    def widget(self, field: Field) -> forms.Widget:
        choices = [(option.value, option.label) for option in field.options]
        return forms.CheckboxSelectMultiple(choices=choices)

    def empty(self, value: Any) -> bool:
        return value is None or value == "" or value == []

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        known = [option.value for option in field.options]
        if not isinstance(value, list) or len(value) > len(known):
            raise Wrong("list", _("Elija opciones de la lista, cada una una vez."))
        if any(not isinstance(item, str) or item not in known for item in value):
            raise Wrong("choice", _("Elija opciones de la lista."))
        if len(set(value)) != len(value):
            raise Wrong("repeated", _("Elija cada opción una sola vez."))
        if len(value) < field.get("min", 0):
            raise Wrong("min", _("Elija %(n)d opciones o más.") % {"n": field.get("min")})
        if len(value) > field.get("max", len(known)):
            raise Wrong("max", _("Elija %(n)d opciones como máximo.") % {"n": field.get("max")})
        return [option for option in known if option in value]

    def logic(self, value: Any) -> Any:
        return value or []

    def display(self, field: Field, value: Any) -> str:
        return ", ".join(label_of(field, item) for item in value)

    def schema(self, field: Field) -> JsonSchema:
        schema: JsonSchema = {
            "type": "array",
            "items": {"type": "string", "enum": [option.value for option in field.options]},
            "uniqueItems": True,
        }
        least = max(int(field.get("min", 0)), 1 if field.required else 0)
        if least:
            schema["minItems"] = least
        if field.get("max"):
            schema["maxItems"] = field.get("max")
        return schema

    def example(self, field: Field) -> Any:
        return [option.value for option in field.options][: max(1, field.get("min", 1))]

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        yield from prove_options(field)
        least, most = field.get("min", 0), field.get("max", len(field.options))
        if least > most or least > len(field.options):
            yield "min", _("El mínimo es mayor que lo que se puede elegir.")


TYPE = MultiChoice()
