"""The enquiries of somebody of the staff, by tabs whose counts are those of their lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.accounts.actors import Actor
from procedures.casework.desk.queue import COUNTED

from .access import visible_to
from .models import Enquiry, EnquiryQuerySet
from .search import narrow

Narrow = Callable[[EnquiryQuerySet, Actor, dt.date], QuerySet[Enquiry]]
# What each tab holds, and what it is ordered by.
TABS: dict[str, tuple[str | Promise, str, Narrow]] = {
    "mine": (_("Mías"), "due_on", lambda rows, actor, _day: rows.open().filter(owner=actor.user)),
    "open": (_("Por responder"), "due_on", lambda rows, _actor, _day: rows.open()),
    "overdue": (_("Vencidas"), "due_on", lambda rows, _actor, day: rows.overdue(day)),
    "ended": (_("Terminadas"), "-ended_at", lambda rows, _actor, _day: rows.ended()),
    "all": (_("Todas"), "-received_at", lambda rows, _actor, _day: rows),
}
NOT_COUNTED = frozenset({"ended", "all"})  # they only grow


def enquiries(actor: Actor, tab: str, today: dt.date, typed: str = "") -> QuerySet[Enquiry]:
    """What a tab shows this actor.

    Args:
        typed: in the search box; "" for everything.
    """
    rows: EnquiryQuerySet = visible_to(Enquiry.objects.all(), actor)  # type: ignore[assignment]
    found = TABS[tab][2](rows, actor, today)
    return narrow(found, typed) if typed.strip() else found


def counts(actor: Actor, today: dt.date, typed: str = "") -> dict[str, int | None]:
    """How many each tab has, exact to COUNTED and then one more; None where none is told."""
    return {
        tab: None
        if tab in NOT_COUNTED
        else enquiries(actor, tab, today, typed)[: COUNTED + 1].count()
        for tab in TABS
    }
