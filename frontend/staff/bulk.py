"""One deed on many cases: what to do with those chosen in the inbox, and how the job goes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from backend.accounts.actors import Actor, actor_of
from backend.accounts.models import User
from frontend.staff.bulk_forms import (
    BulkAssignForm,
    BulkLabelForm,
    BulkMessageForm,
    BulkOpinionForm,
)
from procedures.casework.desk import bulk, labels
from procedures.casework.desk.filters import TABS, read_what_can_be
from procedures.casework.desk.models import BulkJob, ReplyTemplate
from procedures.casework.desk.models.bulk import Deed, ItemStatus
from procedures.casework.desk.queue import queue, understand
from procedures.requests.access import OWNERS
from procedures.requests.errors import Invalid, NotAllowed, NotFound
from procedures.requests.filtering import filterables

PAGE_SIZE = 50
REPLY = "respuesta"  # the button that puts a prepared reply into the text


def start(request: HttpRequest) -> HttpResponse:
    """`/personal/lote/`: POST the folios chosen, or the filters of a list; then what to do."""
    actor = actor_of(request)
    if not bulk.may_start(actor):
        raise NotAllowed(_("Su función no permite hacer esto con las solicitudes."))
    if request.method != "POST":
        return redirect("staff-bulk-jobs")
    folios = _folios(request.POST, actor)
    deed = request.POST.get("deed", "")
    forms = _forms(actor, request.POST if deed else None, deed)
    if deed in forms and _put_reply(request, forms[deed], deed):
        return _ask(request, folios, forms, deed)
    if deed in forms and forms[deed].is_valid():
        try:
            job = bulk.start(
                actor=actor,
                key=_key(request.POST),
                deed=deed,
                folios=folios,
                parameters=forms[deed].cleaned_data,
            )
            return redirect("staff-bulk-job", job.pk)
        except Invalid as refused:
            for name, findings in refused.errors.items():
                for _code, sentence in findings:
                    forms[deed].add_error(name if name in forms[deed].fields else None, sentence)
    return _ask(request, folios, forms, deed)


def _ask(
    request: HttpRequest, folios: list[str], forms: Mapping[str, BaseForm], deed: str
) -> HttpResponse:
    context = {
        "folios": folios,
        "joined": " ".join(folios),
        "most": bulk.MOST,
        "too_many": len(folios) > bulk.MOST,
        "key": request.POST.get("key") or uuid.uuid4(),
        "forms": [(name, Deed(name).label, form, name == deed) for name, form in forms.items()],
        "wrong": [form for form in forms.values() if form.is_bound],
    }
    return render(request, "staff/bulk_start.html", context)


def _folios(sent: QueryDict, actor: Actor) -> list[str]:
    """Those ticked, those of a page that was sent before, or the first of a filtered list."""
    if "filtros" in sent:
        given = QueryDict(sent.get("filtros", ""))
        tab = given.get("tab", "")
        offered = filterables(actor, given.get("procedure", ""))
        read, _wrong = read_what_can_be(given, offered)  # as the list does
        filters = replace(read, tab=tab if tab in TABS else "")
        found = queue(actor, filters, understood=understand(actor, filters, offered))
        return list(found.values_list("folio", flat=True)[: bulk.MOST + 1])
    ticked = [*sent.getlist("folio"), *sent.get("folios", "").split()]
    return list(dict.fromkeys(ticked))[: bulk.MOST + 1]


def _key(sent: QueryDict) -> uuid.UUID:
    """The id the page gave: pressing twice asks once."""
    try:
        return uuid.UUID(sent.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def _forms(actor: Actor, sent: QueryDict | None, deed: str) -> dict[str, BaseForm]:
    """The form of each deed this person may ask for; the one that was sent, as it was typed."""
    people = User.objects.filter(is_active=True, memberships__role__in=OWNERS)
    made: dict[str, Any] = {
        Deed.ASSIGN: (BulkAssignForm, {"people": people.distinct().order_by("full_name")}),
        Deed.MESSAGE: (BulkMessageForm, {"replies": _replies(actor)}),
        Deed.LABEL: (BulkLabelForm, {"labels": labels.labels_of(actor).in_use()}),
        Deed.OPINION: (BulkOpinionForm, {}),
    }
    return {
        name: form(sent if name == deed else None, prefix=name, **options)
        for name, (form, options) in made.items()
        if bulk.may_start(actor, name)
    }


def _replies(actor: Actor) -> Any:
    return ReplyTemplate.objects.in_use().for_areas(*actor.areas)


def _put_reply(request: HttpRequest, form: BaseForm, deed: str) -> bool:
    """Put the chosen reply into the text, to be read before it is sent."""
    if REPLY not in request.POST:
        return False
    data = request.POST.copy()
    chosen = data.get(f"{deed}-reply", "")
    found = _replies(actor_of(request)).filter(pk=chosen).first() if chosen.isdecimal() else None
    if found is not None:
        typed = data.get(f"{deed}-text", "").rstrip()
        data[f"{deed}-text"] = f"{typed}\n\n{found.body}" if typed else found.body
    form.data = data
    form.is_bound = found is None
    form.initial = {"reply": chosen, "text": data.get(f"{deed}-text", "")}
    return True


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """`/personal/lotes/`: one's own, the latest first."""
    actor = actor_of(request)
    page = Paginator(bulk.jobs_of(actor), PAGE_SIZE).get_page(request.GET.get("pagina"))
    counts = bulk.counts_of(list(page.object_list))
    context = {
        "rows": [(job, counts[job.pk], sum(counts[job.pk].values())) for job in page.object_list],
        "kept_days": bulk.KEPT_DAYS,
        "previous": f"?pagina={page.number - 1}" if page.has_previous() else "",
        "next": f"?pagina={page.number + 1}" if page.has_next() else "",
    }
    return render(request, "staff/bulk_jobs.html", context)


@never_cache
@require_GET
def job(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """How one goes, case by case."""
    found = _job(request, job)
    items = list(found.items.select_related("service_request__procedure"))
    counts = bulk.counts_of([found])[found.pk]
    context = {
        "job": found,
        "items": items,
        "counts": [(ItemStatus(key).label, key, n) for key, n in counts.items() if n],
        "done": len(items) - counts[ItemStatus.WAITING],
        "total": len(items),
    }
    return render(request, "staff/bulk_job.html", context)


@require_POST
def cancel(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """Leave undone what still waits."""
    bulk.cancel(actor=actor_of(request), job=_job(request, job))
    messages.success(request, _("Se canceló lo que faltaba; lo hecho se queda como está."))
    return redirect("staff-bulk-job", job)


def _job(request: HttpRequest, key: uuid.UUID) -> BulkJob:
    found = bulk.jobs_of(actor_of(request)).filter(pk=key).first()
    if found is None:
        raise NotFound(_("No encontramos ese lote."))
    return found
