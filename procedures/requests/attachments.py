"""Documents put in their place on a request."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from django.utils import timezone

from procedures.documents.models import Document
from procedures.documents.store import claim

from .models import Attachment, Event, ServiceRequest

Documents = Mapping[str, Sequence[Document]]


def counts(documents: Documents) -> dict[str, int]:
    """How many documents there are per field, which is all the form needs to know of them."""
    return {key: len(items) for key, items in documents.items()}


def held(service_request: ServiceRequest) -> dict[str, int]:
    """How many documents a request already holds per field."""
    result: dict[str, int] = {}
    for key in service_request.attachments.filter(replaced_at=None).values_list(
        "field_key", flat=True
    ):
        result[key] = result.get(key, 0) + 1
    return result


def attach(
    service_request: ServiceRequest,
    event: Event,
    documents: Documents,
    *,
    public: Container[str] | None = None,
    replacing: bool = False,
) -> None:
    """Claim uploaded documents for a request.

    Args:
        documents: per field key; each must still be unclaimed.
        public: the keys the citizen may see; None when all of them are (it is the citizen's
        filing). replacing: what the same fields held before is kept, but marked as replaced.

    Raises:
        procedures.documents.store.Rejected: one of them is gone or already belongs somewhere.
    """
    for key, items in documents.items():
        if replacing and items:
            service_request.attachments.filter(field_key=key, replaced_at=None).update(
                replaced_at=timezone.now()
            )
        claim(list(items))
        for document in items:
            Attachment.objects.create(
                service_request=service_request,
                document=document,
                field_key=key,
                event=event,
                public=public is None or key in public,
            )
