"""One enquiry: what was written, its story, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from backend.accounts.actors import Actor, actor_of
from frontend.staff import counter
from frontend.staff.contact.enquiries import due_of
from frontend.staff.contact.forms import (
    AnswerForm,
    AssignForm,
    CalledForm,
    CloseForm,
    FileForm,
    MoveForm,
    NoteForm,
    SeenForm,
)
from procedures.casework.desk.replies import beside
from procedures.catalogue.finding import shelf
from procedures.catalogue.institution import institution
from procedures.catalogue.models import Procedure
from procedures.contact import access, operations
from procedures.contact.channels import areas, replies_of
from procedures.contact.models import Enquiry, State
from procedures.contact.replying import fill
from procedures.contact.words import text_of, words_of
from procedures.definition import FILEABLE
from procedures.requests.access import visible_to
from procedures.requests.calendar import business_calendar
from procedures.requests.errors import Conflict, Invalid, NotFound
from procedures.requests.models import ServiceRequest

USE = "usar"  # the button that puts a prepared reply into the answer, and sends nothing
NEAR = 3  # procedures its words may speak of


@dataclass(frozen=True)
class Deed:
    """Something done on the page: whom it is for, its form, its operation, and what is said."""

    action: str
    form: Callable[..., forms.Form]
    carry_out: Callable[..., Any]
    done: str | Promise
    needs: Callable[[Enquiry], dict[str, Any]] = lambda row: {}


DEEDS: dict[str, Deed] = {
    "responder": Deed(
        "answer",
        AnswerForm,
        operations.answer,
        gettext_lazy("La respuesta quedó guardada."),
        lambda row: {"replies": replies_of(row.channel)},
    ),
    "llamada": Deed(
        "answer", CalledForm, operations.log_call, gettext_lazy("La llamada quedó anotada.")
    ),
    "nota": Deed("note", NoteForm, operations.note, gettext_lazy("La nota quedó guardada.")),
    "tomar": Deed("claim", SeenForm, operations.claim, gettext_lazy("Ahora la tiene usted.")),
    "asignar": Deed(
        "assign",
        AssignForm,
        operations.assign,
        gettext_lazy("Quedó asignada."),
        lambda row: {"people": operations.candidates(row)},
    ),
    "pasar": Deed(
        "move",
        MoveForm,
        operations.move,
        gettext_lazy("La consulta pasó a la otra área."),
        lambda row: {"areas": [one for one in areas().items() if one[0] != row.area]},
    ),
    "cerrar": Deed("close", CloseForm, operations.close, gettext_lazy("Quedó cerrada.")),
    "reabrir": Deed("close", SeenForm, operations.reopen, gettext_lazy("Volvió a abrirse.")),
}


@never_cache
def enquiry(request: HttpRequest, number: str) -> HttpResponse:
    """`/personal/contacto/<number>/`."""
    row = access.find(actor_of(request), number)
    return _show(request, row, {})


@never_cache
@require_POST
def deed(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing; what was typed stays where it is refused."""
    actor = actor_of(request)
    row, one = access.find(actor, number), DEEDS.get(deed)
    if one is None:
        raise Http404
    access.require(actor, one.action, row)
    form = one.form(request.POST, **one.needs(row))
    status = 200
    if USE in request.POST and isinstance(form, AnswerForm):
        return _show(request, row, {deed: _with_reply(request, actor, row)})
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "reply"}
        try:
            done = one.carry_out(actor=actor, enquiry=row, **told)
        except Invalid as refused:
            for name, findings in refused.errors.items():
                form.add_error(name if name in form.fields else None, findings[0][1])
        except Conflict as refused:
            row, status = access.find(actor, number), 409
            form.add_error(None, f"{refused} {_('Lo que escribió sigue aquí.')}")
            data = request.POST.copy()  # sent again, it is against what is seen now
            data["revision"] = str(row.revision)
            form.data = data
        else:
            to_call = getattr(done, "kind", "") == "to_call"
            messages.success(request, _("Guardada. Ahora llame.") if to_call else str(one.done))
            return _onward(actor, number)
    return _show(request, row, {deed: form}, status=status)


def _onward(actor: Actor, number: str) -> HttpResponse:
    """To the enquiry, or to the list where it went out of one's sight."""
    try:
        return redirect("staff-enquiry", access.find(actor, number).number)
    except NotFound:
        return redirect("staff-enquiries")


@never_cache
@require_POST
def file(request: HttpRequest, number: str) -> HttpResponse:
    """It is a request: the counter's form, with what was written already in it."""
    actor = actor_of(request)
    row = access.find(actor, number)
    access.require(actor, "file", row)
    form = _file_form(row, request.POST)
    if not form.is_valid() or row.state in operations.OVER:
        return _show(request, row, {"solicitud": form})
    return counter.begin_from(request, row, form.cleaned_data["slug"])


def _with_reply(request: HttpRequest, actor: Actor, row: Enquiry) -> AnswerForm:
    """The answer being written with the chosen reply after it."""
    offered = replies_of(row.channel)
    chosen = next((one for one in offered if str(one.pk) == request.POST.get("reply")), None)
    text = request.POST.get("text", "")
    if chosen is None:
        messages.warning(request, _("Elija una respuesta de la lista. Su texto sigue aquí."))
    else:
        filled = fill(chosen, row, actor)
        text = beside(text, filled.text)
        messages.info(request, _("Revise el texto antes de enviarlo; puede cambiarlo."))
        if filled.lacking:
            lacking = ", ".join(filled.lacking)
            messages.warning(request, _("Falta completar, entre corchetes: %s.") % lacking)
    return AnswerForm(initial={"text": text, "revision": row.revision}, replies=offered)


def _file_form(row: Enquiry, data: Any = None) -> FileForm:
    procedures = Procedure.objects.in_force().filter(status__in=FILEABLE)
    every = list(procedures.order_by("name").values_list("slug", "name"))
    names = dict(every)
    matches = shelf().search(words_of(row).text).matches
    near = [(one.slug, names[one.slug]) for one in matches if one.slug in names][:NEAR]
    return FileForm(data, near=near, every=every)


def _show(
    request: HttpRequest, row: Enquiry, sent: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    seen = {"revision": row.revision}
    may = {action: access.may(actor, action, row) for action in access.ACTIONS}
    alive = row.state not in operations.OVER and row.erased_at is None
    blank = {
        key: one.form(initial=seen, **one.needs(row))
        for key, one in DEEDS.items()
        if may[one.action] and key not in sent
    }
    if may["file"] and alive:
        blank.setdefault("solicitud", _file_form(row))
    words, calendar = words_of(row), business_calendar(institution().calendar)
    entries = row.entries.select_related("by")
    context = {
        "row": row,
        "words": words,
        "due": due_of(row, timezone.localdate(), calendar),
        "story": [(one, text_of(one)) for one in entries],
        "forms": {**blank, **sent},
        "sent": next(iter(sent.values()), None),
        "may": may,
        "alive": alive,
        "reopenable": not row.is_open and row.state != State.FILED and row.erased_at is None,
        "mine": row.owner_id == getattr(actor.user, "pk", None),
        "linked": _linked(actor, row),
    }
    return render(request, "staff/contact/enquiry.html", context, status=status)


def _linked(actor: Actor, row: Enquiry) -> ServiceRequest | None:
    """The request it became, if this actor may see it."""
    if row.service_request_id is None:
        return None
    return visible_to(ServiceRequest.objects.filter(pk=row.service_request_id), actor).first()
