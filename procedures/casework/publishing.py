"""What other systems are told of a case: that it moved, and nothing of what it says (ADR 19)."""

from __future__ import annotations

from notifications.webhooks import publish
from procedures.definition import Kind
from procedures.requests.happening import at_event
from procedures.requests.models import Event, ServiceRequest

TOPIC = "request.changed"


@at_event("filed", *Kind)
def tell_other_systems(row: ServiceRequest, event: Event) -> None:
    """Publish a step, in its transaction; never of what may be anonymous or is for one body alone.

    Who is told asks the API for more, with a token of their own that says what they may see.
    """
    definition = row.definition
    if row.anonymous or definition.anonymous or definition.audience:
        return
    publish(
        TOPIC,
        {
            "folio": row.folio,
            "procedure": row.procedure.slug,
            "phase": row.phase,
            "event": event.sequence,
        },
        reference=row.folio,
        dedupe_key=f"{row.folio}:{event.sequence}",
    )
