"""Uploads named by a body, found before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone

from procedures.documents.models import Document
from procedures.documents.rejections import Rejected
from procedures.requests.errors import Invalid


def uploads(named: Mapping[str, Sequence[UUID]]) -> dict[str, list[Document]]:
    """The documents behind the ids, by field key.

    Raises:
        Invalid: an upload that is gone, or belongs to a request already.
    """
    ids = {one for ids in named.values() for one in ids}
    found = {row.pk: row for row in Document.objects.filter(pk__in=ids)} if ids else {}
    errors: dict[str, list[tuple[str, str]]] = {}
    papers: dict[str, list[Document]] = {}
    for key, wanted in named.items():
        for one in wanted:
            code = _why_not(found.get(one))
            if code:
                errors.setdefault(key, []).append((code, Rejected(code).sentence))
            else:
                papers.setdefault(key, []).append(found[one])
    if errors:
        raise Invalid(errors)
    return papers


def _why_not(document: Document | None) -> str:
    if document is None or (document.expires_at and document.expires_at <= timezone.now()):
        return "gone"
    return "taken" if document.claimed_at is not None else ""
