"""Answers of several parts that are asked together: an address, a place.

Not a type of its own. A compound answer is an object in JSON and a fieldset on screen; each part
is posted as `key-part`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from .base import Field, FieldType, SeveralWrong, Wrong


@dataclass(frozen=True)
class Part:
    """One input of a compound answer; `lines` asks for a textarea, `options` for a list."""

    key: str
    label: Any
    longest: int = 200
    required: bool = False
    autocomplete: str = ""
    inputmode: str = ""
    lines: bool = False
    options: tuple[tuple[str, str], ...] = ()


class PartsWidget(forms.Widget):
    """Several inputs under one question.

    The template gets `widget.parts`: key, label, name, id, value, required, autocomplete,
    inputmode, lines, options, maxlength and errors of each.
    """

    use_fieldset = True

    def __init__(self, template_name: str, parts: tuple[Part, ...]) -> None:
        self.template_name = template_name
        self.parts = parts
        self.problems: Mapping[str, list[str]] = {}
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        return {part.key: data.get(f"{name}-{part.key}") for part in self.parts}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{part.key}" in data for part in self.parts)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-{self.parts[0].key}" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        values = value if isinstance(value, Mapping) else {}
        base = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["parts"] = [
            {
                "key": part.key,
                "label": part.label,
                "name": f"{name}-{part.key}",
                "id": f"{base}-{part.key}",
                "value": "" if values.get(part.key) is None else values[part.key],
                "required": part.required,
                "autocomplete": part.autocomplete,
                "inputmode": part.inputmode,
                "lines": part.lines,
                "options": part.options,
                "maxlength": part.longest,
                "errors": self.problems.get(part.key, []),
            }
            for part in self.parts
        ]
        return context


class Compound(FieldType):
    """A type whose answer is an object of parts."""

    kind = "object"

    def from_html(self, field: Field, raw: Any) -> Any:
        typed = {key: text.strip() if isinstance(text, str) else text for key, text in raw.items()}
        typed = {key: text for key, text in typed.items() if text not in ("", None)}
        return typed or None

    def empty(self, value: Any) -> bool:
        if isinstance(value, Mapping):
            return all(part is None or part == "" for part in value.values())
        return super().empty(value)

    def expect_parts(self, value: Any, known: tuple[str, ...], sentence: str) -> dict[str, Any]:
        """The value as an object of known parts.

        Raises:
            Wrong, SeveralWrong: it is something else, or has parts nobody asked for.
        """
        if not isinstance(value, Mapping):
            raise Wrong("object", sentence)
        strangers = [str(key)[:40] for key in value if key not in known]
        if strangers:
            raise SeveralWrong([Wrong("unknown", sentence, key) for key in strangers])
        return {key: part for key, part in value.items() if part is not None}
