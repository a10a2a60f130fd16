"""Documents put in their place on a request."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.definition import Form
from procedures.definition.fields.file import File
from procedures.documents.models import Document
from procedures.documents.store import claim

from .errors import Invalid
from .models import Attachment, Event, ServiceRequest

Documents = Mapping[str, Sequence[Document]]


def counted(form: Form, documents: Documents) -> dict[str, int]:
    """How many documents there are per field, which is all `Form.clean` needs to know of them.

    Raises:
        Invalid: one is of a type its field does not take.
    """
    for key, items in documents.items():
        field = form.by_key.get(key)
        if field is None or not isinstance(field.type, File):
            continue  # the form itself refuses what it does not ask for
        taken = field.type.accepted(field)
        if any(document.media_type not in taken for document in items):
            raise Invalid({key: [("media_type", _("Este dato no acepta archivos de ese tipo."))]})
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
