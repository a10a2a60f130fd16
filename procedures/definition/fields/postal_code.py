"""A Mexican postal code: five digits; outside Oaxaca is only remarked (DOMAIN §9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, FieldType, JsonSchema, Notice, Wrong
from .characters import tidy
from .text import input_attributes


class PostalCode(FieldType):
    name = "postal_code"
    filtered = "text"
    title = gettext_lazy("Código postal")
    attributes: ClassVar[Attributes] = {
        "first": {"type": "string", "pattern": "^[0-9]{5}$"},
        "last": {"type": "string", "pattern": "^[0-9]{5}$"},
    }

    def widget(self, field: Field) -> forms.Widget:
        return forms.TextInput(attrs=input_attributes(field, inputmode="numeric", maxlength=10))

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        return five_digits(value)

    def notices(self, field: Field, value: Any, context: Context) -> Iterator[Notice]:
        if not field.get("first", "68000") <= value <= field.get("last", "71999"):
            yield Notice("postal_code_far", _("Revise el código postal: no es de Oaxaca."))

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "string", "pattern": "^[0-9]{5}$"}

    def example(self, field: Field) -> Any:
        return field.get("first", "68000")


def five_digits(value: Any) -> str | None:
    """A postal code, or None for no text.

    Raises:
        Wrong: it is not five digits.
    """
    text = tidy(value, longest=10)
    if text and not re.fullmatch(r"[0-9]{5}", text):
        raise Wrong("postal_code", _("Escriba los 5 dígitos del código postal."))
    return text or None


TYPE = PostalCode()
