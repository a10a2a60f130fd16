"""A line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, FieldType, JsonSchema, Wrong
from .characters import tidy


class Text(FieldType):
    name = "text"
    filtered = "text"
    title = gettext_lazy("Texto de una línea")
    attributes: ClassVar[Attributes] = {
        "min_length": {"type": "integer", "minimum": 1, "maximum": 10_000},
        "max_length": {"type": "integer", "minimum": 1, "maximum": 10_000},
        "pattern": {"type": "string", "maxLength": 200},
    }
    longest = 200
    lines = False

    def widget(self, field: Field) -> forms.Widget:
        return forms.TextInput(attrs=input_attributes(field, maxlength=self.limit(field)))

    def limit(self, field: Field) -> int:
        """The most characters an answer may have."""
        return int(field.get("max_length", self.longest))

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        text = tidy(value, longest=self.limit(field), lines=self.lines)
        if not text:
            return None
        least = field.get("min_length", 0)
        if len(text) < least:
            raise Wrong("min_length", _("Escriba %(n)d caracteres o más.") % {"n": least})
        pattern = field.get("pattern")
        if pattern and not re.fullmatch(pattern, text):
            raise Wrong("pattern", _("Revise el formato."))
        return text

    def schema(self, field: Field) -> JsonSchema:
        schema: JsonSchema = {"type": "string", "maxLength": self.limit(field)}
        if field.get("min_length"):
            schema["minLength"] = field.get("min_length")
        if field.get("pattern"):
            schema["pattern"] = f"^(?:{field.get('pattern')})$"
        return schema

    def example(self, field: Field) -> Any:
        least = field.get("min_length", 1)
        return (
            ("Ejemplo " * (least // 8 + 1))
            .ljust(least, "a")[: self.limit(field)]
            .strip()
            .ljust(least, "a")
        )

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        if field.get("min_length", 0) > self.limit(field):
            yield "min_length", _("El mínimo es mayor que el máximo.")
        yield from prove_pattern(field)


def input_attributes(field: Field, **more: Any) -> dict[str, Any]:
    """HTML attributes of an input: the autocomplete token and what the type adds."""
    attributes = {"autocomplete": field.autocomplete, **more}
    return {name: value for name, value in attributes.items() if value not in ("", None)}


def prove_pattern(field: Field) -> Iterator[tuple[str, str]]:
    """A `pattern` must be a regular expression."""
    try:
        re.compile(field.get("pattern", ""))
    except (re.error, RecursionError, OverflowError):
        yield "pattern", _("No es una expresión regular.")


TYPE = Text()
