"""The queue: one function for lists, tabs and counts, so that they always agree.

Pages and API read their filters with `read_filters` and ask `queue`; a tab is a filter like any
other, and its count is the count of the very queryset its list shows (EXPERIENCE, Staff).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, F, OrderBy, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import ANY_AREA, Actor
from procedures.catalogue.institution import institution
from procedures.definition import Phase
from procedures.requests.access import visible_to
from procedures.requests.calendar import business_calendar
from procedures.requests.errors import Invalid
from procedures.requests.models import CaseAccess, ServiceRequest
from procedures.requests.models.request import (
    OutcomeChoices,
    PhaseChoices,
    ServiceRequestQuerySet,
    Source,
)
from procedures.requests.search import Sought, look_for

SOON_DAYS = 3  # business days: what is due within them is due soon
COUNTED = 1000  # counts are exact up to here (API.md, Lists)

TABS = {
    "mine": gettext_lazy("Mis solicitudes"),
    "area": gettext_lazy("Mi área"),
    "unassigned": gettext_lazy("Sin asignar"),
    "messages": gettext_lazy("Con mensajes nuevos"),
    "waiting": gettext_lazy("Esperan a la persona"),
    "due_soon": gettext_lazy("Por vencer"),
    "overdue": gettext_lazy("Vencidas"),
    "closed": gettext_lazy("Concluidas"),
}
UNCOUNTED = frozenset({"closed"})  # it only grows, and nobody plans a day by it

# What a list may be ordered by; the column is a ServiceRequest's own, ties go by id.
ORDERINGS = ("due_on", "-due_on", "received_on", "-received_on", "folio", "-folio")
DEFAULT_ORDERING = "due_on"
LONGEST = 120  # characters of one filter
OPEN = "open"  # a filter of phase: every phase but the last
OLDEST_YEAR, NEWEST_YEAR = 1900, 2999  # beyond them no clock can turn a day into a moment
DATES = ("received_from", "received_to", "closed_from", "closed_to")

_CHOICES: dict[str, tuple[str, ...]] = {
    "tab": tuple(TABS),
    "phase": (OPEN, *PhaseChoices.values),
    "source": tuple(Source.values),
    "due": ("overdue", "soon"),
    "outcome": tuple(OutcomeChoices.values),
    "ordering": ORDERINGS,
}


@dataclass(frozen=True)
class Filters:
    """What to show of the queue; an empty filter shows everything the actor may see.

    `phase` is one, or "open" for all but the last; `assignee` is "me", "none" or a user name; `due`
    is "overdue" or "soon"; `label` is the id of one; `q` is what was typed in the search box
    (folio, name, telephone, account, address, or a whole CURP or RFC).
    """

    tab: str = ""
    phase: str = ""
    state: str = ""
    procedure: str = ""
    area: str = ""
    assignee: str = ""
    source: str = ""
    due: str = ""
    q: str = ""
    outcome: str = ""
    label: str = ""
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    closed_from: dt.date | None = None
    closed_to: dt.date | None = None
    ordering: str = DEFAULT_ORDERING


FILTERS = tuple(Filters.__dataclass_fields__)


def read_filters(given: Mapping[str, Any]) -> Filters:
    """Filters from a query string; what is not a filter's name is not looked at.

    Raises:
        Invalid: each filter whose value it does not take.
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[tuple[str, str]]] = {}
    for name in FILTERS:
        text = str(given.get(name) or "").strip()
        if not text:
            continue
        if name in _CHOICES and text not in _CHOICES[name]:
            errors[name] = [("invalid_choice", _("Elija una de las opciones."))]
        elif len(text) > LONGEST or "\x00" in text:
            errors[name] = [("invalid", _("Escriba menos, y solo letras y números."))]
        elif name == "label" and not (text.isascii() and text.isdigit() and len(text) < 16):
            errors[name] = [("invalid", _("Elija una etiqueta de la lista."))]
        elif name in DATES:
            try:
                values[name] = parse_date(text)
            except ValueError:
                values[name] = None
            if values[name] is None or not OLDEST_YEAR <= values[name].year <= NEWEST_YEAR:
                errors[name] = [("invalid", _("Escriba una fecha como 2026-11-30."))]
        else:
            values[name] = text
    if errors:
        raise Invalid(errors)
    return Filters(**values)


