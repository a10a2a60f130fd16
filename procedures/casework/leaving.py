"""When somebody leaves: the account closes and their open cases go on with somebody else.

An administrator opens no case, so what they hand over is told by folio and procedure alone, and of
restricted procedures only how many (DOMAIN §8).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from backend.accounts import people
from backend.accounts.actors import SYSTEM, Actor
from backend.accounts.models import User
from procedures.requests.access import OWNERS
from procedures.requests.errors import Invalid
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import assign

from .desk.models import Watch
from .models import Visit, VisitStatus


@dataclass(frozen=True)
class Pending:
    """What somebody has open: cases that may be named, how many may not, visits to plan again."""

    cases: tuple[ServiceRequest, ...]
    restricted: int
    visits: int


@dataclass(frozen=True)
class Left:
    """How many cases went to whoever was chosen, and how many to their area's tray."""

    given: int
    returned: int


def pending_of(user: User) -> Pending:
    """What somebody leaves behind: two queries."""
    rows = list(_open_cases(user))
    named = tuple(row for row in rows if not row.procedure.restricted)
    planned = Visit.objects.filter(inspector=user, status=VisitStatus.PLANNED)
    return Pending(named, len(rows) - len(named), planned.count())


def successors(user: User) -> QuerySet[User]:
    """Who could go on with somebody's cases: those who own cases in one of their areas."""
    areas = user.memberships.values("area")
    return (
        User.objects.filter(is_active=True, memberships__role__in=OWNERS)
        .filter(Q(memberships__area__in=areas) | Q(memberships__area=None))
        .exclude(pk=user.pk)
        .distinct()
        .order_by("full_name")
    )


@transaction.atomic
def see_off(*, actor: Actor, user: User, to: User | None, reason: str) -> Left:
    """Close an account and hand over what it had open, all or nothing.

    Each case is given by `assign`, with its rules: one that `to` may not attend goes to the tray.
    The administrator, who could not open it, is who the story names.

    Args:
        to: who goes on; None leaves every case in its area's tray.
        reason: why, for the history and for the story of each case.

    Raises:
        django.core.exceptions.PermissionDenied, ValidationError: as `people.deactivate`.
    """
    people.deactivate(actor=actor, user=user, reason=reason[: people.LONGEST_REASON])
    Watch.objects.filter(user=user).delete()
    hand = replace(SYSTEM, user=actor.user)
    why = _("Se dio de baja a quien la tenía: %s") % reason
    given = returned = 0
    for row in _open_cases(user):
        try:
            assign(actor=hand, service_request=row, revision=row.revision, to=to, reason=why)
            given += to is not None
            returned += to is None
        except Invalid:
            assign(actor=hand, service_request=row, revision=row.revision, to=None, reason=why)
            returned += 1
    return Left(given, returned)


def _open_cases(user: User) -> QuerySet[ServiceRequest]:
    return (
        ServiceRequest.objects.open()
        .filter(assignee=user)
        .select_related("procedure", "version")
        .order_by("due_on", "id")
    )
