"""When something goes wrong: a page that says what happened, what was kept and what to do.

`ErrorPages` turns the refusals of the operations into these pages, so that views do not catch them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from procedures.documents.serving import HeldBack
from procedures.requests import errors as refusals

PAGES = (400, 403, 404, 409, 410, 413, 429, 500)


# For the script, which shows them beside the file.
SENTENCES = {
    400: _("No pudimos recibirlo. Recargue la página; lo que ya subió sigue aquí."),
    413: _("El archivo es demasiado grande. Suba uno más ligero."),
    429: _("Son muchos intentos seguidos. Espere unos minutos; lo que ya subió sigue aquí."),
}


def error_page(request: HttpRequest, status: int, detail: str = "") -> HttpResponse:
    """The page of one HTTP status, with a sentence about this case when there is one.

    The script that uploads files is told the sentence alone.

    Args:
        status: one of `PAGES`.
        detail: what happened, for the person; never an identifier or personal data.
    """
    if request.headers.get("Accept") == "application/json":
        sentence = detail or str(SENTENCES.get(status, SENTENCES[400]))
        return JsonResponse({"problem": sentence}, status=status)
    return render(request, f"errors/{status}.html", {"detail": detail}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler400`: Django's own draws its page without a request, so without our frame."""
    return error_page(request, 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`: the page was open too long or without cookies."""
    if request.headers.get("Accept") == "application/json":
        return error_page(request, 403)
    return render(request, "errors/403_csrf.html", status=403)


class ErrorPages:
    """Middleware: the operations' refusals as pages (400, 403, 404, 409); anything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way in or out."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal, or None to let Django answer."""
        match exception:
            case refusals.Stale():
                return render(request, "errors/stale.html", status=409)
            case refusals.Conflict():
                return error_page(request, 409, str(exception))
            case refusals.NotAllowed():
                return error_page(request, 403, str(exception))
            case refusals.NotFound():
                return error_page(request, 404)
            case HeldBack():
                return error_page(request, 410, str(exception.sentence))
            case refusals.Invalid():
                # A view that binds a form shows these beside the fields; this is the net below.
                return error_page(request, 400)
        return None
