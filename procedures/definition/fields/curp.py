"""The population registry key (CURP), by the rules of DOMAIN §9.

The form is hard. The check digit is hard too, but staff who see the paper may override it. Sex X
is never refused: whether the registry issues it was not verified, so it is only remarked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Context, Field, FieldType, JsonSchema, Notice, Wrong
from .characters import tidy
from .text import input_attributes

PATTERN = r"[A-Z]{4}[0-9]{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z][0-9]"
STATES = frozenset(
    "AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QR QT SL SP SR TC TL TS VZ"
    " YN ZS".split()
)
ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"


class Curp(FieldType):
    name = "curp"
    title = gettext_lazy("CURP")

    def widget(self, field: Field) -> forms.Widget:
        attributes = input_attributes(
            field, maxlength=24, spellcheck="false", autocapitalize="characters"
        )
        return forms.TextInput(attrs={"autocomplete": "off", **attributes})

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        text = re.sub(r"[\s_-]", "", tidy(value, longest=24)).upper()
        if not text:
            return None
        if not re.fullmatch(PATTERN, text) or text[11:13] not in STATES or _born(text) is None:
            raise Wrong("curp", _("Revise la CURP: son 18 letras y números, como en su acta."))
        if text[-1] != check_digit(text) and not context.facts.staff:
            raise Wrong("curp_digit", _("Revise la CURP: el último dígito no corresponde."))
        return text

    def notices(self, field: Field, value: Any, context: Context) -> Iterator[Notice]:
        if value[-1] != check_digit(value):
            yield Notice("curp_digit", _("El último dígito de la CURP no corresponde; coteje."))
        if value[10] == "X":
            yield Notice("curp_sex", _("La CURP dice X en el sexo; coteje con el documento."))

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "string", "pattern": f"^{PATTERN}$"}

    def example(self, field: Field) -> Any:
        return "BOXW310820HNERXN09"


def check_digit(curp: str) -> str:
    """The last digit its first 17 characters ask for."""
    total = sum(ALPHABET.index(letter) * (18 - place) for place, letter in enumerate(curp[:17]))
    return str((10 - total % 10) % 10)


def _born(curp: str) -> date | None:
    """The birth date; a digit in place 17 means the last century."""
    century = 1900 if curp[16].isdigit() else 2000
    try:
        return date(century + int(curp[4:6]), int(curp[6:8]), int(curp[8:10]))
    except ValueError:
        return None


TYPE = Curp()
