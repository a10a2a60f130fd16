"""A draft begun under another version: what of it still serves, and what to say. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procedures.definition import Definition, Facts, Form
from procedures.definition.file_questions import file_field
from procedures.drafts.content import Content


def fitting(content: Content, old: Definition, new: Definition, facts: Facts) -> Content:
    """The draft as the new version can take it.

    Answers to questions that are gone, or that are no longer right, are left out and asked again;
    so are pages that changed. `changes` says it in words.
    """
    known = new.form.by_key
    answers = {
        key: value
        for key, value in content["answers"].items()
        if key in known and known[key].stores_answer
    }
    wrong = _wrong(new.form, answers, facts)
    same = {section.key for section in new.form.sections if section in old.form.sections}
    return {
        **content,
        "answers": {key: value for key, value in answers.items() if key not in wrong},
        "papers": {
            key: ids for key, ids in content["papers"].items() if file_field(known, key) is not None
        },
        "later": [key for key in content["later"] if file_field(known, key) is not None],
        "seen": [key for key in content["seen"] if key in same],
        "changes": _in_words(content, old.form, new.form, same, wrong),
    }


def _wrong(form: Form, answers: Mapping[str, Any], facts: Facts) -> set[str]:
    """Fields whose answer the form refuses; what is only missing is no answer."""
    found = form.assess(answers, facts, allow_missing=True).errors
    return {path.split(".")[0] for path in found}


def _in_words(
    content: Content, old: Form, new: Form, same: set[str], wrong: set[str]
) -> dict[str, list[str]]:
    """Labels of the questions that are new, gone or to be answered again, and pages to look at."""
    return {
        "new": [item.label for item in new.fields if item.key not in old.by_key and _asks(item)],
        "gone": [item.label for item in old.fields if item.key not in new.by_key and _asks(item)],
        "wrong": [item.label for item in new.fields if item.key in wrong],
        "again": [
            section.title
            for section in new.sections
            if section.key not in same and section.key in content["seen"]
        ],
    }


def _asks(item: Any) -> bool:
    return bool(item.is_file or (item.stores_answer and item.type.typed))
