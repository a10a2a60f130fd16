"""Rows of the same questions, such as the people of a committee. Works without JavaScript.

The page shows the rows there are and one to fill in; a submit button adds another, another takes
a row out. Inputs are posted as `key-0-question`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.definition.assessment import assess, in_order_of_dependence

from .base import Attributes, Context, Field, FieldType, JsonSchema, SeveralWrong, Wrong

MOST = 50


class GroupWidget(forms.Widget):
    """The rows of a group.

    The template gets `widget.rows` (index, fields, remove_name, and for each field: key, label,
    help, name, id, html, required, use_fieldset, errors), `widget.add_name` and `widget.can_add`.
    """

    template_name = "fields/group.html"
    use_fieldset = True

    def __init__(self, field: Field) -> None:
        self.field = field
        self.problems: Mapping[str, list[str]] = {}
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        rows = []
        for index in range(MOST + 1):
            if f"{name}-remove-{index}" in data or not self._posted(data, f"{name}-{index}-"):
                continue
            rows.append(
                {
                    item.key: item.type.from_html(
                        item,
                        item.type.widget(item).value_from_datadict(
                            data, files, f"{name}-{index}-{item.key}"
                        ),
                    )
                    for item in self.field.fields
                }
            )
        return [row for row in rows if not _blank(self.field, row)]

    def _posted(self, data: Any, prefix: str) -> bool:
        return any(str(name).startswith(prefix) for name in data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = [row for row in value if isinstance(row, Mapping)] if value else []
        most = int(self.field.get("max", 10))
        shown = [*rows, {}] if len(rows) < most else rows
        context["widget"].update(
            rows=[self._row(name, index, row) for index, row in enumerate(shown)],
            add_name=f"{name}-add",
            can_add=len(rows) < most,
        )
        return context

    def _row(self, name: str, index: int, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "index": index,
            "number": index + 1,
            "remove_name": f"{name}-remove-{index}",
            "fields": [self._input(name, index, item, row) for item in self.field.fields],
        }

    def _input(self, name: str, index: int, item: Field, row: Mapping[str, Any]) -> dict[str, Any]:
        own = f"{name}-{index}-{item.key}"
        widget = item.type.widget(item)
        value = row.get(item.key)
        shown = item.type.to_html(item, value) if not item.type.empty(value) else None
        inner = f"{index}.{item.key}"
        attributes = {"id": f"id_{own}"}
        if inner in self.problems:
            attributes |= {"aria-invalid": "true", "aria-describedby": f"id_{own}_error"}
        if hasattr(widget, "problems"):
            widget.problems = {
                path.removeprefix(f"{inner}."): messages
                for path, messages in self.problems.items()
                if path.startswith(f"{inner}.")
            }
        return {
            "key": item.key,
            "label": item.label,
            "help": item.help,
            "name": own,
            "id": f"id_{own}",
            "html": lambda: widget.render(own, shown, attributes),
            "required": item.required,
            "use_fieldset": getattr(widget, "use_fieldset", False),
            "is_checkbox": isinstance(widget, forms.CheckboxInput),
            "errors": self.problems.get(inner, []),
        }


class Group(FieldType):
    name = "group"
    title = gettext_lazy("Grupo que se repite")
    kind = "list"
    needs_attributes = ("fields",)
    attributes: ClassVar[Attributes] = {
        "fields": {"$ref": "#/$defs/fields"},
        "min": {"type": "integer", "minimum": 0, "maximum": MOST},
        "max": {"type": "integer", "minimum": 1, "maximum": MOST},
    }
    required_message = gettext_lazy("Llene al menos un renglón.")

    def widget(self, field: Field) -> forms.Widget:
        return GroupWidget(field)

    def row_buttons(self, field: Field, name: str, data: Mapping[str, Any]) -> Iterator[str]:
        yield f"{name}-add"
        yield from (f"{name}-remove-{index}" for index in range(MOST + 1))

    def empty(self, value: Any) -> bool:
        return value is None or value == "" or value == []

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        if not isinstance(value, list) or any(not isinstance(row, Mapping) for row in value):
            raise Wrong("list", _("Mande una lista de renglones."))
        least, most = int(field.get("min", 0)), int(field.get("max", 10))
        rows = [row for row in value if not _blank(field, row)] if len(value) <= MOST else value
        if len(rows) > most:
            raise Wrong("max", _("Llene %(n)d renglones como máximo.") % {"n": most})
        if rows and len(rows) < least and not context.allow_missing:
            raise Wrong("min", _("Llene %(n)d renglones o más.") % {"n": least})
        cleaned: list[dict[str, Any]] = []
        wrongs: list[Wrong] = []
        for index, row in enumerate(rows):
            cleaned.append(self._clean_row(field, index, row, context, wrongs))
        if wrongs:
            raise SeveralWrong(wrongs)
        return cleaned

    def _clean_row(
        self,
        field: Field,
        index: int,
        row: Mapping[str, Any],
        context: Context,
        wrongs: list[Wrong],
    ) -> dict[str, Any]:
        known = {item.key for item in field.fields}
        for key in row:
            if key not in known:
                path = f"{index}.{str(key)[:40]}"
                wrongs.append(Wrong("unknown", _("Este formulario no pide ese dato."), path))
        found = assess(
            in_order_of_dependence(field.fields),
            row,
            facts=context.facts,
            background=context.data,
            allow_missing=context.allow_missing,
        )
        for path, findings in found.errors.items():
            wrongs.extend(Wrong(code, message, f"{index}.{path}") for code, message in findings)
        return {
            item.key: found.values[item.key] for item in field.fields if item.key in found.values
        }

    def logic(self, value: Any) -> Any:
        return value or []

    def display(self, field: Field, value: Any) -> str:
        lines = []
        for row in value:
            told = [(item.label, item.display(row.get(item.key))) for item in field.fields]
            lines.append("; ".join(f"{label}: {text}" for label, text in told if text))
        return "\n".join(lines)

    def mask(self, field: Field, value: Any) -> Any:
        inner = {item.key: item for item in field.fields}
        return [
            {key: inner[key].mask(part) if key in inner else part for key, part in row.items()}
            for row in value
        ]

    def schema(self, field: Field) -> JsonSchema:
        least = max(int(field.get("min", 0)), 1 if field.required else 0)
        return {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    item.key: {
                        **item.type.schema(item),
                        "title": item.label,
                        "x-type": item.type.name,
                        **({"x-if": item.condition} if item.condition is not None else {}),
                    }
                    for item in field.fields
                },
                "required": [
                    item.key for item in field.fields if item.required and item.condition is None
                ],
                "additionalProperties": False,
                "x-order": [item.key for item in field.fields],
            },
            "minItems": least,
            "maxItems": int(field.get("max", 10)),
        }

    def example(self, field: Field) -> Any:
        row = {item.key: item.type.example(item) for item in field.fields if item.condition is None}
        return [row] * max(1, int(field.get("min", 1)))

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        if int(field.get("min", 0)) > int(field.get("max", 10)):
            yield "min", _("El mínimo es mayor que el máximo.")
        for index, item in enumerate(field.fields):
            if item.type.name in ("group", "file", "calculated", "info"):
                sentence = _("Un grupo no puede tener preguntas de tipo «%(type)s».")
                yield f"fields[{index}].type", sentence % {"type": item.type.name}
            for path, sentence in item.type.prove(item):
                yield f"fields[{index}].{path}", sentence


def _blank(field: Field, row: Mapping[str, Any]) -> bool:
    """A row nobody filled in."""
    known = {item.key: item for item in field.fields}
    return all(key in known and known[key].type.empty(value) for key, value in row.items())


TYPE = Group()
