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
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.actors import Actor
from frontend.citizen import opened, story
from frontend.citizen.answering import Answering
from frontend.citizen.forms import MessageForm, TrackForm
from frontend.filing.papers import by_script
from frontend.sheets import pdf_response, wants_large
from procedures.casework.models import PaymentStatus, VisitStatus
from procedures.casework.moves import Move, carry_out, open_moves
from procedures.catalogue.institution import institution
from procedures.definition import Kind
from procedures.definition.file_questions import paper_label
from procedures.documents.serving import response_for
from procedures.requests import crypto
from procedures.requests.errors import NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import answer_correction, post_message
from procedures.requests.operations.corrections import open_correction
from procedures.requests.receipt import acuse_pdf
from procedures.surveys.invitations import token_for

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
        return view(request, actor, row, **rest)

    return guarded


@of_its_citizen
def show(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """Where it stands and everything there is to know of it."""
    return _page(request, actor, row, MessageForm())


def _page(
    request: HttpRequest, actor: Actor, row: ServiceRequest, form: MessageForm
) -> HttpResponse:
    moves = [move for move in open_moves(actor, row) if not move.closed_because]
    visit = row.visits.filter(status=VisitStatus.PLANNED).select_related("inspector").last()
    context = {
        "row": row,
        "state": row.current_state,
        "dates": story.dates_of(row),
        "moments": story.moments_of(row),
        "answers": story.answers_of(row),
        "conversation": story.messages_of(row),
        "papers": _papers(row),
        "correction": open_correction(row),
        "payment": row.payment_orders.filter(status=PaymentStatus.ISSUED).last(),
        "pay_url": institution().payment.url,
        "visit": visit,
        "visit_window": _window_in_words(row, visit.window) if visit else "",
        "resolution": row.resolutions.last(),
        "steps": [move for move in moves if move.kind == Kind.STEP],
        "can_withdraw": any(move.kind == Kind.WITHDRAW for move in moves),
        "survey": _survey_link(row),
        "form": form,
    }
    return render(request, "citizen/request.html", context, status=400 if form.errors else 200)


def _window_in_words(row: ServiceRequest, window: str) -> str:
    """The words of the hours of a visit, as the step that planned it offers them."""
    field = row.workflow.case_fields.get("horario")
    return field.display(window) if field else window


def _papers(row: ServiceRequest) -> list[tuple[str, Any]]:
    known = {**row.workflow.case_fields, **row.definition.form.by_key}
    answers = crypto.open_answers(row.definition.form, row.answers)
    found = row.attachments.filter(public=True, replaced_at=None).select_related("document")
    return [(paper_label(known, answers, one.field_key), one.document) for one in found]


def _survey_link(row: ServiceRequest) -> str:
    if row.closed_at is None or not row.definition.survey:
        return ""
    closed_on = timezone.localdate(row.closed_at)
    token = token_for(row.folio, row.procedure.slug, row.source, closed_on)
    return reverse("survey", args=[token])


@of_its_citizen
@require_POST
def message(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """Write to whoever handles it."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, row, form)
    post_message(actor=actor, service_request=row, text=form.cleaned_data["text"])
    messages.success(request, _("Recibimos su mensaje. La respuesta aparecerá en esta página."))
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
    content = acuse_pdf(row, large=wants_large(request))
    return pdf_response(content, f"acuse-{row.folio}", saved=True)


@of_its_citizen
def correction(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """Answer what was asked for: only those fields are open, and it is sent once."""
    pending = open_correction(row)
    if pending is None:
        messages.info(request, _("No hay información pendiente por entregar."))
        return redirect("request", row.folio)
    whole = row.definition.form
    given = crypto.open_answers(whole, row.answers)
    flagged = whole.part(pending.fields, given)
    parts = {f.key: f.open_part(given[f.key]) for f in flagged.fields if f.key in given}
    shown = {key: value for key, value in parts.items() if value is not None}
    page = Answering(
        request,
        actor,
        row,
        name=f"correction-{pending.pk}",
        form=flagged,
        shown=shown,
        given=given,
    )
    if by_script(request):
        return page.one_file()
    if page.sent():
        answers = {key: value for key, value in page.bound.answers.items() if value is not None}
        changed = {key for key, value in answers.items() if value != shown.get(key)}
        if not changed and not page.papers.held_anything():
            page.refuse(
                _("Todavía no cambia nada: corrija al menos un punto o agregue un archivo.")
            )
        elif page.done(
            lambda documents: answer_correction(
                actor=actor,
                service_request=row,
                revision=page.revision,
                answers=answers,
                documents=documents,
                correction=pending.pk,
            )
        ):
            messages.success(request, _("Recibimos su respuesta. Seguimos con su solicitud."))
            return redirect("request", row.folio)
    if page.again:
        return redirect("correction", row.folio)
    reasons = {item["field"]: item["reason"] for item in pending.items}
    context = {"row": row, "correction": pending, "reasons": reasons, **page.context(reasons)}
    return render(request, "citizen/correction.html", context)


@of_its_citizen
def withdraw(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """Withdraw it, after saying what that means."""
    move = _move(actor, row, kind=Kind.WITHDRAW)
    return _step_page(
        request, actor, row, move, "citizen/withdraw.html", _("Retiramos su solicitud.")
    )


@of_its_citizen
def step(request: HttpRequest, actor: Actor, row: ServiceRequest, action: str) -> HttpResponse:
    """Any other move the workflow leaves to the citizen, with its form."""
    move = _move(actor, row, kind=Kind.STEP, action=action)
    return _step_page(request, actor, row, move, "citizen/step.html", _("Recibimos su respuesta."))


def _move(actor: Actor, row: ServiceRequest, *, kind: Kind, action: str = "") -> Move | None:
    for move in open_moves(actor, row):
        if move.kind == kind and action in ("", move.action) and not move.closed_because:
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
        name=f"step-{row.folio}-{move.action}",
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
