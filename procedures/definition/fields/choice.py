"""One of several options: radios up to seven, a list above."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, FieldType, JsonSchema, Wrong
from .text import input_attributes

MOST_RADIOS = 7


class Choice(FieldType):
    name = "choice"
    filtered = "choice"
    title = gettext_lazy("Una opción")
    attributes: ClassVar[Attributes] = {"options": {"$ref": "#/$defs/options"}}
    needs_attributes = ("options",)
    required_message = gettext_lazy("Elija una opción.")

    def widget(self, field: Field) -> forms.Widget:
        choices = [(option.value, option.label) for option in field.options]
        if len(choices) <= MOST_RADIOS:
            return forms.RadioSelect(choices=choices)
        blank = [("", _("Elija una opción"))]
        return forms.Select(choices=blank + choices, attrs=input_attributes(field))

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        if not isinstance(value, str) or value not in {option.value for option in field.options}:
            raise Wrong("choice", _("Elija una de las opciones de la lista."))
        return value

    def display(self, field: Field, value: Any) -> str:
        return label_of(field, value)

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "string", "enum": [option.value for option in field.options]}

    def example(self, field: Field) -> Any:
        return field.options[0].value

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        yield from prove_options(field)


def label_of(field: Field, value: Any) -> str:
    """The label of an option, or the value itself where the option is no longer there."""
    return {option.value: option.label for option in field.options}.get(value, str(value))


def prove_options(field: Field) -> Iterator[tuple[str, str]]:
    """Options are told apart by their value."""
    seen: set[str] = set()
    for position, option in enumerate(field.options):
        if option.value in seen:
            yield (
                f"options[{position}]",
                _("La opción «%(v)s» está repetida.") % {"v": option.value},
            )
        seen.add(option.value)


TYPE = Choice()
