"""Documents put in their place on a request."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import PurePath

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.definition import Form
from procedures.definition.fields.file import File
from procedures.definition.file_questions import file_field
from procedures.documents.models import Document
from procedures.documents.store import Rejected, claim

from .chain import Documents
from .errors import Invalid
from .models import Attachment, Event, ServiceRequest

__all__ = ["OF_OURS", "WITH_A_MESSAGE", "Documents", "attach", "counted", "held"]

WITH_A_MESSAGE = ""  # the field of what came with a message: it answers no question
# Fields of papers no form asks for; a form's key has no dash.
WITH_AN_APPEAL, WITH_ITS_END = "recurso-escrito", "recurso-resuelto"
OF_OURS: Mapping[str, Promise] = {
    WITH_AN_APPEAL: gettext_lazy("Escrito de recurso"),
    WITH_ITS_END: gettext_lazy("Resolución del recurso"),
}


def counted(form: Form, documents: Documents) -> dict[str, int]:
    """How many documents there are per field, which is all `Form.clean` needs to know of them.

    Raises:
        Invalid: one is of a type its field does not take.
    """
    for key, items in documents.items():
        field = file_field(form.by_key, key)
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
    nameless: bool = False,
) -> None:
    """Claim uploaded documents for a request.

    Args:
        documents: per field key; each must still be unclaimed.
        public: the keys the citizen may see; None when all of them are (they are the citizen's).
        replacing: what the same fields held before is kept, but marked as replaced.
        nameless: nobody may be known by them, so they are called by their number, and a PDF that
            still tells who made it is refused.

    Raises:
        procedures.documents.store.Rejected: one of them is gone, already belongs somewhere, or
            tells whose it is.
    """
    if nameless and not all(one.bare for items in documents.values() for one in items):
        raise Rejected("telling")
    for key, items in documents.items():
        if replacing and items:
            service_request.attachments.filter(field_key=key, replaced_at=None).update(
                replaced_at=timezone.now()
            )
        claim(list(items))
        for number, document in enumerate(items, start=1):
            if nameless:
                _take_the_name_off(document, f"{key or 'archivo'}-{number}")
            Attachment.objects.create(
                service_request=service_request,
                document=document,
                field_key=key,
                event=event,
                public=public is None or key in public,
            )


def _take_the_name_off(document: Document, name: str) -> None:
    """Give a file a name that tells nothing, in the evidence as well (DOMAIN §8.2)."""
    document.name = f"{name}{PurePath(document.name).suffix}"
    document.history.all().delete()
    document.save(update_fields=["name"])
