"""Several lines of text."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from .base import Attributes, Field
from .text import Text, input_attributes


class Textarea(Text):
    name = "textarea"
    filtered = ""
    title = gettext_lazy("Texto de varias líneas")
    attributes: ClassVar[Attributes] = {
        **Text.attributes,
        "rows": {"type": "integer", "minimum": 2, "maximum": 30},
    }
    longest = 4000
    lines = True

    def widget(self, field: Field) -> forms.Widget:
        rows = field.get("rows", 5)
        limit = self.limit(field)
        return forms.Textarea(attrs=input_attributes(field, rows=rows, cols=None, maxlength=limit))


TYPE = Textarea()
