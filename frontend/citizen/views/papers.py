"""The paper a request ended with: to read on a screen, to print, to save as it was signed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.accounts.actors import Actor
from backend.security.limits import address_of
from frontend.citizen.attending import is_read
from frontend.citizen.views.requests import of_its_citizen
from frontend.errors import error_page
from frontend.sheets import DRAWINGS, paper_response, pdf_response, wants_large
from procedures.casework.appeal_receipt import appeal_receipt_pdf
from procedures.casework.appeals import appeal_of
from procedures.casework.models import Resolution
from procedures.casework.operations import note_opening
from procedures.requests.errors import NotFound
from procedures.requests.models import ServiceRequest


@of_its_citizen
@require_safe
def resolution(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """The words of the paper as a page: for telephones, large letters and screen readers."""
    paper = _opened(request, actor, row)
    context = {
        "row": row,
        "paper": paper,
        "data": paper.paper.data,
        "large": wants_large(request),
        "standing": paper.state_on(timezone.localdate()),
    }
    return render(request, "citizen/resolution.html", context)


@of_its_citizen
@require_safe
def resolution_pdf(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """The very file that was signed."""
    if wants_large(request) and DRAWINGS.spend(address_of(request)):
        return error_page(request, 429)
    return paper_response(request, _opened(request, actor, row), saved=True)


def _opened(request: HttpRequest, actor: Actor, row: ServiceRequest) -> Resolution:
    """The last paper of the request; the first time it is opened is put down (R18)."""
    paper: Resolution | None = row.resolutions.select_related("paper").last()
    if paper is None or not paper.sha256:
        raise NotFound(_("Esta solicitud todavía no tiene un documento para descargar."))
    if is_read(request, row):
        note_opening(actor=actor, service_request=row, resolution=paper)
    return paper


@of_its_citizen
@require_safe
def appeal_receipt(
    request: HttpRequest, actor: Actor, row: ServiceRequest, number: str
) -> HttpResponse:
    """The acuse of a recurso its person brought; somebody else's names whoever brought it."""
    if DRAWINGS.spend(address_of(request)):
        return error_page(request, 429)
    appeal = appeal_of(row, number)
    if not appeal.of_the_person:
        raise NotFound(_("No encontramos ese recurso."))
    content = appeal_receipt_pdf(appeal, large=wants_large(request))
    return pdf_response(content, f"acuse-{appeal.number}", saved=True)
