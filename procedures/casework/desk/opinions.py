"""Questions between areas that wait: those one may answer, and those one asked."""

from __future__ import annotations

from django.db.models import QuerySet

from backend.accounts.actors import ANY_AREA, Actor
from procedures.casework.models import Opinion
from procedures.requests.access import visible_to
from procedures.requests.models import ServiceRequest

ORDERING = "due_on"


def waiting_for(actor: Actor) -> QuerySet[Opinion]:
    """Questions to the actor's areas that nobody answered yet, on open cases they may see."""
    found = _waiting(actor)
    return found if ANY_AREA in actor.areas else found.filter(area__in=actor.areas)


def asked_by(actor: Actor) -> QuerySet[Opinion]:
    """Questions the actor asked other areas and that nobody answered yet."""
    return _waiting(actor).filter(asked_by=actor.user)


def _waiting(actor: Actor) -> QuerySet[Opinion]:
    mine = visible_to(ServiceRequest.objects.open(), actor)
    return Opinion.objects.filter(answered_at=None, service_request__in=mine).select_related(
        "asked_by", "service_request__procedure"
    )
