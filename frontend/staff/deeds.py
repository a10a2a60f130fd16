"""What is done to a case: the moves of its workflow, and what staff do beside it.

Every one is: the desk, the form, one operation, and the page again. A change that came too late
shows what others did and keeps what was typed (409).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from frontend.answering import SAVE
from frontend.filing.papers import by_script
from frontend.sheets import pdf_response
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
from procedures.documents.store import Rejected
from procedures.requests import operations
from procedures.requests.access import require
from procedures.requests.errors import Conflict, Invalid, Stale
from procedures.requests.registered import is_recognised


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
    request: HttpRequest,
    desk: Desk,
    name: str,
    form: Form,
    operation: Callable[..., object],
    done: str,
    at: str,
) -> HttpResponse:
    """One form, one operation, which takes what was typed; refused, the page shows it as it was."""
    try:
        if form.is_valid():
            told = {key: value for key, value in form.cleaned_data.items() if key != "seen"}
            operation(actor=desk.actor, service_request=desk.row, **told)
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
    done = _("La solicitud está a su cargo.")
    return _do(request, desk, "claim", form, operations.claim, done, "cargo")


@require_POST
def excuse(request: HttpRequest, folio: str) -> HttpResponse:
    """Step aside from the case for a conflict of interest."""
    desk = desk_of(request, folio)
    require(desk.actor, "claim", desk.row)
    form = ExcuseForm(request.POST, prefix="excusa")
    done = _("Quedó registrado que usted no la atiende.")
    return _do(request, desk, "excuse", form, operations.excuse, done, "cargo")


@require_POST
def certificate(request: HttpRequest, folio: str) -> HttpResponse:
    """Put down that the constancia of silence was issued."""
    desk = desk_of(request, folio)
    require(desk.actor, "certify_silence", desk.row)
    form = CertificateForm(request.POST, prefix="constancia")
    done = _("La constancia quedó registrada.")
    return _do(request, desk, "certificate", form, operations.certify_silence, done, "hacer")


@require_POST
def holder(request: HttpRequest, folio: str) -> HttpResponse:
    """Put down that the person proved to hold the account, or take that back."""
    desk = desk_of(request, folio)
    require(desk.actor, "recognise_holder", desk.row)
    form = HolderForm(request.POST, prefix="titular", recognised=is_recognised(desk.row))
    operation = partial(operations.recognise_holder, how="")  # without a proof it is taken back
    return _do(request, desk, "holder", form, operation, _("Quedó anotado."), "adeudo")


@require_POST
def assign(request: HttpRequest, folio: str) -> HttpResponse:
    """Give the case to somebody, or to nobody."""
    desk = desk_of(request, folio)
    require(desk.actor, "assign", desk.row)
    form = AssignForm(request.POST, prefix="asignar", people=casefile.candidates(desk))
    return _do(request, desk, "assign", form, operations.assign, _("Quedó asignada."), "cargo")


@require_POST
def note(request: HttpRequest, folio: str) -> HttpResponse:
    """A note among staff."""
    desk = desk_of(request, folio)
    form = NoteForm(request.POST, prefix="nota")
    done = _("La nota quedó guardada.")
    return _do(request, desk, "note", form, operations.add_note, done, "notas")


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
    operation = partial(operations.review_document, attachment=attachment)
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
