"""A Mexican address as people give it; with `options`, the municipality is chosen from a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, JsonSchema, SeveralWrong, Wrong
from .characters import tidy
from .choice import label_of
from .compound import Compound, Part, PartsWidget
from .postal_code import five_digits

PARTS = (
    Part("street", gettext_lazy("Calle"), required=True, autocomplete="address-line1"),
    Part("exterior", gettext_lazy("Número exterior (o S/N)"), 30, required=True),
    Part("interior", gettext_lazy("Número interior (si tiene)"), 30),
    Part("neighbourhood", gettext_lazy("Colonia, barrio o agencia"), required=True),
    Part("municipality", gettext_lazy("Municipio"), 120, required=True),
    Part("postal_code", gettext_lazy("Código postal"), 10, required=True, inputmode="numeric"),
    Part("between", gettext_lazy("Entre qué calles (si las sabe)")),
    Part("references", gettext_lazy("Referencias para llegar"), 500, lines=True),
)
MISSING = {
    "street": gettext_lazy("Escriba la calle."),
    "exterior": gettext_lazy("Escriba el número exterior, o S/N si no tiene."),
    "neighbourhood": gettext_lazy("Escriba la colonia, el barrio o la agencia."),
    "municipality": gettext_lazy("Escriba o elija el municipio."),
    "postal_code": gettext_lazy("Escriba el código postal."),
}
KEYS = tuple(part.key for part in PARTS)


class Address(Compound):
    name = "address"
    title = gettext_lazy("Domicilio")
    attributes: ClassVar[Attributes] = {
        "options": {"$ref": "#/$defs/options"},
        "optional_parts": {
            "type": "array",
            "items": {"enum": list(KEYS)},
            "uniqueItems": True,
        },
    }
    parts: ClassVar[Mapping[str, str]] = {part.key: "string" for part in PARTS}

    def widget(self, field: Field) -> forms.Widget:
        options = tuple((option.value, option.label) for option in field.options)
        asked = tuple(
            Part(
                part.key,
                part.label,
                part.longest,
                self.needs(field, part),
                part.autocomplete,
                part.inputmode,
                part.lines,
                options if part.key == "municipality" else (),
            )
            for part in PARTS
        )
        return PartsWidget("fields/address.html", asked)

    def needs(self, field: Field, part: Part) -> bool:
        """Must this part be given where an address is given at all?"""
        return part.required and part.key not in field.get("optional_parts", ())

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        given = self.expect_parts(value, KEYS, _("Escriba el domicilio por partes."))
        cleaned: dict[str, str] = {}
        wrongs: list[Wrong] = []
        for part in PARTS:
            try:
                text = self._clean_part(field, part, given.get(part.key, ""))
            except Wrong as wrong:
                wrongs.append(Wrong(wrong.code, wrong.message, part.key))
                continue
            if text:
                cleaned[part.key] = text
            elif self.needs(field, part) and not context.allow_missing:
                wrongs.append(Wrong("required", str(MISSING[part.key]), part.key))
        if wrongs:
            raise SeveralWrong(wrongs)
        return cleaned or None

    def _clean_part(self, field: Field, part: Part, value: Any) -> str:
        if part.key == "postal_code":
            return five_digits(value) or ""
        text = tidy(value, longest=part.longest, lines=part.lines)
        if part.key == "municipality" and field.options and text:
            if text not in {option.value for option in field.options}:
                raise Wrong("choice", _("Elija el municipio de la lista."))
        return text

    def display(self, field: Field, value: Any) -> str:
        inside = f" int. {value['interior']}" if value.get("interior") else ""
        first = f"{value.get('street', '')} {value.get('exterior', '')}{inside}".strip()
        pieces = [
            first,
            value.get("neighbourhood", ""),
            label_of(field, value.get("municipality", "")),
            f"C.P. {value['postal_code']}" if value.get("postal_code") else "",
            f"entre {value['between']}" if value.get("between") else "",
            value.get("references", ""),
        ]
        return ", ".join(piece for piece in pieces if piece)

    def schema(self, field: Field) -> JsonSchema:
        properties: JsonSchema = {
            part.key: {"type": "string", "maxLength": part.longest, "title": str(part.label)}
            for part in PARTS
        }
        properties["postal_code"]["pattern"] = "^[0-9]{5}$"
        if field.options:
            properties["municipality"]["enum"] = [option.value for option in field.options]
        needed = [part.key for part in PARTS if self.needs(field, part)]
        return {
            "type": "object",
            "properties": properties,
            "required": needed,
            "additionalProperties": False,
        }

    def example(self, field: Field) -> Any:
        return {
            "street": "Manuel Sabino Crespo",
            "exterior": "509",
            "neighbourhood": "Centro",
            "municipality": field.options[0].value if field.options else "Oaxaca de Juárez",
            "postal_code": "68000",
        }


TYPE = Address()
