"""Handing a document out: how it travels. Who may have it is the caller's question."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy

from .models import Document


class HeldBack(Exception):
    """The antivirus found something in the document, so nobody is given it."""

    sentence = gettext_lazy(
        "El antivirus encontró un riesgo en este archivo y lo retuvimos: no se puede descargar. "
        "Hace falta entregarlo de nuevo."
    )


def response_for(document: Document) -> HttpResponseBase:
    """The file, to be saved and never shown inside our pages, in no cache on the way.

    With ACCEL_PREFIX the proxy sends it (`X-Accel-Redirect`), else this process does.

    Raises:
        HeldBack: the antivirus found something in it.
        FileNotFoundError: the storage has lost it.
    """
    if document.is_held_back:
        raise HeldBack
    response: HttpResponseBase
    if settings.ACCEL_PREFIX:
        response = HttpResponse()
        name = quote(document.file.name or "")
        response["X-Accel-Redirect"] = f"{settings.ACCEL_PREFIX}/{name}"
    else:
        response = FileResponse(document.file.open("rb"))
        response["Content-Length"] = str(document.size)
    response["Content-Type"] = document.media_type
    response["Content-Disposition"] = content_disposition_header(True, document.name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
