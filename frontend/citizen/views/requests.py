"""A request, for the citizen who opened it: read it, answer it, talk about it, withdraw it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.actors import Actor
from backend.security.limits import Limit, address_of
from frontend.answering import Answering, InSession
from frontend.citizen import correcting, opened
from frontend.citizen.attending import is_read, somebody_acted
from frontend.citizen.forms import TrackForm
from frontend.citizen.telling import told_to
from frontend.errors import error_page
from frontend.filing.papers import by_script
from frontend.sheets import DRAWINGS, pdf_response, wants_large
from frontend.talking import send, writing
from procedures.casework.moves import Move, carry_out, open_moves
from procedures.casework.served import note_openings
from procedures.definition import Kind
from procedures.documents.serving import response_for
from procedures.requests import crypto
from procedures.requests.errors import NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import read_messages
from procedures.requests.operations.corrections import open_correction
from procedures.requests.receipt import acuse_pdf

MESSAGES = Limit("page messages", 120, 60 * 60)  # with files, from one address
View = Callable[..., HttpResponseBase]


def of_its_citizen(view: View) -> View:
    """Give the view the actor and the request, or the door where folio and key are asked (404)."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, folio: str, **rest: Any) -> HttpResponseBase:
        try:
            actor, row = opened.open_request(request, folio)
        except NotFound:
            form = TrackForm(initial={"folio": folio[:40]})
            context = {"form": form, "mine": opened.folios(request), "closed": True}
            return render(request, "citizen/track.html", context, status=404)
        if request.method == "POST":
            somebody_acted(request, row)
        return view(request, actor, row, **rest)

    return guarded


@of_its_citizen
def show(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """Where it stands and everything there is to know of it; its new messages are read by this."""
    told = told_to(actor, row)
    response = _page(request, told, writing(request, actor, row))
    if is_read(request, row):
        read_messages(actor=actor, service_request=row)
        if told["unopened"]:
            note_openings(actor=actor, service_request=row)
    return response


def _page(request: HttpRequest, told: dict[str, Any], message: Answering) -> HttpResponse:
    context = {**told, "message": message.context()}
    status = 400 if message.bound.errors else 200
    return render(request, "citizen/request.html", context, status=status)


@of_its_citizen
@require_POST
def message(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """Write to whoever handles it; files are put beside it, or taken away, before it is sent."""
    if MESSAGES.spend(address_of(request)):
        return error_page(request, 429)
    message = writing(request, actor, row)
    if by_script(request):
        return message.one_file()
    if send(message, actor):
        messages.success(request, _("Recibimos su mensaje. La respuesta aparecerá en esta página."))
    elif not message.again:
        return _page(request, told_to(actor, row), message)
    return redirect(f"{reverse('request', args=[row.folio])}#mensajes")


@of_its_citizen
@require_safe
def document(
    request: HttpRequest, actor: Actor, row: ServiceRequest, document: UUID
) -> HttpResponseBase:
    """One of its documents, to be saved."""
    found = row.attachments.filter(public=True, document_id=document).select_related("document")
    attachment = found.first()
    if attachment is None:
        raise Http404
    return response_for(attachment.document)


@of_its_citizen
@require_safe
def receipt(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """The acuse, without the key: whoever opens this page has it already."""
    if DRAWINGS.spend(address_of(request)):
        return error_page(request, 429)
    content = acuse_pdf(row, large=wants_large(request))
    return pdf_response(content, f"acuse-{row.folio}", saved=True)


@of_its_citizen
def correction(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """Answer what was asked for: only those fields are open, and it is sent once (R7, R11)."""
    pending = open_correction(row)
    if pending is None:
        messages.info(request, correcting.why_closed(row))
        return redirect("request", row.folio)
    nonce = row.key_nonce
    page = correcting.Correcting(request, actor, row, pending)
    if by_script(request):
        return page.one_file()
    if page.sent() and page.done():
        messages.success(request, page.thanks())
        if row.key_nonce != nonce:
            messages.info(
                request,
                _("Los avisos y una clave nueva son ahora para otra persona o para otro correo."),
            )
            return redirect("track")
        return redirect("request", row.folio)
    if page.again:
        return redirect(page.onward)
    return render(request, "citizen/correction.html", page.context())


@of_its_citizen
def withdraw(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """Withdraw it, after saying what that means."""
    move = _move(actor, row, Kind.WITHDRAW)
    return _step_page(
        request, actor, row, move, "citizen/withdraw.html", _("Retiramos su solicitud.")
    )


@of_its_citizen
def step(request: HttpRequest, actor: Actor, row: ServiceRequest, action: str) -> HttpResponse:
    """Any other move the workflow leaves to the citizen, with its form."""
    move = _move(actor, row, Kind.STEP, Kind.PAY, action=action)
    return _step_page(request, actor, row, move, "citizen/step.html", _("Recibimos su respuesta."))


def _move(actor: Actor, row: ServiceRequest, *kinds: Kind, action: str = "") -> Move | None:
    for move in open_moves(actor, row):
        if move.kind in kinds and action in ("", move.action) and not move.closed_because:
            return move
    return None


def _step_page(
    request: HttpRequest,
    actor: Actor,
    row: ServiceRequest,
    move: Move | None,
    template: str,
    thanks: str,
) -> HttpResponse:
    if move is None:
        messages.info(request, _("Esto ya no se puede hacer: su solicitud cambió de estado."))
        return redirect("request", row.folio)
    nonce = row.key_nonce
    page = Answering(
        request,
        actor,
        row,
        holding=InSession(request.session, f"step-{row.folio}-{move.action}"),
        form=move.transition.form,
        given=crypto.open_answers(row.definition.form, row.answers),
    )
    if by_script(request):
        return page.one_file()
    if page.sent() and page.done(
        lambda documents: carry_out(
            actor=actor,
            service_request=row,
            action=move.action,
            revision=page.revision,
            answers=page.bound.answers,
            documents=documents,
        )
    ):
        if row.key_nonce != nonce:  # it opens for the others from now on, not for who left
            messages.success(request, _("Usted se retiró. Las demás personas siguen con ella."))
            return redirect("track")
        messages.success(request, thanks)
        return redirect("request", row.folio)
    if page.again:
        return redirect(request.path)
    return render(request, template, {"row": row, "move": move, **page.context()})
