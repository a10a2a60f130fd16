"""Rows of the same questions, such as the people of a committee; each may hand in its papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.definition.assessment import assess, in_order_of_dependence

from .base import Attributes, Context, Field, FieldType, JsonSchema, Notice, SeveralWrong, Wrong
from .group_widget import MOST, GroupWidget
from .rows import ROW, ROW_PATTERN, PaperKey, is_blank, is_row_name, row_names


class Group(FieldType):
    name = "group"
    title = gettext_lazy("Grupo que se repite")
    kind = "list"
    needs_attributes = ("fields",)
    attributes: ClassVar[Attributes] = {
        "fields": {"$ref": "#/$defs/fields"},
        "min": {"type": "integer", "minimum": 0, "maximum": MOST},
        "max": {"type": "integer", "minimum": 1, "maximum": MOST},
        "row_label": {"type": "string"},
        "add_label": {"type": "string"},
        "only_one": {"type": "string"},
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
        names = row_names(value)
        rows = [
            (name, row)
            for name, row in zip(names, value, strict=True)
            if len(value) > MOST or not is_blank(field, row, name, context.documents)
        ]
        if len(rows) > most:
            raise Wrong("max", _("Llene %(n)d renglones como máximo.") % {"n": most})
        if rows and len(rows) < least and not context.allow_missing:
            raise Wrong("min", _("Llene %(n)d renglones o más.") % {"n": least})
        cleaned: list[dict[str, Any]] = []
        wrongs = list(_wrong_names([name for name, _row in rows])) if field.holds_files else []
        for index, (name, row) in enumerate(rows):
            cleaned.append(self._clean_row(field, index, name, row, context, wrongs))
        wrongs.extend(_marked_twice(field, cleaned))
        if wrongs:
            raise SeveralWrong(wrongs)
        return cleaned

    def _clean_row(
        self,
        field: Field,
        index: int,
        name: str,
        row: Mapping[str, Any],
        context: Context,
        wrongs: list[Wrong],
    ) -> dict[str, Any]:
        known = {item.key: item for item in field.fields}
        own = {key: value for key, value in row.items() if not (field.holds_files and key == ROW)}
        for key in own:
            path = f"{index}.{str(key)[:40]}"
            if key not in known:
                wrongs.append(Wrong("unknown", _("Este formulario no pide ese dato."), path))
            elif known[key].is_file:
                sentence = _("El archivo se manda aparte, en los documentos.")
                wrongs.append(Wrong("document", sentence, path))
        found = assess(
            in_order_of_dependence(field.fields),
            own,
            facts=context.facts,
            background=context.data,
            documents={
                item.key: context.documents.get(str(PaperKey(field.key, name, item.key)), 0)
                for item in field.fields
                if item.is_file
            },
            allow_missing=context.allow_missing,
        )
        for path, findings in found.errors.items():
            wrongs.extend(Wrong(code, message, f"{index}.{path}") for code, message in findings)
        values = {
            item.key: found.values[item.key] for item in field.fields if item.key in found.values
        }
        return {ROW: name, **values} if field.holds_files else values

    def asked(self, field: Field, row: Mapping[str, Any], context: Context) -> set[str]:
        """Keys of the questions asked in a row, given what is answered in it so far."""
        found = assess(
            in_order_of_dependence(field.fields),
            row,
            facts=context.facts,
            background=context.data,
            allow_missing=True,
        )
        return found.visible

    def notices(self, field: Field, value: Any, context: Context) -> Iterator[Notice]:
        for row in value:
            for item in field.fields:
                if row.get(item.key) is not None:
                    yield from item.type.notices(item, row[item.key], context)

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

    def open_part(self, field: Field, value: Any) -> Any:
        """The rows without their sensitive answers; with their `id`, what was kept back returns."""
        secret = {item.key for item in field.fields if item.holds_sensitive}
        return [{key: part for key, part in row.items() if key not in secret} for row in value]

    def schema(self, field: Field) -> JsonSchema:
        least = max(int(field.get("min", 0)), 1 if field.required else 0)
        return {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    **(_row_name_schema() if field.holds_files else {}),
                    **{item.key: _inner_schema(field, item) for item in field.fields},
                },
                "required": [
                    item.key
                    for item in field.fields
                    if item.required and item.stores_answer and item.condition is None
                ],
                "additionalProperties": False,
                "x-order": [item.key for item in field.fields],
            },
            "minItems": least,
            "maxItems": int(field.get("max", 10)),
        }

    def example(self, field: Field) -> Any:
        row = {
            item.key: item.type.example(item)
            for item in field.fields
            if item.condition is None and item.stores_answer
        }
        return [row] * max(1, int(field.get("min", 1)))

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        if int(field.get("min", 0)) > int(field.get("max", 10)):
            yield "min", _("El mínimo es mayor que el máximo.")
        boxes = {item.key for item in field.fields if item.type.name == "checkbox"}
        if field.get("only_one") not in {None, *boxes}:
            yield "only_one", _("Debe nombrar una casilla de los renglones.")
        for index, item in enumerate(field.fields):
            if item.type.name in ("group", "calculated", "info"):
                sentence = _("Un grupo no puede tener preguntas de tipo «%(type)s».")
                yield f"fields[{index}].type", sentence % {"type": item.type.name}
            if field.holds_files and item.key == ROW:
                yield f"fields[{index}].key", _("«id» es el nombre de cada renglón con archivos.")
            for path, sentence in item.type.prove(item):
                yield f"fields[{index}].{path}", sentence


def _wrong_names(names: Sequence[str]) -> Iterator[Wrong]:
    for index, name in enumerate(names):
        if not is_row_name(name):
            sentence = _("Use de 1 a 16 letras minúsculas o números.")
            yield Wrong("pattern", sentence, f"{index}.{ROW}")
        elif name in names[:index]:
            yield Wrong("repeated", _("Otro renglón ya se llama así."), f"{index}.{ROW}")


def _marked_twice(field: Field, rows: Sequence[Mapping[str, Any]]) -> Iterator[Wrong]:
    """A box that only one row may have marked, marked in a second one."""
    box = field.get("only_one")
    marked = [index for index, row in enumerate(rows) if box and row.get(box) is True]
    for index in marked[1:]:
        yield Wrong("only_one", _("Márquela en un solo renglón."), f"{index}.{box}")


def _row_name_schema() -> JsonSchema:
    return {ROW: {"type": "string", "pattern": ROW_PATTERN, "x-type": "row"}}


def _inner_schema(group: Field, item: Field) -> JsonSchema:
    schema: JsonSchema = {
        **item.type.schema(item),
        "title": item.label,
        "x-type": item.type.name,
    }
    if item.condition is not None:
        schema["x-if"] = item.condition
    if item.is_file:  # handed in among `documents`, under this key, with the row's `id`
        schema["x-document"] = str(PaperKey(group.key, "{id}", item.key))
        schema["x-later"] = item.later
    return schema


TYPE = Group()
