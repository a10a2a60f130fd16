"""Who of the staff is told of a term: before its end who has the case, after it who supervises too.

Each is told once of each date: what was said is in the outbox, under a key made of folio, date and
person, so that sweeps may repeat and a date that moves and comes back is told of once. Nobody is
told of a case they may not see, and nothing is decided here (ARCHITECTURE rule 8).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import staff_actor
from backend.accounts.models import User
from backend.accounts.roles import Role
from notifications.messages import STAFF
from notifications.outbox import Recipient, post, posted
from procedures.catalogue.institution import institution
from procedures.definition import Phase

from . import timekeeping
from .access import STAFF_ACTIONS, visible_to
from .calendar import business_calendar
from .clock import BusinessCalendar
from .models import ServiceRequest

BEFORE, AFTER, SILENCE = "term_ending", "term_over", "silence_began"
LONGEST = dt.timedelta(days=70)  # calendar days that 30 business days, the most, may take
# What ran out longer ago is red in the inbox and no news: the first sweep of an installation, or
# the one after a long fault, does not mail the past of years.
AT_ONCE = 500  # keys asked of the outbox at a time
NO_NEWS = dt.timedelta(days=30)
# What running late means (R13); the duty to answer does not end with it.
MEANS: Mapping[str, str | Promise] = {
    "negative": gettext_lazy("Equivale a una negativa, pero sigue abierta y hay que resolverla."),
    "affirmative": gettext_lazy(
        "Equivale a una respuesta a favor, pero sigue abierta y hay que resolverla."
    ),
}


@dataclass(frozen=True)
class Alert:
    """What is to be said of a date, and to whom if they were not told yet."""

    row: ServiceRequest
    kind: str
    users: Sequence[User]
    detail: str = ""

    def keys(self) -> dict[str, User]:
        """One of each person and date: the outbox says nothing twice."""
        row = self.row
        return {f"{row.folio}:{self.kind}:{row.due_on}:{user.pk}": user for user in self.users}


def tell_of_terms(today: dt.date) -> int:
    """Tell the staff of what ends soon and of what ended; whatever was told already is not again.

    Returns:
        How many messages were posted.
    """
    alerts = list(_alerts(today))
    said = _said([key for alert in alerts for key in alert.keys()])
    return sum(_tell(alert, said) for alert in alerts)


def _alerts(today: dt.date) -> Iterator[Alert]:
    """What there is to tell, said or not: a few queries for however many requests."""
    calendar, bosses = cache(business_calendar), cache(_bosses)
    period = (today - NO_NEWS, today + LONGEST)
    found = ServiceRequest.objects.open().filter(due_on__range=period).for_lists()
    for row in found.order_by("due_on", "id"):
        assert row.due_on is not None, "only rows with a date were asked for"
        owner, above = _owner(row), [u for u in bosses(row.area) if u.pk != row.assignee_id]
        if row.due_on < today:
            yield Alert(row, AFTER, [*owner, *above])
            continue
        if is_ending(row, today, calendar):
            yield Alert(row, BEFORE, owner or above, "" if owner else _("Nadie la ha tomado."))


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


def _said(keys: Sequence[str]) -> frozenset[str]:
    """Which of these were said, asked in pieces a database takes."""
    pieces = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]
    return frozenset().union(*map(posted, pieces))


def tell_of_silence(row: ServiceRequest) -> int:
    """Tell the direction, in the caller's transaction, of a request whose silence began (R13)."""
    directors = User.objects.filter(memberships__role=Role.DIRECTOR)
    alert = Alert(row, SILENCE, _reachable(directors))
    return _tell(alert, posted(alert.keys()), locked=True)


def after_term(row: ServiceRequest) -> str:
    """What it means that a term ran out, and what is to be issued by when; "" where nothing."""
    means = str(MEANS.get(row.definition.time.silence, ""))
    by = timekeeping.certificate_limit(row)
    if by is None:
        return means
    certificate = _("La constancia de respuesta a favor debe entregarse a más tardar el %s.")
    return f"{means} {certificate % date_format(by, 'DATE_FORMAT').lower()}"


def _bosses(area: str) -> list[User]:
    """Who may assign a case in the area that has it (`access`): those who answer for it."""
    here = Q(memberships__area__key=area, memberships__area__active=True)
    anywhere = Q(memberships__area=None)
    found = User.objects.filter(here | anywhere, memberships__role__in=STAFF_ACTIONS["assign"])
    return _reachable(found)


def _owner(row: ServiceRequest) -> list[User]:
    return _reachable([row.assignee] if row.assignee is not None else [])


def _reachable(users: Iterable[User]) -> list[User]:
    return sorted(
        {user for user in users if user.is_active and user.email}, key=lambda user: user.pk
    )


def _tell(alert: Alert, said: Collection[str], *, locked: bool = False) -> int:
    """Post one message to each who may see the case and was not told of this date."""
    row = alert.row
    new = {
        key: user
        for key, user in alert.keys().items()
        if key not in said
        and visible_to(ServiceRequest.objects.filter(pk=row.pk), staff_actor(user)).exists()
    }
    if not new or row.due_on is None:
        return 0
    with transaction.atomic():
        if not locked and not _still(row):
            return 0
        message = STAFF[alert.kind](
            folio=row.folio,
            procedure=row.procedure.name,
            state=row.current_state.label,
            due_on=row.due_on,
            detail=alert.detail if alert.kind == BEFORE else after_term(row),
        )
        for key, user in new.items():
            to = Recipient(name=user.get_full_name(), email=user.email)
            post(message, to=to, reference=row.folio, dedupe_key=key)
    return len(new)


def _still(row: ServiceRequest) -> bool:
    """Whether the case is as it was read, now that nobody can move it."""
    locked = ServiceRequest.objects.select_for_update().exclude(phase=Phase.CLOSED)
    return bool(locked.filter(pk=row.pk, due_on=row.due_on, state=row.state).first())
