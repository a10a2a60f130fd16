"""What the numbers and keys on people's papers share: upper case, no spaces around, a soft shape.

Not a type of its own. The shape is soft because nobody has confirmed it (DOMAIN §9): a number that
looks odd is accepted with a notice, and the register is asked when the request is filed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from .base import Attributes, Context, Field, FieldType, JsonSchema, Notice
from .characters import tidy
from .text import input_attributes, prove_pattern


class Code(FieldType):
    attributes: ClassVar[Attributes] = {"pattern": {"type": "string", "maxLength": 200}}
    shape = ""
    longest = 40
    sample = ""

    def widget(self, field: Field) -> forms.Widget:
        attributes = input_attributes(
            field, maxlength=self.longest, spellcheck="false", autocapitalize="characters"
        )
        return forms.TextInput(attrs={"autocomplete": "off", **attributes})

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        return tidy(value, longest=self.longest).upper() or None

    def notices(self, field: Field, value: Any, context: Context) -> Iterator[Notice]:
        if not re.fullmatch(field.get("pattern", self.shape), value):
            yield Notice("format", _("Revise el número: no tiene la forma habitual."))

    def schema(self, field: Field) -> JsonSchema:
        return {"type": "string", "maxLength": self.longest}

    def example(self, field: Field) -> Any:
        return self.sample

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        yield from prove_pattern(field)
