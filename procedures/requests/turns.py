"""Whose turn it is: first come, first served inside a procedure (DOMAIN R14; LFPA 46)."""

from __future__ import annotations

from django.db.models import Q

from backend.accounts.actors import Actor
from procedures.definition import Phase

from .access import visible_to
from .models import ServiceRequest

# Whoever waits for the person, or has ended, stands in no line.
OUT_OF_LINE = frozenset({Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT, Phase.CLOSED})


def first_in_line(actor: Actor, service_request: ServiceRequest) -> ServiceRequest | None:
    """The oldest request nobody has that came before this one, in the same line; one query.

    A line is what waits in the same procedure, area and state. Of it only count the requests the
    actor may see and has no interest in (R24): nobody is sent to what they cannot take.

    Returns:
        The first of those before it; None where it is this one's turn, somebody has it already, or
        it stands in no line.
    """
    row = service_request
    if row.assignee_id is not None or row.phase in OUT_OF_LINE:
        return None
    earlier = Q(received_on__lt=row.received_on) | Q(received_on=row.received_on, pk__lt=row.pk)
    line = ServiceRequest.objects.filter(
        earlier,
        procedure=row.procedure_id,
        area=row.area,
        state=row.state,
        phase=row.phase,
        assignee=None,
    )
    if actor.user is not None:
        line = line.exclude(excuses__user=actor.user)
    if actor.user is not None and actor.user.email:
        line = line.exclude(applicants__email__iexact=actor.user.email)
    found: ServiceRequest | None = (
        visible_to(line, actor)
        .only("folio", "received_on", "procedure_id")
        .order_by("received_on", "pk")
        .first()
    )
    return found
