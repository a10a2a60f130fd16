"""New answers put among those already given, and the whole proven again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from procedures.definition import Facts, Form, FormError
from procedures.definition.fields.rows import ROW
from procedures.definition.file_questions import rows_of, strange_papers

from . import crypto
from .attachments import Documents, counted, held
from .errors import Invalid
from .models import ServiceRequest


def reanswered(
    service_request: ServiceRequest,
    facts: Facts,
    answers: Mapping[str, Any],
    documents: Documents,
) -> dict[str, Any]:
    """All answers of a request with some of them new.

    What was right on the day it was filed stays right: a date that had to be in the future then is
    not refused for being past now. What is new is held to today's facts. Gaps from before do not
    block, for reception never refuses (DOMAIN R1).

    Args:
        facts: as they are now.
        answers: the new ones, by field key.
        documents: new documents, which the form needs to know of.

    Returns:
        Clean answers, sensitive ones open.

    Raises:
        Invalid: with the problems of what is new.
    """
    form = service_request.definition.form
    before = crypto.open_answers(form, service_request.answers)
    whole = {**before, **_with_what_was_kept_back(form, before, answers)}
    on_file = held(service_request)
    gone = strange_papers(form.by_key, whole, on_file)  # of a row that was taken out
    papers = {
        **{key: count for key, count in on_file.items() if key not in gone},
        **counted(form, documents),
    }
    try:
        return form.clean(whole, facts, documents=papers, allow_missing=True)
    except FormError as wrong:
        touched = {*answers, *documents, *(key.partition(".")[0] for key in documents)}
        new = {k: v for k, v in wrong.errors.items() if k.partition(".")[0] in touched or not k}
        if new:
            raise Invalid(new) from wrong
    as_filed = replace(facts, today=service_request.received_on)
    try:
        return form.clean(whole, as_filed, documents=papers, allow_missing=True)
    except FormError as wrong:
        raise Invalid(wrong.errors) from wrong


def _with_what_was_kept_back(
    form: Form, before: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The new answers; in a row known by its `id`, a sensitive one left blank keeps its value.

    Pages do not show what is sensitive, so a row comes back without it.
    """
    result = dict(answers)
    for key in answers:
        item = form.by_key.get(key)
        if item is None or not (item.holds_files and item.holds_sensitive):
            continue
        secret = {inner.key: inner for inner in item.fields if inner.holds_sensitive}
        earlier = dict(rows_of(item, before))
        result[key] = [
            {
                **{k: v for k, v in earlier.get(name, {}).items() if k in secret},
                ROW: name,
                **{k: v for k, v in row.items() if k not in secret or not secret[k].type.empty(v)},
            }
            for name, row in rows_of(item, answers)
        ] or answers[key]
    return result
