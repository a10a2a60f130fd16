"""A declaration: one box, ticked or not. Required means it must be ticked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Context, Field, FieldType, JsonSchema, Wrong


class Checkbox(FieldType):
    name = "checkbox"
    filtered = "choice"
    title = gettext_lazy("Casilla (declaración)")
    kind = "boolean"
    unanswered = False
    blank = gettext_lazy("No marcó la casilla")
    required_message = gettext_lazy("Marque la casilla para continuar.")

    def widget(self, field: Field) -> forms.Widget:
        return forms.CheckboxInput()

    def empty(self, value: Any) -> bool:
        return value is None or value is False or value == ""

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        if not isinstance(value, bool):
            raise Wrong("boolean", _("Marque la casilla o déjela sin marcar."))
        return value

    def logic(self, value: Any) -> Any:
        # A box nobody ticked is false, so that `== false` means what its author thinks.
        return value is True

    def display(self, field: Field, value: Any) -> str:
        return _("Sí")

    def schema(self, field: Field) -> JsonSchema:
        return {"const": True} if field.required else {"type": "boolean"}

    def example(self, field: Field) -> Any:
        return True


TYPE = Checkbox()
