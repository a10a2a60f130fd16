"""From a case to the next one of the list it was opened from, and back to where one was.

The list is remembered in the session, sealed like all of it, so no address of a case tells what was
searched for. What is remembered of a row is its place, not the row: the way on leads through the
list as it is now, and a case that meanwhile left it (claimed, closed) still knows its neighbours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from frontend.staff.desk import Desk
from procedures.casework.desk import keyset
from procedures.casework.desk.filters import TABS, read_what_can_be
from procedures.casework.desk.queue import queue, understand
from procedures.requests.errors import Invalid
from procedures.requests.filtering import filterables
from procedures.requests.models import ServiceRequest

TRAILS = "desk-trails"  # in the session
MOST = 4  # lists, in as many windows
LONGEST = 400  # rows of one list
LONGEST_ADDRESS = 2000


@dataclass(frozen=True)
class Trail:
    """Ways on from a case.

    Attributes:
        back: address of the list.
        known: whether it is the list the case was opened from.
        previous, next: the folios before and after it; "" for none.
    """

    back: str
    known: bool = False
    previous: str = ""
    next: str = ""


def remember(request: HttpRequest, tab: str, ordering: str, rows: Sequence[ServiceRequest]) -> None:
    """Keep the page of the list that is shown, the newest first.

    Args:
        tab: the one shown, which the address may leave to the house.
        ordering: the list's.
    """
    query = request.GET.copy()
    query["tab"] = tab
    address = query.urlencode()
    if not rows or len(address) > LONGEST_ADDRESS:
        return
    places = {str(row.pk): keyset.place_of(row, ordering=ordering) for row in rows}
    kept = {"address": address, "ordering": ordering, "places": places}
    others = [one for one in request.session.get(TRAILS, []) if one["address"] != address]
    if request.session.get(TRAILS, [None])[:1] != [kept]:
        request.session[TRAILS] = [kept, *others][:MOST]
        _end_when_it_would(request)


def lead(request: HttpRequest, desk: Desk) -> Trail:
    """The ways on from a case; only back to the inbox where no list that is remembered had it."""
    trails = request.session.get(TRAILS, [])
    pk = str(desk.row.pk)
    kept = next((one for one in trails if pk in one["places"]), None)
    if kept is None:
        return Trail(reverse("staff-inbox"))
    back = f"{reverse('staff-inbox')}?{kept['address']}#{desk.row.folio}"
    try:
        beside = _beside(desk, kept)
    except Invalid:
        return Trail(back, known=True)
    for row in beside:
        if row is not None and str(row.pk) not in kept["places"] and len(kept["places"]) < LONGEST:
            kept["places"][str(row.pk)] = keyset.place_of(row, ordering=kept["ordering"])
            request.session.modified = True
            _end_when_it_would(request)
    before, after = (row.folio if row else "" for row in beside)
    return Trail(back, True, before, after)


def _end_when_it_would(request: HttpRequest) -> None:
    """Looking at lists must not make a session on a shared machine last longer."""
    entered = getattr(request.user, "last_login", None)
    if entered is None or "_session_expiry" in request.session:
        return
    end = entered + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if end > timezone.now():
        request.session.set_expiry(end)


def _beside(
    desk: Desk, kept: dict[str, Any]
) -> tuple[ServiceRequest | None, ServiceRequest | None]:
    query = QueryDict(kept["address"])
    offered = filterables(desk.actor, query.get("procedure", ""))
    filters, _wrong = read_what_can_be(query, offered)
    tab = query["tab"] if query["tab"] in TABS else ""
    asked = replace(filters, tab=tab, ordering=kept["ordering"])
    found = queue(desk.actor, asked, understood=understand(desk.actor, asked, offered))
    found = found.exclude(pk=desk.row.pk)  # it may have moved on, past its own place
    place = kept["places"][str(desk.row.pk)]
    return keyset.beside(found, ordering=kept["ordering"], place=place)
