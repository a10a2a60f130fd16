"""A Mexican telephone: ten national digits, however they were written (DOMAIN §9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Context, Field, FieldType, JsonSchema, Notice, Wrong
from .characters import tidy
from .text import input_attributes

# What was once dialled before the ten digits; longest first, and only where more than ten remain.
PREFIXES = ("521", "044", "045", "52", "01")
LONGEST = 30


class Phone(FieldType):
    name = "phone"
    title = gettext_lazy("Teléfono de México")

    def widget(self, field: Field) -> forms.Widget:
        attributes = input_attributes(field, maxlength=LONGEST, inputmode="tel")
        return forms.TextInput(attrs={**attributes, "type": "tel"})

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        text = tidy(value, longest=LONGEST)
        if not text:
            return None
        digits = national_digits(text)
        if digits is None:
            raise Wrong(
                "phone", _("Escriba los 10 dígitos del teléfono, por ejemplo 951 501 5930.")
            )
        return digits

    def notices(self, field: Field, value: Any, context: Context) -> Iterator[Notice]:
        number = phonenumbers.PhoneNumber(country_code=52, national_number=int(value))
        if len(str(int(value))) != 10 or not phonenumbers.is_possible_number(number):
            yield Notice("phone_unlikely", _("Revise el teléfono: no parece ser de México."))

    def display(self, field: Field, value: Any) -> str:
        text = str(value)
        return f"{text[:3]} {text[3:6]} {text[6:]}"

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "string", "maxLength": LONGEST, "pattern": r"^[+0-9 ().\-]+$"}

    def example(self, field: Field) -> Any:
        return "9515015930"


def national_digits(text: str) -> str | None:
    """The ten digits of a Mexican number, or None when there are not ten."""
    if not re.fullmatch(r"\+?[0-9 ().\-\u2010-\u2015\u00a0]+", text):
        return None
    digits = "".join(character for character in text if character in "0123456789")
    for prefix in PREFIXES:
        if len(digits) == 10 + len(prefix) and digits.startswith(prefix):
            digits = digits.removeprefix(prefix)
            break
    return digits if len(digits) == 10 else None


TYPE = Phone()
