"""What is done to a case: the moves of its workflow, and what staff do beside it.

Every one is: the desk, the form, one operation, and the page again. A change that came too late
shows what others did and keeps what was typed (409).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from backend.accounts.models import User
from frontend.answering import SAVE
from frontend.filing.papers import by_script
from frontend.sheets import paper_response, pdf_response, wants_large
from frontend.staff import casefile
from frontend.staff.case import news_since, show_case
from frontend.staff.desk import Desk, desk_of, go_on_from
from frontend.staff.forms import (
    AssignForm,
    CertificateForm,
    ClaimForm,
    ExcuseForm,
    HolderForm,
    NoteForm,
    ReviewForm,
)
from frontend.staff.replying import CHOSEN, take_reply
from frontend.staff.steps import cannot, sent_step
from frontend.talking import send, writing
from procedures.documents.serving import response_for
from procedures.documents.store import Rejected
from procedures.requests import operations
from procedures.requests.access import require
from procedures.requests.attachments import WITH_A_MESSAGE
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from procedures.requests.receipt import acuse_pdf
from procedures.requests.registered import is_recognised

Done = Callable[[dict[str, Any]], object]


@require_POST
def step(request: HttpRequest, folio: str, action: str) -> HttpResponse:
    """A move of the workflow."""
    desk = desk_of(request, folio)
    sent, is_open = sent_step(request, desk, action)
    seen = sent.extras.data.get(sent.extras.add_prefix("seen"), "")
    try:
        if not is_open:
            raise cannot(sent)
        if not sent.is_valid():
            return show_case(request, desk, sent=sent)
        sent.carry_out()
    except Invalid as refused:
        sent.take(refused)
        return show_case(request, desk, sent=sent)
    except Rejected as refused:
        sent.extras.add_error(None, refused.sentence)
        return show_case(request, desk, sent=sent)
    except (Stale, Conflict) as refused:
        return _too_late(request, folio, str(refused), seen, action=action)
    messages.success(request, _("Se hizo: %s.") % sent.move.label)
    return redirect("staff-case", folio)


@require_POST
def preview(request: HttpRequest, folio: str, action: str) -> HttpResponse:
    """The paper as it would be signed, to read before signing; nothing is kept."""
    desk = desk_of(request, folio)
    sent, is_open = sent_step(request, desk, action)
    if not is_open or sent.draft is None:
        return _too_late(request, folio, str(cannot(sent)), "", action=action)
    try:
        if sent.is_valid():
            return pdf_response(sent.preview(), f"borrador-{folio}")
    except Invalid as refused:
        sent.take(refused)
    return show_case(request, desk, sent=sent)


@require_GET
def resolution(request: HttpRequest, folio: str, code: str) -> HttpResponse:
    """A paper of the case, as it was signed; or its words in large letters."""
    desk = desk_of(request, folio)
    return paper_response(request, desk.row.resolutions.filter(code=code).first())


def _too_late(
    request: HttpRequest,
    folio: str,
    problem: str,
    seen: str,
    *,
    action: str = "",
    forms: Mapping[str, Form] | None = None,
) -> HttpResponse:
    """The case as it stands now, what others did meanwhile, and what was typed (409)."""
    desk = desk_of(request, folio)
    sent = sent_step(request, desk, action)[0] if action else None
    for form in (*(forms or {}).values(), *([sent.extras] if sent else [])):
        go_on_from(desk, form)
    news = news_since(desk, int(seen) if seen.isdigit() else None)
    return show_case(request, desk, status=409, sent=sent, forms=forms, problem=problem, news=news)


def _do(
    request: HttpRequest, desk: Desk, name: str, form: Form, operation: Done, done: str, at: str
) -> HttpResponse:
    """One form, one operation; refused, the page shows it as it was typed."""
    try:
        if form.is_valid():
            operation(form.cleaned_data)
            messages.success(request, done)
            return redirect(f"{_address(desk)}#{at}")
    except Invalid as refused:
        for key, findings in refused.errors.items():
            for _code, sentence in findings:
                form.add_error(key if key in form.fields else None, sentence)
    except (Stale, Conflict) as refused:
        seen = str(form.cleaned_data.get("seen") or "")
        return _too_late(request, desk.row.folio, str(refused), seen, forms={name: form})
    return show_case(request, desk, forms={name: form})


def _address(desk: Desk) -> str:
    return redirect("staff-case", desk.row.folio).url


@require_POST
def claim(request: HttpRequest, folio: str) -> HttpResponse:
    """Take the case."""
    desk = desk_of(request, folio)
    form = ClaimForm(request.POST, prefix="tomar")

    def operation(told: dict[str, Any]) -> object:
        return operations.claim(
            actor=desk.actor,
            service_request=desk.row,
            revision=told["revision"],
            reason=told["reason"],
        )

    return _do(request, desk, "claim", form, operation, _("La solicitud está a su cargo."), "cargo")


@require_POST
def excuse(request: HttpRequest, folio: str) -> HttpResponse:
    """Step aside from the case for a conflict of interest."""
    desk = desk_of(request, folio)
    require(desk.actor, "claim", desk.row)
    form = ExcuseForm(request.POST, prefix="excusa")

    def operation(told: dict[str, Any]) -> object:
        return operations.excuse(
            actor=desk.actor,
            service_request=desk.row,
            revision=told["revision"],
            reason=told["reason"],
        )

    done = _("Quedó registrado que usted no la atiende.")
    return _do(request, desk, "excuse", form, operation, done, "cargo")


@require_POST
def certificate(request: HttpRequest, folio: str) -> HttpResponse:
    """Put down that the constancia of silence was issued."""
    desk = desk_of(request, folio)
    require(desk.actor, "certify_silence", desk.row)
    form = CertificateForm(request.POST, prefix="constancia")

    def operation(told: dict[str, Any]) -> object:
        return operations.certify_silence(
            actor=desk.actor,
            service_request=desk.row,
            revision=told["revision"],
            text=told["text"],
        )

    done = _("La constancia quedó registrada.")
    return _do(request, desk, "certificate", form, operation, done, "hacer")


@require_POST
def holder(request: HttpRequest, folio: str) -> HttpResponse:
    """Put down that the person proved to hold the account, or take that back."""
    desk = desk_of(request, folio)
    require(desk.actor, "recognise_holder", desk.row)
    form = HolderForm(request.POST, prefix="titular", recognised=is_recognised(desk.row))

    def operation(told: dict[str, Any]) -> object:
        return operations.recognise_holder(
            actor=desk.actor,
            service_request=desk.row,
            revision=told["revision"],
            how=told.get("how", ""),
        )

    return _do(request, desk, "holder", form, operation, _("Quedó anotado."), "adeudo")


@require_POST
def assign(request: HttpRequest, folio: str) -> HttpResponse:
    """Give the case to somebody, or to nobody."""
    desk = desk_of(request, folio)
    require(desk.actor, "assign", desk.row)
    form = AssignForm(request.POST, prefix="asignar", people=casefile.candidates(desk))

    def operation(told: dict[str, Any]) -> object:
        return operations.assign(
            actor=desk.actor,
            service_request=desk.row,
            revision=told["revision"],
            to=User.objects.filter(username=told["to"]).first() if told["to"] else None,
            reason=told["reason"],
        )

    return _do(request, desk, "assign", form, operation, _("Quedó asignada."), "cargo")


@require_POST
def note(request: HttpRequest, folio: str) -> HttpResponse:
    """A note among staff."""
    desk = desk_of(request, folio)
    form = NoteForm(request.POST, prefix="nota")

    def operation(told: dict[str, Any]) -> object:
        return operations.add_note(actor=desk.actor, service_request=desk.row, text=told["text"])

    return _do(request, desk, "note", form, operation, _("La nota quedó guardada."), "notas")


@require_POST
def message(request: HttpRequest, folio: str) -> HttpResponse:
    """A message to the person."""
    desk = desk_of(request, folio)
    require(desk.actor, "message", desk.row)
    message = writing(request, desk.actor, desk.row)
    if by_script(request):
        return message.one_file()
    if request.POST.get(SAVE) == CHOSEN:
        take_reply(request, desk, message)
    elif send(message, desk.actor):
        messages.success(request, _("El mensaje quedó enviado."))
    elif not message.again:
        return show_case(request, desk, message=message)
    return redirect(f"{_address(desk)}#mensajes")


@require_POST
def review(request: HttpRequest, folio: str, attachment: int) -> HttpResponse:
    """Mark a document right or wrong."""
    desk = desk_of(request, folio)
    name = f"papel-{attachment}"
    form = ReviewForm(request.POST, prefix=name)

    def operation(told: dict[str, Any]) -> object:
        return operations.review_document(
            actor=desk.actor,
            service_request=desk.row,
            attachment=attachment,
            verdict=told["verdict"],
            remark=told["remark"],
        )

    return _do(request, desk, name, form, operation, _("El documento quedó revisado."), name)


@never_cache
@require_POST
def reveal(request: HttpRequest, folio: str) -> HttpResponse:
    """Show sealed answers once; who saw them is put down."""
    desk = desk_of(request, folio)
    revealed = operations.reveal_sensitive(
        actor=desk.actor, service_request=desk.row, fields=request.POST.getlist("field")
    )
    return show_case(request, desk, revealed=revealed)


@never_cache
@require_POST
def new_key(request: HttpRequest, folio: str) -> HttpResponse:
    """A new key for the person at the counter: shown once, to print; the old one dies."""
    desk = desk_of(request, folio)
    key = operations.renew_key(actor=desk.actor, service_request=desk.row)
    return render(request, "staff/key.html", {"row": desk.row, "key": key})


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
