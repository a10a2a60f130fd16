"""What a request says when something happens to it from below: no step, and nobody's decision."""

from __future__ import annotations

from backend.accounts.actors import SYSTEM
from procedures.documents.models import Document
from procedures.documents.scanning import at_holding_back

from .core import change
from .models import Attachment


@at_holding_back
def tell_it_is_held_back(document: Document) -> None:
    """Put down that a paper of the request is not given to anybody any more.

    Its person is told too, as they are to hand it in again, unless the paper is the staff's own.
    """
    paper = Attachment.objects.filter(document=document).select_related("service_request").first()
    if paper is None:  # it waits for a request, or for nothing
        return
    row = paper.service_request
    with change(
        actor=SYSTEM, service_request=row, revision=None, why="antivirus", aside=True
    ) as now:
        now.record("document_held_back", public=paper.public, said={"paper": paper.field_key})
