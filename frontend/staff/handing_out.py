"""What of a case is handed out to be read or printed: its papers, its documents, its acuse."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from frontend.sheets import paper_response, pdf_response, wants_large
from frontend.staff.desk import desk_of
from procedures.documents.serving import response_for
from procedures.requests.attachments import WITH_A_MESSAGE
from procedures.requests.errors import NotAllowed, NotFound
from procedures.requests.receipt import acuse_pdf


@require_GET
def resolution(request: HttpRequest, folio: str, code: str) -> HttpResponse:
    """A paper of the case, as it was signed; or its words in large letters."""
    desk = desk_of(request, folio)
    return paper_response(request, desk.row.resolutions.filter(code=code).first())


@require_GET
def document(request: HttpRequest, folio: str, document: UUID) -> HttpResponseBase:
    """A paper of the case, to be saved."""
    desk = desk_of(request, folio)
    found = desk.row.attachments.select_related("document").filter(document_id=document).first()
    if found is None or (desk.only_asked and found.field_key == WITH_A_MESSAGE):
        raise NotFound(_("No encontramos ese documento."))
    return response_for(found.document)


@require_GET
def acuse(request: HttpRequest, folio: str) -> HttpResponse:
    """The acuse to print again, without the key."""
    desk = desk_of(request, folio)
    if desk.only_asked:
        raise NotAllowed(_("Su función no permite hacer esto en la solicitud."))
    content = acuse_pdf(desk.row, large=wants_large(request))
    return pdf_response(content, f"acuse-{folio}")
