"""Rules of assignment: who gets a case when an area gets it, by turns or always the same.

A rule is applied in the transaction that brings the case (a filing, a step, an excuse), and through
the operation a supervisor would use, so it gives nobody what a supervisor could not. Who is away is
passed over for who stands in; who is gone, cannot see the case or has an interest in it (R24) is
not given it. Where nobody is left the case waits unassigned, its story says so, and who
answers for the area is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import SYSTEM, Actor
from backend.accounts.models import Absence, Membership, User
from backend.accounts.roles import Role
from procedures.catalogue.models import Procedure
from procedures.definition import Phase
from procedures.requests import told_once
from procedures.requests.access import OWNERS, STAFF_ACTIONS
from procedures.requests.errors import Invalid
from procedures.requests.happening import at_entering
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import assign
from procedures.requests.operations.ownership import can_be_given

from . import keeping
from .models import AssignmentRule, Turn
from .models.assigning import Way
from .models.kept import EVERYWHERE

TWICE = ("procedure", gettext_lazy("Esa área ya tiene una regla para eso. Ábrala y cámbiela."))
SAID = {
    "way": gettext_lazy("Se asigna a"),
    "role": gettext_lazy("Función"),
    "person": gettext_lazy("Persona"),
}
NOBODY = "nobody_to_give_to"
HAD = ("claimed", "assigned")  # events that say who had a case


@dataclass(frozen=True)
class Seat:
    """Somebody a rule may give a case to today: in person, or through who stands in."""

    user: User
    taker: User | None  # None: away, and nobody stands in


def save_rule(
    *,
    actor: Actor,
    rule: AssignmentRule | None,
    area: str,
    procedure: Procedure | None,
    way: str,
    role: str = "",
    person: User | None = None,
) -> AssignmentRule:
    """Write the rule of an area, or of one procedure in it, or change how one assigns.

    Args:
        rule: the one that is changed; its area and procedure stay.
        role: whose turns they are, for `round_robin`.
        person: who always gets them, for `fixed`.

    Raises:
        NotAllowed: the actor does not keep the lists of that area.
        Invalid: there is such a rule already, or it does not say to whom.
    """
    area, procedure = (rule.area, rule.procedure) if rule else (area, procedure)
    if area == EVERYWHERE:
        raise Invalid({"area": [("required", _("Elija un área."))]})
    if way not in Way.values:
        raise Invalid({"way": [("required", _("Elija cómo se asigna."))]})
    role, person = (role if way == Way.ROUND_ROBIN else ""), (person if way == Way.FIXED else None)
    if way == Way.ROUND_ROBIN and role not in OWNERS:
        raise Invalid({"role": [("required", _("Elija entre quiénes se reparten."))]})
    if way == Way.FIXED and (person is None or not _works_in(person, [area])):
        raise Invalid({"person": [("required", _("Elija a una persona que trabaje en el área."))]})
    with transaction.atomic():
        row = keeping.save(
            actor=actor,
            row=rule or AssignmentRule(),
            twice=TWICE,
            area=area,
            procedure=procedure,
            way=way,
            role=role,
            person=person,
        )
        Turn.objects.get_or_create(rule=row)
    return row


def seats_of(rules: Collection[AssignmentRule]) -> dict[int, list[Seat]]:
    """Who gets what each rule gives, in their order, as it stands today: three queries.

    By turns they are those with the function in the area itself: who has it in any area is of none
    in particular.

    Args:
        rules: with their `person`.

    Returns:
        Rule id -> its seats.
    """
    held = Membership.objects.filter(
        role__in={rule.role for rule in rules},
        area__key__in={rule.area for rule in rules},
        area__active=True,
    )
    pools: dict[tuple[str, str], list[User]] = {}
    for one in held.select_related("user", "area").order_by("user_id"):
        pools.setdefault((one.area.key if one.area else "", one.role), []).append(one.user)
    people = {
        rule.pk: [rule.person] if rule.person else pools.get((rule.area, rule.role), [])
        for rule in rules
    }
    everybody = {user for some in people.values() for user in some}
    absences = Absence.objects.on(timezone.localdate())
    away = {
        one.user_id: one.substitute
        for one in absences.filter(user__in=everybody).select_related("substitute")
    }
    standing_in = [one for one in away.values() if one is not None]
    absent = set(absences.filter(user__in=standing_in).values_list("user_id", flat=True))
    return {
        key: [
            Seat(user, user if user.pk not in away else _present(away[user.pk], absent))
            for user in some
            if user.is_active
        ]
        for key, some in people.items()
    }


def _present(stand_in: User | None, absent: set[int]) -> User | None:
    return None if stand_in is None or stand_in.pk in absent else stand_in


def rule_for(row: ServiceRequest) -> AssignmentRule | None:
    """The rule a case goes by where it is now: of the area that has it or, while it waits to be
    taken, of the first that could take it; the procedure's own before the area's."""
    areas = areas_of(row)
    found = {
        (rule.area, rule.procedure_id): rule
        for rule in AssignmentRule.objects.filter(area__in=areas).select_related("person")
        if rule.procedure_id in (None, row.procedure_id)
    }
    for area in areas:
        rule = found.get((area, row.procedure_id)) or found.get((area, None))
        if rule is not None and rule.way != Way.MANUAL:
            return rule
    return None


def areas_of(row: ServiceRequest) -> list[str]:
    """The areas with a part in a case now: whose it is, then who could take it from reception."""
    areas = [row.area]
    if row.phase == Phase.RECEIVED:
        for transition in row.workflow.transitions:
            if row.state in transition.from_:
                areas += [who.partition("@")[2] for who in transition.by]
    return [area for area in dict.fromkeys(areas) if area]


@at_entering
def apply_rule(row: ServiceRequest, actor: Actor) -> None:
    """Give a case that an area just got, or that was left, by the rule of that area.

    Whoever has it and works there keeps it. By turns, it goes back to who had it there before, or
    to who brought it there; the turn is for the others.
    """
    rule = rule_for(row)
    if rule is None or not row.is_open:
        return
    if row.assignee is not None and _works_in(row.assignee, areas_of(row)):
        return
    to = _chosen(rule, row, actor)
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("Regla de asignación del área.")
        if to is None:
            reason = _("Regla de asignación del área: no había nadie disponible.")
    event = assign(actor=SYSTEM, service_request=row, revision=row.revision, to=to, reason=reason)
    if to is None:
        bosses = told_once.holders(STAFF_ACTIONS["assign"], rule.area)
        told_once.tell([told_once.of_case(row, NOBODY, event.sequence, bosses)])


def _chosen(rule: AssignmentRule, row: ServiceRequest, actor: Actor) -> User | None:
    # Locked before anybody looks who is next: two filings at once are two turns.
    turn = Turn.objects.select_for_update().get(rule=rule)
    seats = seats_of([rule])[rule.pk]
    for user in _first_of_all(row, actor):
        if any(seat.taker == user for seat in seats) and can_be_given(row, user):
            return user
    for seat in _after(turn.last_id, seats):
        if seat.taker is not None and can_be_given(row, seat.taker):
            if turn.last_id != seat.user.pk:
                turn.last = seat.user
                turn.save(update_fields=["last"])
            return seat.taker
    return None


def _first_of_all(row: ServiceRequest, actor: Actor) -> Iterator[User]:
    """Who had the case last, and who brought it here."""
    events = row.events.filter(kind__in=HAD).select_related("actor_user", "payload")
    for event in events.order_by("-sequence"):
        if event.kind == "claimed":
            if event.actor_user is not None:
                yield event.actor_user
        elif name := event.payload.data.get("private", {}).get("to"):
            yield from User.objects.filter(username=name)
    if actor.user is not None and actor.is_staff:
        yield actor.user


def _after(last: int | None, seats: Sequence[Seat]) -> list[Seat]:
    """The seats from the one after the last, round to it: in the order of their numbers."""
    return sorted(seats, key=lambda seat: (last is not None and seat.user.pk <= last, seat.user.pk))


def _works_in(user: User, areas: Iterable[str]) -> bool:
    held = user.memberships.filter(area__key__in=list(areas), area__active=True)
    return held.filter(role__in=OWNERS).exists()


def roles_to_share() -> list[tuple[str, str]]:
    """The functions among which cases may be shared out, and how they are called."""
    return [(role.value, str(role.label)) for role in Role if role in OWNERS]
