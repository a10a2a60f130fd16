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
from frontend.staff.columns import answers_of, heads_of, with_answers
from frontend.staff.due import Due, goal_reckoner, reckoner
from frontend.staff.kept_views import Kept, address_of
from frontend.staff.listing_forms import FilterForm
from procedures.casework.desk import bulk, keyset
from procedures.casework.desk.columns import chosen
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


def inbox(request: HttpRequest) -> HttpResponse:
    """`/personal/`: tabs, search, filters and a page of requests."""
    actor = actor_of(request)
    if folio := scanned(actor, request.GET.get("q", "")):
        return redirect("staff-case", folio)
    kept = Kept(actor, request.GET)
    if kept.opens:
        return redirect(kept.opens)
    offered = filterables(actor, request.GET.get("procedure", ""))
    columns = chosen(kept.columns, offered)
    filters, wrong = read_what_can_be(request.GET, offered)
    understood = understand(actor, filters, offered)
    counts = _counts(actor, filters, understood)
    tab = _tab(request.GET, counts)
    asked = replace(filters, tab="" if tab == EVERYTHING else tab)
    found = with_answers(queue(actor, asked, understood=understood), columns)
    page, start_again = _page(found, asked.ordering, request.GET.get("cursor", ""))
    trail.remember(request, tab, asked.ordering, page.rows)
    areas = area_names() if any(column.key == "area" for column in columns) else {}
    form = _form(request.GET, actor, offered, wrong)
    context = {
        "tabs": _tabs(request.GET, counts, tab),
        "tab": tab,
        "tab_label": _("Todas") if tab == EVERYTHING else TABS[tab],
        "lines": lines_of(page.rows, offered, areas),
        "heads": heads_of(columns, asked.ordering, partial(address_of, request.GET)),
        "goal_shown": any(column.key == "goal" for column in columns),
        **kept.context(columns, offered),
        "next": address_of(request.GET, cursor=page.next) if page.next else "",
        "previous": address_of(request.GET, cursor=page.previous) if page.previous else "",
        "start_again": start_again,
        "gone": any(name.startswith(ANSWER) and name not in form.fields for name in wrong),
        "filters": filters,
        "similar": bool(understood.sought and understood.sought.similar),
        "may_bulk": bulk.may_start(actor),
        "whole_list": address_of(request.GET, tab=tab).removeprefix("?"),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "filter_form": form,
        "elsewhere": address_of(request.GET, tab=EVERYTHING) if filters.q else "",
    }
    return render(request, "staff/inbox.html", context)


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


def name_of(row: ServiceRequest) -> str:
    """Who asks; nobody's name where the request is anonymous."""
    if row.anonymous:
        return ""
    people = list(row.applicants.all())
    return people[0].name if people else ""


def scanned(actor: Actor, typed: str) -> str:
    """The folio typed, or scanned from an acuse, when it is of a request the actor may see."""
    try:
        folio = str(folios.folio_in(typed))
    except folios.BadFolio:
        return ""
    seen = visible_to(ServiceRequest.objects.filter(folio=folio), actor).exists()
    return folio if seen else ""


def _counts(actor: Actor, filters: Filters, understood: Understood) -> dict[str, int | None]:
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


def _form(
    given: QueryDict, actor: Actor, offered: Sequence[Filterable], wrong: Mapping[str, Any]
) -> FilterForm:
    audience = {f"role:{role}" for role in actor.roles}
    procedures = Procedure.objects.in_force().values_list("slug", "name", "audience")
    form = FilterForm(
        given,
        procedures=[(s, name) for s, name, only in procedures if not only or audience & set(only)],
        areas=Area.objects.active().values_list("key", "name"),
        people=User.objects.filter(is_active=True, memberships__isnull=False)
        .distinct()
        .order_by("full_name")
        .values_list("username", "full_name"),
        labels=labels_of(actor).values_list("pk", "name"),
        offered=offered,
    )
    for name, findings in wrong.items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, [text for _code, text in findings])
    return form
