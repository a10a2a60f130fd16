"""The inbox: what there is to do, oldest due first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor, actor_of
from backend.accounts.models import Area, User
from frontend.formats import number
from frontend.staff import trail
from frontend.staff.casefile import area_names
from frontend.staff.columns import heads_of
from frontend.staff.due import Due, goal_reckoner, reckoner
from frontend.staff.kept_views import Kept, address_of
from frontend.staff.listing_forms import FilterForm
from procedures.casework.desk import bulk, keyset
from procedures.casework.desk.columns import Column, answers_of, chosen, name_of, with_answers
from procedures.casework.desk.filters import ANSWER, EVERYTHING, read_what_can_be
from procedures.casework.desk.labels import labels_of
from procedures.casework.desk.queue import (
    COUNTED,
    TABS,
    Filters,
    Understood,
    count_tabs,
    count_to_limit,
    queue,
    understand,
)
from procedures.catalogue.models import Procedure
from procedures.requests import folios
from procedures.requests.access import visible_to
from procedures.requests.calendar import business_calendar
from procedures.requests.errors import Invalid
from procedures.requests.filtering import Filterable, filterables
from procedures.requests.models import ServiceRequest
from procedures.requests.models.request import ServiceRequestQuerySet

PAGE_SIZE = 50
ALARMS = frozenset({"overdue"})


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    row: ServiceRequest
    applicant: str
    due: Due
    goal: Due | None
    answers: Mapping[str, str]
    area: str = ""


@dataclass(frozen=True)
class Asked:
    """What somebody asks of the list, as it was understood."""

    actor: Actor
    given: QueryDict
    offered: Sequence[Filterable]
    columns: Sequence[Column]
    filters: Filters
    wrong: Mapping[str, Any]
    understood: Understood

    @classmethod
    def read(cls, actor: Actor, given: QueryDict, kept: Kept) -> Asked:
        """From an address, and the columns that a kept view or the person chose."""
        offered = filterables(actor, given.get("procedure", ""))
        filters, wrong = read_what_can_be(given, offered)
        understood = understand(actor, filters, offered)
        return cls(actor, given, offered, chosen(kept.columns, offered), filters, wrong, understood)

    def in_tab(self, tab: str) -> ServiceRequestQuerySet:
        """What is found in one tab, with what the columns show."""
        filters = replace(self.filters, tab="" if tab == EVERYTHING else tab)
        found = queue(self.actor, filters, understood=self.understood)
        return with_answers(found, self.columns)

    def shows(self, column: str) -> bool:
        """Whether the list has a column."""
        return any(one.key == column for one in self.columns)


def inbox(request: HttpRequest) -> HttpResponse:
    """`/personal/`: tabs, search, filters and a page of requests."""
    actor, given = actor_of(request), request.GET
    if folio := scanned(actor, given.get("q", "")):
        return redirect("staff-case", folio)
    kept = Kept(actor, given)
    if kept.opens:
        return redirect(kept.opens)
    asked = Asked.read(actor, given, kept)
    counts = _counts(asked)
    tab = _tab(given, counts)
    ordering = asked.filters.ordering
    page, start_again = _page(asked.in_tab(tab), ordering, given.get("cursor", ""))
    trail.remember(request, tab, ordering, page.rows)
    context = {
        "tabs": _tabs(given, counts, tab),
        "tab": tab,
        "tab_label": _("Todas") if tab == EVERYTHING else TABS[tab],
        "start_again": start_again,
        "may_bulk": bulk.may_start(actor),
        "whole_list": address_of(given, tab=tab).removeprefix("?"),
        **_found(asked, page),
        **_looked_for(asked),
        **kept.context(asked.columns, asked.offered),
    }
    return render(request, "staff/inbox.html", context)


def _found(asked: Asked, page: keyset.Page[ServiceRequest]) -> dict[str, Any]:
    """A page of the list, its head, and the way to the next."""
    given = asked.given
    areas = area_names() if asked.shows("area") else {}
    return {
        "lines": lines_of(page.rows, asked.offered, areas),
        "heads": heads_of(asked.columns, asked.filters.ordering, partial(address_of, given)),
        "goal_shown": asked.shows("goal"),
        "next": address_of(given, cursor=page.next) if page.next else "",
        "previous": address_of(given, cursor=page.previous) if page.previous else "",
    }


def _looked_for(asked: Asked) -> dict[str, Any]:
    """The search and the filters, as they were sent."""
    form, given = _form(asked), asked.given
    sought = asked.understood.sought
    return {
        "filters": asked.filters,
        "filter_form": form,
        "filtered": any(given.get(name) for name in form.fields),
        "gone": any(one.startswith(ANSWER) and one not in form.fields for one in asked.wrong),
        "similar": bool(sought and sought.similar),
        "elsewhere": address_of(given, tab=EVERYTHING) if asked.filters.q else "",
    }


def lines_of(
    rows: tuple[ServiceRequest, ...],
    offered: Sequence[Filterable] = (),
    areas: Mapping[str, str] | None = None,
) -> list[Line]:
    """Requests as the list shows them; their applicants were fetched with them."""
    today = timezone.localdate()
    calendar = cache(business_calendar)  # each is read once for the whole page
    due_of, goal_of = reckoner(today, calendar), goal_reckoner(today, calendar)
    return [
        Line(
            row,
            name_of(row),
            due_of(row),
            goal_of(row),
            answers_of(row, offered),
            (areas or {}).get(row.area, row.area),
        )
        for row in rows
    ]


def scanned(actor: Actor, typed: str) -> str:
    """The folio typed, or scanned from an acuse, when it is of a request the actor may see."""
    try:
        folio = str(folios.folio_in(typed))
    except folios.BadFolio:
        return ""
    seen = visible_to(ServiceRequest.objects.filter(folio=folio), actor).exists()
    return folio if seen else ""


def _counts(asked: Asked) -> dict[str, int | None]:
    actor, filters, understood = asked.actor, asked.filters, asked.understood
    whole = count_to_limit(queue(actor, filters, understood=understood))
    return {**count_tabs(actor, filters, understood=understood), EVERYTHING: whole}


def _tab(given: QueryDict, counts: Mapping[str, int | None]) -> str:
    """The tab asked for; without one, whatever was searched for, or the first with work in it."""
    asked = given.get("tab", "")
    if asked in counts:
        return asked
    if given:
        return EVERYTHING
    return next((tab for tab in ("mine", "area", EVERYTHING) if counts[tab]), "mine")


def _tabs(given: QueryDict, counts: Mapping[str, int | None], current: str) -> list[dict[str, Any]]:
    return [
        {
            "text": text,
            "href": address_of(given, tab=tab),
            "count": _in_words(counts[tab]),
            "alarm": tab in ALARMS and bool(counts[tab]),
            "current": tab == current,
        }
        for tab, text in [*TABS.items(), (EVERYTHING, _("Todas"))]
    ]


def _in_words(count: int | None) -> str:
    if count is None:
        return ""
    return f"{number(COUNTED)}+" if count > COUNTED else number(count)


def _page(
    found: ServiceRequestQuerySet, ordering: str, cursor: str
) -> tuple[keyset.Page[ServiceRequest], bool]:
    """A page of the list; the first one, and True, when the cursor leads nowhere any more."""
    rows = found.prefetch_related("applicants", "intervals")
    try:
        return keyset.page(rows, ordering=ordering, cursor=cursor, size=PAGE_SIZE), False
    except Invalid:
        return keyset.page(rows, ordering=ordering, size=PAGE_SIZE), True


def _form(asked: Asked) -> FilterForm:
    actor = asked.actor
    audience = {f"role:{role}" for role in actor.roles}
    procedures = Procedure.objects.in_force().values_list("slug", "name", "audience")
    form = FilterForm(
        asked.given,
        procedures=[(s, name) for s, name, only in procedures if not only or audience & set(only)],
        areas=Area.objects.active().values_list("key", "name"),
        people=User.objects.filter(is_active=True, memberships__isnull=False)
        .distinct()
        .order_by("full_name")
        .values_list("username", "full_name"),
        labels=labels_of(actor).values_list("pk", "name"),
        offered=asked.offered,
    )
    for name, findings in asked.wrong.items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, [text for _code, text in findings])
    return form
