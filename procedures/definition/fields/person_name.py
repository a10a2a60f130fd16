"""The name of a person, as that person writes it; people have one, two or many names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, Notice, Wrong
from .text import Text


class PersonName(Text):
    name = "person_name"
    filtered = "text"
    title = gettext_lazy("Nombre de una persona")
    attributes: ClassVar[Attributes] = {
        "max_length": {"type": "integer", "minimum": 1, "maximum": 300}
    }
    longest = 150

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        text = super().clean(field, value, context)
        if text is not None and not any(character.isalpha() for character in text):
            raise Wrong("name", _("Escriba el nombre con letras."))
        return text

    def notices(self, field: Field, value: Any, context: Context) -> Iterator[Notice]:
        if any(character.isdigit() for character in value):
            yield Notice("name_digits", _("Revise el nombre: tiene números."))

    def example(self, field: Field) -> Any:
        return "Guadalupe"[: self.limit(field)]


TYPE = PersonName()