def queue(
    actor: Actor,
    filters: Filters,
    *,
    today: dt.date | None = None,
    sought: Sought | None = None,
) -> ServiceRequestQuerySet:
    """The requests this actor may see that pass the filters, in order, ready for a list.

    Args:
        actor: who asks; scope comes from `visible_to`, a filter only narrows it.
        filters: from `read_filters`, or built by hand.
        today: the day "overdue" and "soon" are measured from; the present one when not given.
        sought: what `filters.q` means, where it was understood already (`understand`).
    """
    today = today or timezone.localdate()
    found = visible_to(ServiceRequest.objects.all(), actor)
    if filters.tab:
        found = _tab(found, filters.tab, actor, today)
    if filters.phase == OPEN:
        found = found.open()
    elif filters.phase:
        found = found.filter(phase=filters.phase)
    for column in ("state", "area", "source", "outcome"):
        value = getattr(filters, column)
        found = found.filter(**{column: value}) if value else found
    if filters.procedure:
        found = found.filter(procedure__slug=filters.procedure)
    if filters.assignee == "me":
        found = found.filter(assignee=actor.user)
    elif filters.assignee == "none":
        found = found.filter(assignee=None)
    elif filters.assignee:
        found = found.filter(assignee__username=filters.assignee)
    if filters.label:
        found = found.filter(labels__label=int(filters.label))
    if filters.due:
        found = _due(found, filters.due, today)
    if filters.received_from:
        found = found.filter(received_on__gte=filters.received_from)
    if filters.received_to:
        found = found.filter(received_on__lte=filters.received_to)
    if filters.closed_from:
        found = found.filter(closed_at__gte=_midnight(filters.closed_from))
    if filters.closed_to:
        found = found.filter(closed_at__lt=_midnight(filters.closed_to + dt.timedelta(days=1)))
    if filters.q:
        found = (sought or look_for(actor, filters.q)).narrow(found)
    return found.for_lists().order_by(*order_of(filters.ordering))


def understand(actor: Actor, filters: Filters) -> Sought | None:
    """What the search box says, read once for a list and all its counts; None when it is empty."""
    return look_for(actor, filters.q) if filters.q else None


def count_tabs(
    actor: Actor,
    filters: Filters,
    *,
    today: dt.date | None = None,
    sought: Sought | None = None,
) -> dict[str, int | None]:
    """How many requests each tab holds under these filters, by tab.

    Returns:
        Exact numbers to COUNTED; COUNTED + 1 says "more"; None for a tab that is not counted.
    """
    sought = sought or understand(actor, filters)
    return {
        tab: None
        if tab in UNCOUNTED
        else count_to_limit(queue(actor, replace(filters, tab=tab), today=today, sought=sought))
        for tab in TABS
    }


def count_to_limit(found: ServiceRequestQuerySet) -> int:
    """How many there are, at most COUNTED + 1: no list makes the database count a million rows."""
    return found.order_by()[: COUNTED + 1].count()


def order_of(ordering: str) -> tuple[OrderBy, OrderBy]:
    """What to order by: the column, its empty values last in both directions, and ties by id."""
    column, down = ordering.lstrip("-"), ordering.startswith("-")
    return (
        OrderBy(F(column), descending=down, nulls_last=True),
        OrderBy(F("pk"), descending=down),
    )


def _midnight(day: dt.date) -> dt.datetime:
    """When a day begins here."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _tab(
    found: ServiceRequestQuerySet, tab: str, actor: Actor, today: dt.date
) -> ServiceRequestQuerySet:
    if tab == "mine":
        return found.open().filter(assignee=actor.user)
    if tab == "area":
        return _in_my_areas(found.open(), actor)
    if tab == "unassigned":
        return _in_my_areas(found.open(), actor).filter(assignee=None)
    if tab == "messages":
        return found.filter(unread_by_staff__gt=0)
    if tab == "waiting":
        return found.waiting_for_citizen()
    if tab == "closed":
        return found.closed()
    return _due(found, "overdue" if tab == "overdue" else "soon", today)


def _in_my_areas(found: ServiceRequestQuerySet, actor: Actor) -> ServiceRequestQuerySet:
    """What my areas own; and what was just received and waits for one of them to take it."""
    if ANY_AREA in actor.areas:
        return found
    mine = CaseAccess.objects.filter(service_request=OuterRef("pk"), area__in=actor.areas)
    return found.filter(Q(area__in=actor.areas) | Q(phase=Phase.RECEIVED) & Q(Exists(mine)))


def _due(found: ServiceRequestQuerySet, due: str, today: dt.date) -> ServiceRequestQuerySet:
    if due == "overdue":
        return found.overdue(today)
    calendar = business_calendar(institution().calendar)
    return found.due_between(today, calendar.add_days(today, SOON_DAYS))
