"""The queue: one function for lists, tabs and counts, so that they always agree.

Pages and API read their filters with `read_filters` and ask `queue`; a tab is a filter like any
other, and its count is the count of the very queryset its list shows (EXPERIENCE, Staff).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Exists, F, OrderBy, OuterRef, Q
from django.utils import timezone

from backend.accounts.actors import ANY_AREA, Actor
from procedures.casework import unreachable
from procedures.catalogue.institution import institution
from procedures.definition import Phase
from procedures.requests import filtering
from procedures.requests.access import beyond_an_opinion, visible_to
from procedures.requests.calendar import business_calendar
from procedures.requests.filtering import Filterable
from procedures.requests.models import CaseAccess, ServiceRequest
from procedures.requests.models.request import ServiceRequestQuerySet
from procedures.requests.search import Sought, look_for

from .filters import DEFAULT_ORDERING, OPEN, ORDERINGS, TABS, Filters, read_filters

__all__ = [
    "COUNTED",
    "DEFAULT_ORDERING",
    "OPEN",
    "ORDERINGS",
    "TABS",
    "Filters",
    "Understood",
    "count_tabs",
    "count_to_limit",
    "queue",
    "read_filters",
    "understand",
]

SOON_DAYS = 3  # business days: what is due within them is due soon
COUNTED = 1000  # counts are exact up to here (API.md, Lists)

UNCOUNTED = frozenset({"closed"})  # it only grows, and nobody plans a day by it


@dataclass(frozen=True)
class Understood:
    """What filters mean, read once for a list and all its counts.

    Attributes:
        sought: the words of the search box.
        offered: the questions of the procedure that is chosen.
    """

    sought: Sought | None = None
    offered: tuple[Filterable, ...] = ()


def queue(
    actor: Actor,
    filters: Filters,
    *,
    today: dt.date | None = None,
    understood: Understood | None = None,
) -> ServiceRequestQuerySet:
    """The requests this actor may see that pass the filters, in order, ready for a list.

    Args:
        actor: who asks; scope comes from `visible_to`, a filter only narrows it.
        filters: from `read_filters`, or built by hand.
        today: the day "overdue" and "soon" are measured from; the present one when not given.
        understood: what the filters mean, where that was read already (`understand`).
    """
    today = today or timezone.localdate()
    understood = understood or understand(actor, filters)
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
        found = beyond_an_opinion(found, actor).filter(labels__label=int(filters.label))
    if filters.reach:
        found = unreachable.lost(beyond_an_opinion(found, actor))
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
    if filters.answers:
        found = filtering.narrow(found, understood.offered, filters.answers)
    if understood.sought:
        found = understood.sought.narrow(found)
    return found.for_lists().order_by(*order_of(filters.ordering))


def understand(
    actor: Actor, filters: Filters, offered: tuple[Filterable, ...] | None = None
) -> Understood:
    """What the filters mean: three queries at most, and none where they need none."""
    if offered is None:
        offered = filtering.filterables(actor, filters.procedure) if filters.answers else ()
    return Understood(look_for(actor, filters.q) if filters.q else None, offered)


def count_tabs(
    actor: Actor,
    filters: Filters,
    *,
    today: dt.date | None = None,
    understood: Understood | None = None,
) -> dict[str, int | None]:
    """How many requests each tab holds under these filters, by tab.

    Returns:
        Exact numbers to COUNTED; COUNTED + 1 says "more"; None for a tab that is not counted.
    """
    known = understood or understand(actor, filters)
    return {
        tab: None
        if tab in UNCOUNTED
        else count_to_limit(queue(actor, replace(filters, tab=tab), today=today, understood=known))
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
