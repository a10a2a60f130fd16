"""Days somebody is away, and who stands in for them.

Put down by administrators for anybody, and by supervisors for the people of their own areas.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actors import ANY_AREA, Actor
from backend.accounts.history import acting
from backend.accounts.models import Absence, User
from backend.accounts.people import may_administer
from backend.accounts.roles import Role


def may_put_down_absences(actor: Actor) -> bool:
    """Whether this actor puts down somebody's absences; whose, `people_of` says."""
    return may_administer(actor) or (actor.is_staff and actor.has(Role.SUPERVISOR))


def people_of(actor: Actor) -> QuerySet[User]:
    """Whose absences this actor puts down, by name: everybody's, or those of their own areas."""
    active = User.objects.filter(is_active=True).order_by("full_name", "pk")
    if may_administer(actor) or actor.has(Role.SUPERVISOR, ANY_AREA):
        return active
    prefix = f"{Role.SUPERVISOR}@"
    areas = [grant.removeprefix(prefix) for grant in actor.grants if grant.startswith(prefix)]
    return active.filter(memberships__area__key__in=areas).distinct()


def absences_of(actor: Actor) -> QuerySet[Absence]:
    """The absences this actor may see and take out, the latest first."""
    return (
        Absence.objects.filter(user__in=people_of(actor).order_by().values("pk"))
        .select_related("user", "substitute")
        .order_by("-starts_on", "pk")
    )


@transaction.atomic
def put_down(
    *, actor: Actor, user: User, starts_on: dt.date, ends_on: dt.date, substitute: User | None
) -> Absence:
    """Put down an absence, first and last day included.

    Raises:
        PermissionDenied: not one of this actor's people.
        ValidationError: it ends before it starts, falls on another one, or nobody can stand in
            for themselves, nor somebody who is away or gone.
    """
    _require(actor, user)
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("Termina antes de empezar.")})
    during = Q(starts_on__lte=ends_on, ends_on__gte=starts_on)
    User.objects.select_for_update().get(pk=user.pk)  # one after the other, so that none overlap
    if Absence.objects.filter(during, user=user).exists():
        raise ValidationError({"starts_on": _("Ya tiene una ausencia en esos días.")})
    if substitute is not None:
        if substitute == user or not substitute.is_active:
            raise ValidationError({"substitute": _("Elija a otra persona.")})
        if Absence.objects.filter(during, user=substitute).exists():
            raise ValidationError({"substitute": _("Esa persona también estará ausente.")})
    absence = Absence(user=user, starts_on=starts_on, ends_on=ends_on, substitute=substitute)
    with acting(actor.label):
        absence.save()
    return absence


@transaction.atomic
def take_out(*, actor: Actor, absence: Absence) -> None:
    """Take an absence out; the history keeps it.

    Raises:
        PermissionDenied: not one of this actor's people.
    """
    _require(actor, absence.user)
    with acting(actor.label):
        absence.delete()


def _require(actor: Actor, user: User) -> None:
    if not may_put_down_absences(actor) or not people_of(actor).filter(pk=user.pk).exists():
        raise PermissionDenied
