"""A body too large is refused by its own word, before a byte of it is read or put on the disk."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from frontend.errors import error_page

API = "/api/"  # says it itself, as a problem (`backend.api.content`)


class BodyLimit:
    """Middleware: 413 in words for whoever says it sends more than UPLOAD_MAX_BODY_BYTES.

    It stands before whatever reads the body (the CSRF check does). What is sent beyond the length
    that was said is never read, and a body without a length has none (PEP 3333).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = str(request.META.get("CONTENT_LENGTH") or "0")
        large = not said.isdecimal() or int(said[:20]) > settings.UPLOAD_MAX_BODY_BYTES
        if large and not request.path.startswith(API):
            return error_page(request, 413)
        return self.get_response(request)
