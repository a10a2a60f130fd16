"""Every document a form asks for, those inside the rows of a group among them, by its own key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from .assessment import Assessment, Findings
from .facts import Facts
from .fields.base import Context, Field
from .fields.group import Group
from .fields.rows import PaperKey, paper_key, row_names, row_title

Fields = Mapping[str, Field]
Rows = list[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class PaperQuestion:
    """A document that is asked for.

    Attributes:
        key: what it is handed in under: a field's key, or `group.row.field`.
        label: what it is, and in a row whose it is.
        required: whether these answers make it one that must come, now or later.
    """

    key: str
    field: Field
    label: str
    required: bool


def file_field(fields: Fields, key: str) -> Field | None:
    """The file question a document's key stands for; None when the form has no such question."""
    if key in fields:
        return fields[key] if fields[key].is_file else None
    parts = paper_key(key)
    group = fields.get(parts.group) if parts else None
    if parts is None or group is None:
        return None
    return next((i for i in group.fields if i.is_file and i.key == parts.inner), None)


def paper_label(fields: Fields, answers: Mapping[str, Any], key: str) -> str:
    """What a document is, and in a row whose; the key itself where the form has no such question.

    Args:
        answers: as they were filed, sensitive ones open or not.
    """
    if key in fields:
        return fields[key].label
    parts, item = paper_key(key), file_field(fields, key)
    if parts is None or item is None:
        return key
    group = fields[parts.group]
    whose = dict(rows_of(group, answers)).get(parts.row, {})
    title = row_title(group, whose)
    return f"{item.label} ({title})" if title else item.label


def one_paper(fields: Fields, answers: Mapping[str, Any], key: str) -> Field | None:
    """One paper of one row as a question by itself; None where the key stands for no such paper."""
    item = file_field(fields, key)
    if item is None or key in fields:
        return None
    label = paper_label(fields, answers, key)
    return replace(item, key=key, label=label, condition=None, required_if=None)


def rows_of(group: Field, answers: Mapping[str, Any]) -> Rows:
    """The rows of a group with the `id` of each; none where the answer is no list of rows."""
    value = answers.get(group.key)
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        return []
    return list(zip(row_names(value), value, strict=True))


def paper_questions(
    fields: Fields, answers: Mapping[str, Any], found: Assessment, facts: Facts
) -> Iterator[PaperQuestion]:
    """The documents that are asked for, given the answers.

    Args:
        found: from `Form.assess` of these answers.
    """
    for item in fields.values():
        if item.key not in found.visible:
            continue
        if item.is_file:
            yield PaperQuestion(item.key, item, item.label, item.key in found.required)
        elif item.holds_files and isinstance(item.type, Group):
            for name, row in rows_of(item, answers):
                asked = item.type.asked(item, row, Context(facts, found.data))
                for inner in item.fields:
                    if inner.is_file and inner.key in asked:
                        key = str(PaperKey(item.key, name, inner.key))
                        label = paper_label(fields, answers, key)
                        yield PaperQuestion(key, inner, label, inner.required)


def strange_papers(
    fields: Fields, answers: Mapping[str, Any], documents: Mapping[str, int]
) -> Findings:
    """Documents under a key the form does not have, or of a row that is not there."""
    errors: Findings = {}
    for key in documents:
        parts = paper_key(key)
        known = file_field(fields, key) is not None
        if known and parts is not None and key not in fields:
            known = parts.row in dict(rows_of(fields[parts.group], answers))
        if not known:
            errors[str(key)[:80]] = [("unknown", _("Este formulario no pide ese documento."))]
    return errors
