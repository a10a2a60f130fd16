"""New answers put among those already given, and the whole proven again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from procedures.definition import Facts, FormError

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
    papers = {**held(service_request), **counted(form, documents)}
    whole = {**crypto.open_answers(form, service_request.answers), **answers}
    try:
        return form.clean(whole, facts, documents=papers, allow_missing=True)
    except FormError as wrong:
        touched = {*answers, *documents}
        new = {k: v for k, v in wrong.errors.items() if k.partition(".")[0] in touched or not k}
        if new:
            raise Invalid(new) from wrong
    as_filed = replace(facts, today=service_request.received_on)
    try:
        return form.clean(whole, as_filed, documents=papers, allow_missing=True)
    except FormError as wrong:
        raise Invalid(wrong.errors) from wrong
