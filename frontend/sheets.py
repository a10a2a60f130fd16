"""Papers as a browser receives them: PDF, in the size of letters that was asked for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

LARGE = ("letra", "grande")  # `?letra=grande`


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
