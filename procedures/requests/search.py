"""What a request is found by, as one normalised line; sealed answers only as keyed digests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from procedures.catalogue.spelling import normal
from procedures.definition.file_questions import rows_of

from .crypto import search_digest
from .models import Applicant, ServiceRequest
from .models.request import ServiceRequestQuerySet


def _token(key: str, value: str) -> str:
    return f"#{search_digest(key, value.strip().upper())}"


def text_of(
    service_request: ServiceRequest, answers: Mapping[str, Any], people: Iterable[Applicant]
) -> str:
    """The line to store: folio, names and telephones of its people, searchable answers."""
    words = [service_request.folio]
    for person in people:
        words += [person.name, person.phone]
    for field in service_request.definition.form.fields:
        value = answers.get(field.key)
        words += [
            _token(inner.type.name, str(row[inner.key]))
            for inner in field.fields
            if inner.searchable and inner.sensitive
            for _name, row in rows_of(field, answers)
            if row.get(inner.key)
        ]
        if not field.searchable or value in (None, "", [], {}):
            continue
        if field.sensitive:
            words.append(_token(field.type.name, str(value)))
        elif isinstance(value, dict):
            words += [str(part) for part in value.values() if part]
        else:
            words.append(str(value))
    return " | ".join(normal(word) for word in words if word)


def matching(queryset: ServiceRequestQuerySet, words: str) -> ServiceRequestQuerySet:
    """Requests whose line holds every word, or a sealed answer (CURP, RFC) equal to the words."""
    words = words.replace("\x00", " ").strip()[:120]  # PostgreSQL does not even compare it
    if not words:
        return queryset
    found = queryset
    for word in normal(words).split()[:8]:
        found = found.filter(search_text__contains=word)
    sealed = queryset.none()
    if len(words) in {12, 13, 18}:
        for kind in ("curp", "rfc"):
            sealed = sealed | queryset.filter(search_text__contains=_token(kind, words))
    return found | sealed
