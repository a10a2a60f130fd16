"""`/personal/avisos/`: the messages somebody answers for, and what is done with one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from backend.accounts.actors import Actor, actor_of
from backend.accounts.people import may_administer
from frontend.staff.deliveries import words
from frontend.staff.deliveries.forms import AddressForm, FilterForm
from notifications import figures, handling
from notifications.models import OutboxMessage
from notifications.rendering import timeline_text
from notifications.secrets import blank
from procedures.casework import delivering, faults
from procedures.casework.delivering import COUNTED, ORDERING, TABS, Filters
from procedures.casework.desk import keyset
from procedures.casework.desk.queue import COUNTED as MOST_COUNTED
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import ServiceRequest

PAGE_SIZE = 50
DEEDS = ("reenviar", "direccion", "cancelar")


@never_cache
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Tabs by state, filters, a page of messages, and how each channel is doing."""
    actor, given = actor_of(request), request.GET
    filters, form = _asked(given)
    if not given.get("tab") and not filters.folio:
        filters = Filters(**{**vars(filters), "tab": "trouble"})
    also = {name: value for name, value in vars(filters).items() if value and name != "tab"}
    found = delivering.deliveries(actor, filters)
    page = _page(found, given.get("cursor", ""))
    here = {**also, "tab": filters.tab}
    context = {
        "tabs": [_tab(actor, filters, tab, also) for tab in TABS],
        "tab_label": TABS[filters.tab],
        "lines": [words.line_of(row) for row in page.rows],
        "form": form,
        "filtered": bool(also),
        "faults": faults.found(timezone.now()) if may_administer(actor) else [],
        "doing": [
            (words.channel(one.channel), one, _failures(one))
            for one in figures.doing(timezone.now())
        ],
        "next": _address(**here, cursor=page.next) if page.next else "",
        "previous": _address(**here, cursor=page.previous) if page.previous else "",
    }
    return render(request, "staff/deliveries/listing.html", context)


@never_cache
@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: its words without their secrets, its way, and what may be done."""
    return _show(request, delivering.find(actor_of(request), pk))


@never_cache
@require_POST
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Send it again, send it elsewhere, or take it back."""
    actor = actor_of(request)
    row = delivering.find(actor, pk)
    if deed not in DEEDS:
        raise Http404
    form = AddressForm(request.POST) if deed == "direccion" else None
    if form is not None and not form.is_valid():
        return _show(request, row, form)
    try:
        if form is not None:
            row = delivering.change_address(actor=actor, message=row, **form.cleaned_data)
            messages.success(request, _("Va a la nueva dirección."))
        elif deed == "reenviar":
            row = delivering.resend(actor=actor, message=row)
            messages.success(request, _("El aviso sale de nuevo."))
        else:
            delivering.cancel(actor=actor, message=row)
            messages.success(request, _("El aviso ya no se enviará."))
    except Invalid as refused:
        assert form is not None, "only an address is typed"
        for findings in refused.errors.values():
            form.add_error("address", findings[0][1])
        return _show(request, row, form)
    except Conflict as refused:
        messages.error(request, str(refused))
    return redirect("staff-delivery", row.pk)


def _show(
    request: HttpRequest, row: OutboxMessage, form: AddressForm | None = None
) -> HttpResponse:
    way = _way(row)
    case = ServiceRequest.objects.filter(folio=row.reference).first()
    line = words.line_of(row)
    context = {
        "row": row,
        "line": line,
        "case": case,
        "text": timeline_text(row),
        "short": blank(row.short),
        "way": [words.line_of(one) for one in way],
        "deeds": handling.deeds_of(way),
        "may_resend": handling.can_resend(row),
        "may_cancel": delivering.can_cancel(row),
        "form": (form or AddressForm()) if handling.can_readdress(row) else None,
    }
    return render(request, "staff/deliveries/message.html", context, status=200)


def _way(row: OutboxMessage) -> list[OutboxMessage]:
    """The rows of one message, from the first channel to the last; two queries.

    They share the folio and the beginning of the key.
    """
    first = row.dedupe_key.partition(">")[0]
    rows = handling.messages().filter(reference=row.reference, dedupe_key__startswith=first)
    found = {one.pk: one for one in rows.select_related("following").order_by("id")}
    chain, here = [row], row
    while here.previous_id in found:
        here = found[here.previous_id]
        chain.insert(0, here)
    here = row
    while handling.followed(here) and here.following.pk in found:
        here = found[here.following.pk]
        chain.append(here)
    return chain


def _asked(given: Any) -> tuple[Filters, FilterForm]:
    """The filters that can be read, and the form that says what is wrong with the others."""
    form = FilterForm(given)
    try:
        return delivering.read_filters(given), form
    except Invalid as wrong:
        good = {name: value for name, value in given.items() if name not in wrong.errors}
        for name, findings in wrong.errors.items():
            if name not in form.errors:
                form.add_error(name, findings[0][1])
        return delivering.read_filters(good), form


def _tab(actor: Actor, filters: Filters, tab: str, also: dict[str, str]) -> dict[str, Any]:
    count = ""
    if tab in COUNTED:
        found = delivering.deliveries(actor, Filters(**{**vars(filters), "tab": tab}))
        number = found.order_by()[: MOST_COUNTED + 1].count()
        count = f"{MOST_COUNTED:,}+" if number > MOST_COUNTED else str(number)
    return {
        "text": TABS[tab],
        "href": _address(**also, tab=tab),
        "count": count,
        "alarm": tab == "trouble" and count != "0",
        "current": tab == filters.tab,
    }


def _page(found: Any, cursor: str) -> keyset.Page[OutboxMessage]:
    rows = found.defer("text", "html", "short")
    try:
        return keyset.page(rows, ordering=ORDERING, cursor=cursor, size=PAGE_SIZE)
    except Invalid:
        return keyset.page(rows, ordering=ORDERING, size=PAGE_SIZE)


def _failures(one: figures.Doing) -> list[tuple[str, int]]:
    return [(words.problem(name), count) for name, count in sorted(one.failures.items())]


def _address(**query: str) -> str:
    return f"?{urlencode(query)}"
