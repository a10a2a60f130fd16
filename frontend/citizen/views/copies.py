"""Copies of a request for its person: the file to read and print, everything in a ZIP, the data."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.accounts.actors import Actor
from backend.security.limits import Limit, address_of
from frontend.citizen.views.requests import of_its_citizen
from frontend.errors import error_page
from frontend.sheets import pdf_response, wants_large
from procedures.casework.dossier import dossier_of, dossier_pdf, papers_of
from procedures.casework.portability import data_of
from procedures.documents.models import Document
from procedures.requests import crypto
from procedures.requests.access import Part
from procedures.requests.errors import NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.registered import debt_of

COPIES = Limit("page copies", 60, 60 * 60)  # of one address: each is drawn anew
MOST_BYTES = 300 * 1024 * 1024  # of the documents of one ZIP
PIECE = 64 * 1024


@of_its_citizen
@require_safe
def dossier(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """The file as a page that prints well."""
    return render(request, "citizen/dossier.html", {"row": row, "file": dossier_of(row)})


@of_its_citizen
@require_safe
def dossier_paper(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """The file as a PDF."""
    if COPIES.spend(address_of(request)):
        return error_page(request, 429)
    content = dossier_pdf(row, large=wants_large(request))
    return pdf_response(content, f"expediente-{row.folio}", saved=True)


@of_its_citizen
@require_safe
def dossier_zip(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponseBase:
    """The file, the data and every document in one ZIP, sent as it is read."""
    if COPIES.spend(address_of(request)):
        return error_page(request, 429)
    papers = papers_of(row)
    if sum(paper.size for paper in papers) > MOST_BYTES:
        return error_page(
            request, 413, _("Son demasiados archivos para un solo ZIP: descárguelos uno por uno.")
        )
    pieces = _zipped(dossier_pdf(row), _as_json(row), papers)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    return _saved(response, f"expediente-{row.folio}.zip")


@of_its_citizen
@require_safe
def data(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponseBase:
    """Everything the person gave and what happened, in a format other programs read (6.6)."""
    response = HttpResponse(_as_json(row), content_type="application/json")
    return _saved(response, f"mis-datos-{row.folio}.json")


def _as_json(row: ServiceRequest) -> bytes:
    return json.dumps(data_of(row), ensure_ascii=False, indent=2).encode()


def _saved(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class _Pipe:
    """What a ZIP is written to: handed on piece by piece and never held whole."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, content: Any, /) -> int:
        self.waiting.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing is buffered below."""

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken, self.waiting = b"".join(self.waiting), []
        return taken


@of_its_citizen
@require_safe
def debt(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """What the account owes, for the holder who proved it; asked of billing each time."""
    if COPIES.spend(address_of(request)):
        return error_page(request, 429)
    found = debt_of(Part(actor, row), crypto.open_answers(row.definition.form, row.answers))
    if found is None:
        raise NotFound(_("De esta solicitud no se consulta ningún adeudo."))
    context = {
        "row": row,
        "balance": found.balance,
        "silent": "silent_balance" in found.flags,
    }
    return render(request, "citizen/debt.html", context)


def _zipped(pdf: bytes, data: bytes, papers: list[Document]) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:  # stored: photos and PDF do not get smaller
        archive.writestr("expediente.pdf", pdf)
        archive.writestr("mis-datos.json", data)
        for number, paper in enumerate(papers, start=1):
            with (
                archive.open(f"documentos/{number:03}-{paper.name}", "w") as into,
                paper.file.open("rb") as stored,
            ):
                while piece := stored.read(PIECE):
                    into.write(piece)
                    yield pipe.take()
            yield pipe.take()
    yield pipe.take()
