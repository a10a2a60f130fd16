"""An e-mail address."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Context, Field, FieldType, JsonSchema, Notice, Wrong
from .characters import tidy
from .text import input_attributes

LONGEST = 254
# What people mean when a letter of it is wrong; their own domain is none of our business.
COMMON = ("gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "yahoo.com.mx", "live.com.mx")
RIGHT = frozenset({*COMMON, "ymail.com", "mail.com", "email.com", "live.com", "hotmail.es"})
LIKE = 0.8  # of 1: one letter wrong, missing or swapped in the shortest of them


def mistyped(address: str) -> Iterator[Notice]:
    """A domain that is nearly a common one: a suggestion, never a reason to refuse."""
    name, _at, domain = address.rpartition("@")
    domain = domain.lower()
    near = get_close_matches(domain, COMMON, n=1, cutoff=LIKE)
    if name and near and domain not in RIGHT:
        meant = f"{name}@{near[0]}"
        yield Notice(
            "mistyped", _("Escribió %(a)s. ¿Quiso decir %(b)s?") % {"a": address, "b": meant}
        )


class Email(FieldType):
    name = "email"
    title = gettext_lazy("Correo electrónico")

    def widget(self, field: Field) -> forms.Widget:
        attributes = input_attributes(field, maxlength=LONGEST, spellcheck="false")
        return forms.EmailInput(attrs=attributes)

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        text = tidy(value, longest=LONGEST)
        if not text:
            return None
        try:
            validate_email(text)
        except ValidationError:
            sentence = _("Escriba un correo completo, por ejemplo nombre@ejemplo.mx.")
            raise Wrong("email", sentence) from None
        name, _at, domain = text.rpartition("@")
        return f"{name}@{domain.lower()}"

    def notices(self, field: Field, value: Any, context: Context) -> Iterator[Notice]:
        yield from mistyped(value)

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "string", "format": "email", "maxLength": LONGEST}

    def example(self, field: Field) -> Any:
        return "nombre@ejemplo.mx"


TYPE = Email()
