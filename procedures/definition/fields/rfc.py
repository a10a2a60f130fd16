"""The tax key (RFC): form and date are hard, the check digit is only remarked (DOMAIN §9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.mx import rfc as stdnum_rfc

from .base import Attributes, Context, Field, FieldType, JsonSchema, Notice, Wrong
from .characters import tidy
from .text import input_attributes

PATTERN = r"[A-ZÑ&]{3,4}[0-9]{6}[0-9A-Z]{3}"
GENERIC = ("XAXX010101000", "XEXX010101000")


class Rfc(FieldType):
    name = "rfc"
    title = gettext_lazy("RFC")
    attributes: ClassVar[Attributes] = {"person": {"enum": ["fisica", "moral"]}}

    def widget(self, field: Field) -> forms.Widget:
        attributes = input_attributes(
            field, maxlength=20, spellcheck="false", autocapitalize="characters"
        )
        return forms.TextInput(attrs={"autocomplete": "off", **attributes})

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        text = re.sub(r"[\s_-]", "", tidy(value, longest=20)).upper()
        if not text:
            return None
        if not re.fullmatch(PATTERN, text) or not _dated(text):
            raise Wrong("rfc", _("Revise el RFC: 13 caracteres de una persona, 12 de una empresa."))
        wanted = {"fisica": 13, "moral": 12}.get(field.get("person", ""))
        if wanted and len(text) != wanted:
            raise Wrong("rfc_length", _("El RFC debe tener %(n)d caracteres.") % {"n": wanted})
        return text

    def notices(self, field: Field, value: Any, context: Context) -> Iterator[Notice]:
        if value not in GENERIC and stdnum_rfc.calc_check_digit(value[:-1]) != value[-1]:
            yield Notice("rfc_digit", _("El último carácter del RFC no corresponde; revíselo."))

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "string", "pattern": f"^{PATTERN}$"}

    def example(self, field: Field) -> Any:
        return "MAB9307148T4" if field.get("person") == "moral" else "GODE561231GR8"


def _dated(text: str) -> bool:
    """The six digits are a day; the century is not said, and 2000 has every leap day."""
    year, month, day = (int(text[-9:-3][place : place + 2]) for place in (0, 2, 4))
    try:
        date(2000 + year, month, day)
    except ValueError:
        return (month, day) == (2, 29) and year % 4 == 0
    return True


TYPE = Rfc()
