"""`/personal/llamadas/`: one screen for whoever answers the telephone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from backend.accounts.actors import Actor, actor_of
from frontend.staff.contact.forms import CallForm, ExtensionForm
from frontend.staff.counter import last_filed, next_person
from frontend.staff.inbox import Line, lines_of
from procedures.casework.desk.queue import Filters, queue
from procedures.catalogue.finding import shelf
from procedures.catalogue.models import Procedure
from procedures.contact import access as contact_access
from procedures.contact import calls
from procedures.contact.models import Call, Enquiry
from procedures.contact.words import words_of
from procedures.definition import FILEABLE, Definition
from procedures.register.offering import found_by
from procedures.requests.errors import Invalid, NotAllowed, NotFound

EXTENSION = "call-extension"  # in the session
SHOWN = 5  # requests, and procedures, of an answer: it is read aloud
FIRST = ("falta-recibo", "revision-fugas", "destape-tomas", "cambio-de-usuario")


@dataclass(frozen=True)
class Found:
    """What the one box found."""

    lines: list[Line]
    account: Any
    enquiry: Enquiry | None
    said: str  # how the enquiry begins


@never_cache
def calling(request: HttpRequest) -> HttpResponse:
    """Find, answer, file, and log the call."""
    actor = _clerk(request)
    mine = request.session.get(EXTENSION, "")
    if mine not in calls.extensions():
        first = ExtensionForm(extensions=calls.extensions())
        return render(request, "staff/contact/extension.html", {"form": first})
    now = int(timezone.now().timestamp())
    form = CallForm(request.POST or None, initial={"begun": now, "folio": last_filed(request)})
    if request.method == "POST" and form.is_valid() and (call := _logged(actor, mine, form)):
        next_person(request)
        said = _("La llamada quedó anotada.")
        number = call.enquiry.number if call.enquiry else ""
        more = _("La consulta es la %s: dígale el número.") % number
        messages.success(request, f"{said} {more}" if number else said)
        return redirect("staff-calls")
    words = (request.GET.get("q") or request.POST.get("q") or "").strip()[:120]
    today = timezone.localdate()
    context = {
        "extension": mine,
        "form": form,
        "words": words,
        "found": _found(actor, words) if words else None,
        "answers": _answers(words),
        "calls": [(one, calls.note_of(one)) for one in calls.calls_today(actor, mine)],
        "again": [(one, calls.note_of(one)) for one in calls.to_call_back(actor, today)],
        "today": today,
    }
    return render(request, "staff/contact/calling.html", context)


@require_POST
def extension(request: HttpRequest) -> HttpResponse:
    """Choose the extension, once a session; or leave it."""
    _clerk(request)
    form = ExtensionForm(request.POST, extensions=calls.extensions())
    if form.is_valid():
        request.session[EXTENSION] = form.cleaned_data["extension"]
        return redirect("staff-calls")
    if "otra" in request.POST:
        request.session.pop(EXTENSION, None)
        return redirect("staff-calls")
    return render(request, "staff/contact/extension.html", {"form": form})


def _clerk(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not calls.may_take_calls(actor):
        raise NotAllowed(_("Solo el personal de atención registra llamadas."))
    return actor


def _logged(actor: Actor, extension: str, form: CallForm) -> Call | None:
    told = dict(form.cleaned_data)
    begun = told.pop("begun") or 0
    try:
        begun_at = dt.datetime.fromtimestamp(begun, tz=dt.UTC)
        return calls.log_call(actor=actor, extension=extension, begun_at=begun_at, **told)
    except (OverflowError, OSError, ValueError):
        return calls.log_call(actor=actor, extension=extension, begun_at=timezone.now(), **told)
    except Invalid as refused:
        for name, findings in refused.errors.items():
            form.add_error(name if name in form.fields else None, findings[0][1])
    return None


def _found(actor: Actor, words: str) -> Found:
    earlier = queue(actor, Filters(q=words, ordering="-received_on"))
    rows = list(earlier.prefetch_related("applicants", "intervals")[:SHOWN])
    try:
        enquiry = contact_access.find(actor, words)
    except NotFound:
        enquiry = None
    said = words_of(enquiry).title if enquiry else ""
    return Found(lines_of(tuple(rows)), found_by(actor, words), enquiry, said)


def _answers(words: str) -> list[tuple[Definition, bool]]:
    """What is asked most, or what the words speak of: each with whether it is filed here."""
    known = shelf()
    by_slug = {one.slug: one for one in known.definitions}
    slugs = [match.slug for match in known.search(words).matches] if words else list(FIRST)
    here = set(
        Procedure.objects.in_force().filter(status__in=FILEABLE).values_list("slug", flat=True)
    )
    found = [by_slug[slug] for slug in slugs if slug in by_slug][:SHOWN]
    if not words and len(found) < SHOWN:
        found += [one for one in known.definitions if one not in found][: SHOWN - len(found)]
    return [(one, one.slug in here) for one in found]
