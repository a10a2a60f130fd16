"""`/personal/contacto/`: what people wrote, who has it and by when it is answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from backend.accounts.actors import actor_of
from frontend.staff.due import Due, running
from procedures.casework.desk import keyset
from procedures.casework.desk.queue import COUNTED
from procedures.catalogue.institution import institution
from procedures.contact import access
from procedures.contact.models import Enquiry
from procedures.contact.queue import TABS, counts, enquiries
from procedures.contact.search import LONGEST
from procedures.contact.words import words_of
from procedures.requests import folios
from procedures.requests.calendar import business_calendar
from procedures.requests.clock import BusinessCalendar
from procedures.requests.errors import Invalid, NotAllowed, NotFound

PAGE_SIZE = 50
SOON_DAYS = 1  # business days


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    row: Enquiry
    title: str
    name: str
    due: Due | None


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Tabs, a search and a page; a whole number goes straight to its enquiry."""
    actor, today = actor_of(request), timezone.localdate()
    if not access.may_see_enquiries(actor):
        raise NotAllowed(_("Su función no incluye las consultas."))
    typed = request.GET.get("q", "").strip()[:LONGEST]
    if typed and not request.GET.get("tab"):
        try:
            return redirect("staff-enquiry", access.find(actor, typed).number)
        except NotFound:
            pass
    counted = counts(actor, today, typed)
    asked, first = request.GET.get("tab", ""), "all" if typed else "open"
    tab = asked if asked in TABS else next((t for t in ("mine", "open") if counted[t]), first)
    found = enquiries(actor, tab, today, typed)
    page = _page(found, TABS[tab][1], request.GET.get("cursor", ""))
    also = {"q": typed} if typed else {}
    calendar = business_calendar(institution().calendar)
    context = {
        "tabs": [
            {
                "text": label,
                "href": _address(tab=key, **also),
                "count": _in_words(counted[key]),
                "alarm": key == "overdue" and bool(counted[key]),
                "current": key == tab,
            }
            for key, (label, _ordering, _narrow) in TABS.items()
        ],
        "tab_label": TABS[tab][0],
        "lines": [_line(row, today, calendar) for row in page.rows],
        "next": _address(tab=tab, **also, cursor=page.next) if page.next else "",
        "previous": _address(tab=tab, **also, cursor=page.previous) if page.previous else "",
        "typed": typed,
        "example": folios.format_folio("C", today.year, 123),
    }
    return render(request, "staff/contact/listing.html", context)


def _address(**query: str) -> str:
    return f"?{urlencode(query)}"


def due_of(row: Enquiry, today: dt.date, calendar: BusinessCalendar) -> Due | None:
    """By when it is answered, in words and with an icon; None of one that ended."""
    return running(row.due_on, today, calendar, SOON_DAYS) if row.is_open else None


def _line(row: Enquiry, today: dt.date, calendar: BusinessCalendar) -> Line:
    words = words_of(row)
    return Line(row, words.title, words.name, due_of(row, today, calendar))


def _page(found: Any, ordering: str, cursor: str) -> keyset.Page[Enquiry]:
    rows = found.select_related("channel", "owner", "service_request")
    try:
        return keyset.page(rows, ordering=ordering, cursor=cursor, size=PAGE_SIZE)
    except Invalid:
        return keyset.page(rows, ordering=ordering, size=PAGE_SIZE)


def _in_words(count: int | None) -> str:
    if count is None:
        return ""
    return f"{COUNTED:,}+" if count > COUNTED else str(count)
