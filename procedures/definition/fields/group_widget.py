"""The rows of a group on a page, added and taken out with submit buttons.

Inputs are posted as `key-0-question`. A group that takes files posts as well the `id` of each row,
and one whose rows ask by condition, which questions each row showed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from .base import Field
from .rows import ROW, PaperKey, is_blank, is_row_name, new_row_name

MOST = 50
ASKED = "_asked"
Row = dict[str, Any]


class GroupWidget(forms.Widget):
    """The rows of a group.

    Attributes:
        problems: findings by path inside the group, `0.name`.
        documents: how many documents each file question already has.
        papers: those documents, for the page to name and to offer taking out.
        promised: keys of the documents the person hands in later; None where no such promise is
            taken.
        asks: row -> keys of the questions asked in it.

    The template gets `widget.rows` (index, title, fields, remove_name, remove_label, hidden, and
    for each field: key, label, help, name, id, html, required, use_fieldset, errors, papers,
    later, promise),
    `widget.add_name`, `widget.add_label` and `widget.can_add`.
    """

    template_name = "fields/group.html"
    use_fieldset = True
    needs_multipart_form = True

    def __init__(self, field: Field) -> None:
        self.field = field
        self.problems: Mapping[str, list[str]] = {}
        self.refused: Mapping[str, list[str]] = {}
        self.documents: Mapping[str, int] = {}
        self.papers: Mapping[str, Sequence[Any]] = {}
        self.promised: Collection[str] | None = None
        self.asks: Callable[[Mapping[str, Any]], set[str]] = lambda _row: {
            item.key for item in field.fields
        }
        self.adding = False
        super().__init__()

    # --- what was posted -----------------------------------------------------------------------
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        self.adding = f"{name}-add" in data
        return [row for _index, row in self._rows(data, files, name)]

    def uploads(self, data: Any, files: Any, name: str) -> dict[str, list[Any]]:
        """The files that came with the rows, by the key their documents will have."""
        found = {
            str(PaperKey(self.field.key, self._name(data, name, index), item.key)): (
                item.type.widget(item).value_from_datadict(
                    data, files, f"{name}-{index}-{item.key}"
                )
            )
            for index in self._posted(data, files, name)
            for item in self.field.fields
            if item.is_file
        }
        return {key: arrived for key, arrived in found.items() if arrived}

    def taken_out(self, data: Any, name: str) -> Iterator[str]:
        """The `id` of each row whose button to take it out was pressed."""
        for index in range(MOST + 1):
            if self.field.holds_files and f"{name}-remove-{index}" in data:
                yield self._name(data, name, index)

    def revealed(self, data: Any, files: Any, name: str) -> Iterator[str]:
        """Questions (`0.rfc`) that appeared in a row because of what was answered in it."""
        for place, (index, row) in enumerate(self._rows(data, files, name)):
            shown = data.get(f"{name}-{index}-{ASKED}")
            if shown is not None:
                new = self.asks(row) - set(str(shown).split(","))
                yield from (f"{place}.{item.key}" for item in self.field.fields if item.key in new)

    def refuse(self, path: str, sentence: str) -> None:
        """Say why a file was not taken beside the question it was for.

        Args:
            path: the row by its `id`, and the question: `k3f9.identificacion`.
        """
        self.refused = {**self.refused, path: [*self.refused.get(path, []), sentence]}

    def _rows(self, data: Any, files: Any, name: str) -> list[tuple[int, Row]]:
        arrived = self.uploads(data, files, name) if self.field.holds_files else {}
        documents = {**self.documents, **{key: len(found) for key, found in arrived.items()}}
        rows = []
        for index in self._posted(data, files, name):
            row: Row = {
                item.key: item.type.from_html(
                    item,
                    item.type.widget(item).value_from_datadict(
                        data, files, f"{name}-{index}-{item.key}"
                    ),
                )
                for item in self.field.fields
                if item.stores_answer
            }
            own = self._name(data, name, index) if self.field.holds_files else ""
            if not is_blank(self.field, row, own, documents):
                rows.append((index, {ROW: own, **row} if own else row))
        return rows

    def _posted(self, data: Any, files: Any, name: str) -> list[int]:
        """Places of the rows that came, without those taken out."""
        names = [str(one) for one in (*data, *(files or ()))]
        return [
            index
            for index in range(MOST + 1)
            if f"{name}-remove-{index}" not in data
            and any(one.startswith(f"{name}-{index}-") for one in names)
        ]

    def _name(self, data: Any, name: str, index: int) -> str:
        posted = data.get(f"{name}-{index}-{ROW}")
        return str(posted) if is_row_name(posted) else str(index + 1)

    # --- what is shown -------------------------------------------------------------------------
    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = [row for row in value if isinstance(row, Mapping)] if value else []
        most = int(self.field.get("max", 10))
        # A long row for a person is shown when it is asked for; a short one waits to be filled in.
        another = len(rows) < most and (self.adding or not rows or not self.field.holds_files)
        shown = [*rows, {}] if another else rows
        context["widget"].update(
            rows=[self._row(name, index, row) for index, row in enumerate(shown)],
            add_name=f"{name}-add",
            add_label=self.field.get("add_label", _("Agregar otro renglón")),
            can_add=len(rows) < most,
        )
        return context

    def _row(self, name: str, index: int, row: Mapping[str, Any]) -> dict[str, Any]:
        own = row.get(ROW) or (new_row_name() if self.field.holds_files else "")
        asked = self.asks(row)
        title = self.field.get("row_label", _("Renglón"))
        hidden = {f"{name}-{index}-{ROW}": own} if own else {}
        if any(item.condition is not None for item in self.field.fields):
            hidden[f"{name}-{index}-{ASKED}"] = ",".join(sorted(asked))
        return {
            "index": index,
            "number": index + 1,
            "title": f"{title} {index + 1}",
            "hidden": hidden,
            "remove_name": f"{name}-remove-{index}",
            "fields": [
                self._input(name, index, item, row, own)
                for item in self.field.fields
                if item.key in asked
            ],
        }

    def _input(
        self, name: str, index: int, item: Field, row: Mapping[str, Any], row_name: str
    ) -> dict[str, Any]:
        own = f"{name}-{index}-{item.key}"
        key = str(PaperKey(self.field.key, row_name, item.key))
        later = item.later and item.required and not self.papers.get(key)
        widget = item.type.widget(item)
        value = row.get(item.key)
        shown = item.type.to_html(item, value) if not item.type.empty(value) else None
        inner = f"{index}.{item.key}"
        errors = [*self.problems.get(inner, []), *self.refused.get(f"{row_name}.{item.key}", [])]
        attributes = {"id": f"id_{own}"}
        if errors:
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
            "later": later,
            "promise": key if later and self.promised is not None else "",
            "promised": key in (self.promised or ()),
            "name": own,
            "id": f"id_{own}",
            "html": lambda: widget.render(own, shown, attributes),
            "optional": not item.required and item.required_if is None,
            "use_fieldset": getattr(widget, "use_fieldset", False),
            "is_checkbox": isinstance(widget, forms.CheckboxInput),
            "errors": errors,
            "papers": self.papers.get(key, ()),
        }
