"""The constancia that silence meant yes: issued by a person, in its days (DOMAIN R13; LFPA 17)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.requests import notices
from procedures.requests.access import require
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import Event, ServiceRequest

LONGEST = 300  # letters of what identifies the paper
CERTIFIED = "silence_certified"


def certify_silence(
    *, actor: Actor, service_request: ServiceRequest, revision: int, text: str
) -> Event:
    """Put down that the constancia was issued; the case stays open and still has to be resolved.

    Args:
        text: which paper it is and where it is handed over; the person reads it.

    Raises:
        NotAllowed: not a role that issues it.
        Conflict: silence did not begin, means nothing in favour, or it was issued already.
        Invalid: no text, or too long a one.
    """
    require(actor, "certify_silence", service_request)
    words = text.strip()
    if not words or len(words) > LONGEST:
        sentence = _("Diga qué documento es y dónde se entrega, en %d letras o menos.") % LONGEST
        raise Invalid({"text": [("required", sentence)]})
    with change(
        actor=actor, service_request=service_request, revision=revision, why=CERTIFIED
    ) as now:
        row = now.service_request
        if not row.is_open or not row.silence or row.definition.time.silence != "affirmative":
            raise Conflict(
                _("En esta solicitud no hay constancia que entregar."), code="no_silence"
            )
        if row.events.filter(kind=CERTIFIED).exists():
            raise Conflict(_("La constancia ya se entregó."), code="certified")
        event = now.record(CERTIFIED, said={"note": words})
        notices.announce(row, "silence_certified", event=event)
        return event
