"""Who no message reaches: the case says so until somebody finds the person (DOMAIN R16, R18).

The outbox tells what failed by every channel; this room looks for it, because notifications never
look upward. A notice that reached nobody is no notice: the staff must call, write a letter or wait
for the person at the counter.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from backend.accounts.actors import SYSTEM
from notifications import outbox
from notifications.messages import MESSAGES
from notifications.models import OutboxMessage
from procedures.requests.core import change
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.models.request import ServiceRequestQuerySet

UNREACHABLE = "unreachable"
# What is only offered, or goes where they are told no longer, is no reason to look for a person.
OFFERED = {"survey_invitation", "way_changed"}
FOUND = {"contact_changed", "key_renewed"}


def look() -> int:
    """Put down, in the case of each, the messages that reached nobody; any number of times.

    Returns:
        How many were put down.
    """
    kinds = sorted(set(MESSAGES) - OFFERED)
    return sum(_put_down(message) for message in outbox.unreachable(kinds))


def is_lost(events: Iterable[Event]) -> bool:
    """Whether the person of a case cannot be reached: since the last message that reached nobody,
    neither did they do anything themselves nor was their contact changed.

    Args:
        events: of one case, the latest first.
    """
    for event in events:
        if event.kind == UNREACHABLE:
            return True
        if event.actor_kind == "citizen" or event.kind in FOUND:
            return False
    return False


def lost(found: ServiceRequestQuerySet) -> ServiceRequestQuerySet:
    """Those whose person cannot be reached: `is_lost`, as the database reads it."""
    later = Event.objects.filter(
        Q(actor_kind="citizen") | Q(kind__in=FOUND),
        service_request=OuterRef("service_request"),
        sequence__gt=OuterRef("sequence"),
    )
    told = Event.objects.filter(service_request=OuterRef("pk"), kind=UNREACHABLE)
    # Asked first: few requests ever had a message that reached nobody, and the outbox knows them.
    missed = OutboxMessage.objects.filter(unreachable_at__isnull=False).values("reference")
    return found.filter(Exists(told.filter(~Exists(later))), folio__in=missed)


def _put_down(message: OutboxMessage) -> bool:
    row = ServiceRequest.objects.filter(folio=message.reference).first()
    with transaction.atomic():
        if not outbox.take_up(message) or row is None:
            return False
        with change(
            actor=SYSTEM, service_request=row, revision=None, why=UNREACHABLE, aside=True
        ) as now:
            now.record(
                UNREACHABLE,
                public=False,
                private={
                    "message": message.kind,
                    "channel": message.channel,
                    "problem": message.problem,
                },
            )
    return True
