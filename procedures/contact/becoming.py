"""An enquiry that turned out to be a request: filed at the counter, and each leads to the other."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.definition import Form
from procedures.requests import access as requests_access
from procedures.requests.errors import Conflict
from procedures.requests.models import ServiceRequest
from procedures.requests.models.request import Source
from procedures.requests.operations import add_note
from procedures.requests.saying import long_date

from .erasing import erase
from .models import Enquiry, EntryKind, Kind, State
from .operations import change
from .words import words_of

TOLD_IN = "textarea"  # the type of the question where somebody tells what happens
LONGEST_OF_A_QUESTION = 1000  # letters, where it does not say


SOURCES = {Kind.PHONE: Source.PHONE, Kind.MAILBOX: Source.EMAIL, Kind.FORM: Source.FORM}


def source_of(enquiry: Enquiry) -> str:
    """The channel of the filing: the one it came by."""
    return str(SOURCES[Kind(enquiry.channel.kind)])


def answers_from(form: Form, enquiry: Enquiry) -> dict[str, Any]:
    """What the form begins with: the words, in the first question that asks for some."""
    text = words_of(enquiry).text
    told = next((one for one in form.fields if one.type.name == TOLD_IN), None)
    if told is None or not text:
        return {}
    return {told.key: text[: int(told.get("max_length", LONGEST_OF_A_QUESTION))]}


def person_from(enquiry: Enquiry) -> dict[str, Any]:
    """What the last step of the filing begins with; the day is the one it came, not today."""
    words = words_of(enquiry)
    return {
        "name": words.name,
        "email": words.email,
        "phone": words.phone,
        "received_on": timezone.localdate(enquiry.received_at),
    }


def became(*, actor: Actor, enquiry: Enquiry, service_request: ServiceRequest) -> None:
    """End an enquiry in the request it was; told twice, done once.

    A request only some may see (DOMAIN §8), or one without a name, is not named: what was written
    is erased here, since it stands there, and nobody is said to have done it.

    Raises:
        NotFound, NotAllowed: as `change`.
        Conflict: it had ended in another request.
    """
    apart = bool(service_request.procedure.audience) or service_request.anonymous
    with change(actor=actor, enquiry=enquiry, action="file", revision=None, nameless=apart) as now:
        row = now.row
        if row.state == State.FILED:
            if apart or row.service_request_id == service_request.pk:
                return
            raise Conflict(_("Esta consulta ya pasó a ser otra solicitud."), code="filed")
        now.end(State.FILED)
        row.reason = ""
        if apart:
            row.owner = None
            now.tell(EntryKind.FILED, nobody=True)
            erase(row, now.now)
            return
        now.take()
        row.service_request = service_request
        now.tell(EntryKind.FILED, service_request.folio)
        mine = ServiceRequest.objects.filter(pk=service_request.pk)
        if requests_access.visible_to(mine, actor).exists():
            said = _("Viene de la consulta %(number)s (%(channel)s), recibida el %(day)s.") % {
                "number": row.number,
                "channel": row.channel.name,
                "day": long_date(timezone.localdate(row.received_at)),
            }
            add_note(actor=actor, service_request=service_request, text=said)
