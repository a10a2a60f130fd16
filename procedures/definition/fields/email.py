"""An e-mail address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Context, Field, FieldType, JsonSchema, Wrong
from .characters import tidy
from .text import input_attributes

LONGEST = 254


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

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "string", "format": "email", "maxLength": LONGEST}

    def example(self, field: Field) -> Any:
        return "nombre@ejemplo.mx"


TYPE = Email()
