"""A place: a point on a map, words to find it, or both. Works without a map."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Context, Field, JsonSchema, Notice, SeveralWrong, Wrong
from .characters import tidy
from .compound import Compound, Part, PartsWidget

REFERENCES = 500
LIMITS = {"lat": 90.0, "lng": 180.0}
PARTS = (
    Part("references", gettext_lazy("Referencias para llegar"), REFERENCES, lines=True),
    Part("lat", gettext_lazy("Latitud"), 24, inputmode="decimal"),
    Part("lng", gettext_lazy("Longitud"), 24, inputmode="decimal"),
)


class Location(Compound):
    name = "location"
    title = gettext_lazy("Ubicación")
    parts: ClassVar[Mapping[str, str]] = {"lat": "number", "lng": "number", "references": "string"}
    required_message = gettext_lazy("Escriba cómo llegar, o señale el punto en el mapa.")

    def widget(self, field: Field) -> forms.Widget:
        return PartsWidget("fields/location.html", PARTS)

    def from_html(self, field: Field, raw: Any) -> Any:
        typed = super().from_html(field, raw)
        for key in LIMITS:
            text = typed.get(key) if typed else None
            if isinstance(text, str) and re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{0,15})?", text):
                typed[key] = float(text)
        return typed

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        sentence = _("Escriba las referencias, o dé latitud y longitud.")
        given = self.expect_parts(value, ("lat", "lng", "references"), sentence)
        cleaned: dict[str, Any] = {}
        wrongs: list[Wrong] = []
        for key, limit in LIMITS.items():
            number = given.get(key)
            if number in (None, ""):
                continue
            if isinstance(number, bool) or not isinstance(number, int | float):
                wrongs.append(Wrong("coordinate", _("Escriba la coordenada con números."), key))
            elif not math.isfinite(number) or abs(number) > limit:
                wrongs.append(Wrong("coordinate", _("Esa coordenada no existe."), key))
            else:
                cleaned[key] = round(float(number), 6)
        if len(cleaned) == 1 and not wrongs:
            wrongs.append(Wrong("coordinate", _("Dé las dos: latitud y longitud.")))
        try:
            words = tidy(given.get("references", ""), longest=REFERENCES, lines=True)
        except Wrong as wrong:
            wrongs.append(Wrong(wrong.code, wrong.message, "references"))
            words = ""
        if wrongs:
            raise SeveralWrong(wrongs)
        return {**cleaned, "references": words} if cleaned or words else None

    def notices(self, field: Field, value: Any, context: Context) -> Iterator[Notice]:
        if "lat" in value and not (14 <= value["lat"] <= 33 and -119 <= value["lng"] <= -86):
            yield Notice("location_far", _("Revise el punto: no está en México."))

    def display(self, field: Field, value: Any) -> str:
        point = f"{value['lat']:.6f}, {value['lng']:.6f}" if "lat" in value else ""
        return " — ".join(text for text in (value.get("references", ""), point) if text)

    def schema(self, field: Field) -> JsonSchema:
        schema: JsonSchema = {
            "type": "object",
            "properties": {
                "lat": {"type": "number", "minimum": -90, "maximum": 90},
                "lng": {"type": "number", "minimum": -180, "maximum": 180},
                "references": {"type": "string", "maxLength": REFERENCES},
            },
            "dependentRequired": {"lat": ["lng"], "lng": ["lat"]},
            "additionalProperties": False,
        }
        if field.required:
            schema["anyOf"] = [{"required": ["lat"]}, {"required": ["references"]}]
        return schema

    def example(self, field: Field) -> Any:
        return {"lat": 17.0606, "lng": -96.7253, "references": "Portón verde, frente al parque"}


TYPE = Location()
