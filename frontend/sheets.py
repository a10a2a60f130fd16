"""Papers as a browser receives them: PDF, in the size of letters that was asked for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from backend.security.limits import Limit
from procedures.casework.issuing import in_large_letters
from procedures.casework.models import Resolution
from procedures.requests.errors import NotFound

LARGE = ("letra", "grande")  # `?letra=grande`
DRAWINGS = Limit("page papers drawn", 120, 60 * 60)  # of one address: whatever is drawn anew


def wants_large(request: HttpRequest) -> bool:
    """Whether large letters were asked for in the address."""
    name, value = LARGE
    return request.GET.get(name) == value


def pdf_response(content: bytes, name: str, *, saved: bool = False) -> HttpResponse:
    """A PDF that stays in no cache.

    Args:
        name: of the file, without its ending; ASCII, nothing personal.
        saved: to be saved rather than looked at.
    """
    response = HttpResponse(content, content_type="application/pdf")
    kind = "attachment" if saved else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def paper_response(
    request: HttpRequest, paper: Resolution | None, *, saved: bool = False
) -> HttpResponse:
    """A resolution: the very bytes that were signed, or its words in large letters.

    Raises:
        NotFound: there is none, or it was signed before papers were issued.
    """
    if paper is None or not paper.sha256:
        raise NotFound(_("No encontramos ese documento."))
    if wants_large(request):
        return pdf_response(in_large_letters(paper), f"{paper.code}-letra-grande", saved=saved)
    return pdf_response(bytes(paper.paper.content), paper.code, saved=saved)
