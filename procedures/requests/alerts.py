"""Who of the staff is told of a term: before its end who has the case, after it who supervises too.

Each is told once of each date (`told_once`): a date that moves and comes back is told of once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.models import User
from backend.accounts.roles import Role
from procedures.catalogue.institution import institution

from . import timekeeping, told_once
from .access import STAFF_ACTIONS
from .calendar import business_calendar
from .clock import BusinessCalendar
from .models import ServiceRequest

BEFORE, AFTER, SILENCE = "term_ending", "term_over", "silence_began"
LONGEST = dt.timedelta(days=70)  # calendar days that 30 business days, the most, may take
# What ran out longer ago is red in the inbox and no news: the first sweep of an installation, or
# the one after a long fault, does not mail the past of years.
NO_NEWS = dt.timedelta(days=30)
# What running late means (R13); the duty to answer does not end with it.
MEANS: Mapping[str, str | Promise] = {
    "negative": gettext_lazy("Equivale a una negativa, pero sigue abierta y hay que resolverla."),
    "affirmative": gettext_lazy(
        "Equivale a una respuesta a favor, pero sigue abierta y hay que resolverla."
    ),
}


def tell_of_terms(today: dt.date) -> int:
    """Tell the staff of what ends soon and of what ended; whatever was told already is not again.

    Returns:
        How many messages were posted.
    """
    return told_once.tell(_alerts(today))


def _alerts(today: dt.date) -> Iterator[told_once.News]:
    """What there is to tell, said or not: a few queries for however many requests."""
    calendar = cache(business_calendar)
    bosses = cache(partial(told_once.holders, STAFF_ACTIONS["assign"]))
    period = (today - NO_NEWS, today + LONGEST)
    found = ServiceRequest.objects.open().filter(due_on__range=period).for_lists()
    for row in found.order_by("due_on", "id"):
        assert row.due_on is not None, "only rows with a date were asked for"
        owner = told_once.reachable([row.assignee] if row.assignee else [])
        above = [user for user in bosses(row.area) if user.pk != row.assignee_id]
        if row.due_on < today:
            yield _news(row, AFTER, [*owner, *above], partial(after_term, row))
        elif is_ending(row, today, calendar):
            alone = "" if owner else _("Nadie la ha tomado.")
            yield _news(row, BEFORE, owner or above, partial(str, alone))


def is_ending(
    row: ServiceRequest, today: dt.date, calendar: Callable[[str], BusinessCalendar]
) -> bool:
    """Whether the term of a request, which has not run out, ends in the days alerts are for.

    Args:
        calendar: the business days by key, read once for all.
    """
    assert row.due_on is not None, "only rows with a date were asked for"
    ahead = row.definition.time.alert_days
    ahead = institution().clocks.alert_days if ahead is None else ahead
    return calendar(timekeeping.calendar_key(row)).between(today, row.due_on) <= ahead


def tell_of_silence(row: ServiceRequest) -> int:
    """Tell the direction, in the caller's transaction, of a request whose silence began (R13)."""
    directors = User.objects.filter(memberships__role=Role.DIRECTOR)
    return told_once.tell([_news(row, SILENCE, directors, partial(after_term, row))])


def after_term(row: ServiceRequest) -> str:
    """What it means that a term ran out, and what is to be issued by when; "" where nothing."""
    means = str(MEANS.get(row.definition.time.silence, ""))
    by = timekeeping.certificate_limit(row)
    if by is None:
        return means
    certificate = _("La constancia de respuesta a favor debe entregarse a más tardar el %s.")
    return f"{means} {certificate % date_format(by, 'DATE_FORMAT').lower()}"


def _news(
    row: ServiceRequest, kind: str, users: Iterable[User], detail: Callable[[], str]
) -> told_once.News:
    still = partial(told_once.as_read, row)
    return told_once.of_case(row, kind, row.due_on, users, detail=detail, still=still)
