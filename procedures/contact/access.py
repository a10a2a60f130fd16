"""Who sees which enquiry, and what they may do with it: one queryset and one function."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actors import ANY_AREA, Actor
from backend.accounts.roles import Role
from procedures.requests.access import TALKERS, may_file_for_others
from procedures.requests.errors import NotAllowed, NotFound
from procedures.requests.folios import BadFolio

from .models import Enquiry
from .numbers import parse_number

SEES_ALL = frozenset({Role.DIRECTOR})  # and changes nothing
# What is done with one, and who may, holding the function in the area that answers it.
ACTIONS: dict[str, frozenset[Role]] = {
    "answer": TALKERS,
    "note": TALKERS,
    "claim": TALKERS,
    "close": TALKERS,
    "file": TALKERS,
    "move": TALKERS,
    "assign": frozenset({Role.SUPERVISOR}),
}


def may_see_enquiries(actor: Actor) -> bool:
    """Whether the room is theirs to enter; which ones they see, `visible_to` says."""
    return actor.is_staff and bool((TALKERS | SEES_ALL) & actor.roles)


def visible_to(found: QuerySet[Enquiry], actor: Actor) -> QuerySet[Enquiry]:
    """The enquiries this actor may see: those of their areas, and those given to them."""
    if actor.kind == "system" or (actor.is_staff and SEES_ALL & actor.roles):
        return found
    if not may_see_enquiries(actor):
        return found.none()
    areas = _areas(actor, TALKERS)
    if ANY_AREA in areas:
        return found
    return found.filter(Q(area__in=areas) | Q(owner=actor.user))


def may(actor: Actor, action: str, enquiry: Enquiry) -> bool:
    """Whether this actor may do `action` on an enquiry they can see."""
    if actor.kind == "system":
        return True
    if not actor.is_staff or (action == "file" and not may_file_for_others(actor)):
        return False
    areas = _areas(actor, ACTIONS[action])
    return bool({ANY_AREA, enquiry.area} & areas)


def require(actor: Actor, action: str, enquiry: Enquiry) -> None:
    """`may`, or NotAllowed with a sentence."""
    if not may(actor, action, enquiry):
        raise NotAllowed(_("Su función no permite hacer esto en la consulta."))


def find(actor: Actor, number: str) -> Enquiry:
    """The enquiry with this number, if the actor may see it.

    Raises:
        NotFound: it does not exist, or is not this actor's to see; the two look the same.
    """
    try:
        clean = parse_number(number)
    except BadFolio:
        clean = ""
    rows = visible_to(Enquiry.objects.select_related("channel", "owner"), actor)
    found = rows.filter(number=clean).first()
    if found is None:
        raise NotFound(_("No encontramos esa consulta."))
    return found


def _areas(actor: Actor, roles: frozenset[Role]) -> set[str]:
    told = (grant.partition("@") for grant in actor.grants)
    return {area for role, _at, area in told if role in roles}
