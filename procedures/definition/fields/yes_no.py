"""Yes or no, asked with two radios so that not answering is not a no."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Context, Field, FieldType, JsonSchema, Wrong

_WORDS = {"si": True, "no": False}


class YesNo(FieldType):
    name = "yes_no"
    filtered = "choice"
    title = gettext_lazy("Sí o no")
    kind = "boolean"
    required_message = gettext_lazy("Elija sí o no.")

    def widget(self, field: Field) -> forms.Widget:
        return forms.RadioSelect(choices=[("si", _("Sí")), ("no", _("No"))])

    def from_html(self, field: Field, raw: Any) -> Any:
        return _WORDS.get(raw, raw or None) if isinstance(raw, str) else raw

    def to_html(self, field: Field, value: Any) -> Any:
        if isinstance(value, bool):
            return "si" if value else "no"
        return value

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        if not isinstance(value, bool):
            raise Wrong("boolean", _("Elija sí o no."))
        return value

    def display(self, field: Field, value: Any) -> str:
        return _("Sí") if value else _("No")

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "boolean"}

    def example(self, field: Field) -> Any:
        return True


TYPE = YesNo()
