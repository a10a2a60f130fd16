"""A text between questions; nothing is answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Context, Field, FieldType, JsonSchema, Wrong


class ShownWidget(forms.Widget):
    """Something to read where an input would be; nothing is posted."""

    def __init__(self, template_name: str, text: str = "") -> None:
        self.template_name = template_name
        self.text = text
        super().__init__()

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["text"] = self.text if value in (None, "") else str(value)
        return context


class Info(FieldType):
    name = "info"
    title = gettext_lazy("Texto informativo")
    kind = ""
    stores_answer = False
    typed = False

    def widget(self, field: Field) -> forms.Widget:
        return ShownWidget("fields/info.html", field.help or field.label)

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        raise Wrong("unknown", _("Este formulario no pide ese dato."))

    def schema(self, field: Field) -> JsonSchema:
        return {}

    def example(self, field: Field) -> Any:
        return None


TYPE = Info()
