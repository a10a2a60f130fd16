"""An hour of the day, HH:MM."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, FieldType, JsonSchema, Wrong
from .text import input_attributes

PATTERN = r"([01][0-9]|2[0-3]):[0-5][0-9]"


class Time(FieldType):
    name = "time"
    title = gettext_lazy("Hora")
    kind = "time"
    attributes: ClassVar[Attributes] = {
        "min": {"type": "string", "pattern": f"^{PATTERN}$"},
        "max": {"type": "string", "pattern": f"^{PATTERN}$"},
    }

    def widget(self, field: Field) -> forms.Widget:
        return forms.TimeInput(format="%H:%M", attrs={**input_attributes(field), "type": "time"})

    def from_html(self, field: Field, raw: Any) -> Any:
        if isinstance(raw, str) and re.fullmatch(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", raw.strip()):
            hour, minute = raw.strip().split(":")[:2]
            return f"{int(hour):02}:{minute}"
        return super().from_html(field, raw)

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        if not isinstance(value, str) or not re.fullmatch(PATTERN, value):
            raise Wrong("time", _("Escriba una hora de 00:00 a 23:59, por ejemplo 09:30."))
        if value < field.get("min", "00:00"):
            raise Wrong(
                "min", _("La hora debe ser %(time)s o después.") % {"time": field.get("min")}
            )
        if value > field.get("max", "23:59"):
            raise Wrong("max", _("La hora debe ser %(time)s o antes.") % {"time": field.get("max")})
        return value

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "string", "pattern": f"^{PATTERN}$"}

    def example(self, field: Field) -> Any:
        return min(max("09:30", field.get("min", "00:00")), field.get("max", "23:59"))


TYPE = Time()
