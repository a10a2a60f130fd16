"""How a person is told, and of what besides their case: chosen by them, or at the window for them.

Messages of the case go by the way they chose and cannot be silenced; invitations to the survey and
reminders can (DOMAIN 6.2, R18; decision 23).
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from notifications.messages import MESSAGES, Purpose
from notifications.ways import choosable
from procedures.definition.fields.phone import national_digits
from procedures.requests import acceptance, notices
from procedures.requests.access import require
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import Applicant, Event, ServiceRequest
from procedures.requests.models.request import Channel

COLUMNS = {Purpose.SURVEY: "survey_declined", Purpose.REMINDERS: "reminders_declined"}
WAY_CHOSEN = "way_chosen"


def choose_purpose(
    *, actor: Actor, service_request: ServiceRequest, purpose: str, wanted: bool
) -> Event | None:
    """Say whether messages that are no part of the case are wanted in this request.

    Args:
        purpose: "survey" or "reminders".

    Returns:
        The event; None when it had been said so already.

    Raises:
        Invalid: a purpose that cannot be silenced, or none.
        NotAllowed: neither the person nor whoever has them at the window.
    """
    column = COLUMNS.get(purpose)  # type: ignore[call-overload]
    if column is None:
        raise Invalid({"purpose": [("invalid_choice", _("Elija una de las opciones."))]})
    with change(
        actor=actor, service_request=service_request, revision=None, why="notices", aside=True
    ) as now:
        row = now.service_request
        require(actor, "choose_notices", row)
        if getattr(row, column) is not wanted:
            return None
        setattr(row, column, not wanted)
        if not wanted:  # what waits is not sent either
            notices.forget(row, *(k for k, one in MESSAGES.items() if one.purpose == purpose))
        return now.record(f"{purpose}_accepted" if wanted else f"{purpose}_declined")


def choose_way(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    channel: str,
    email: str = "",
    phone: str = "",
    postal: str = "",
    accepts: bool = False,
    words: str = "",
) -> Event | None:
    """Choose how the person is told of the case; an electronic way is accepted as notice with it.

    What they left before stays: an address is added here where there was none, also where the way
    stays as it was. Another address is a correction, for the key passes on with it (R28). Without
    acceptance, they ask themselves from now on; what was sent before was notice. Whoever has the
    key can do it, so it is told the way the person was reached before, not the new one; at the
    window somebody looked who it is.

    Args:
        channel: `counter`, `letter`, or one of `notifications.ways.choosable`.
        email, phone, postal: added where the request has none.
        accepts: that what arrives by it is notice (R18).
        words: those that were shown with the acceptance.

    Returns:
        The event; None where it was so already.

    Raises:
        Invalid: no such way here, no address for it, or it was not accepted.
        Conflict: the request is anonymous.
        NotAllowed: neither the person nor whoever has them at the window.
    """
    with change(
        actor=actor, service_request=service_request, revision=None, why="notices", aside=True
    ) as now:
        row = now.service_request
        require(actor, "choose_notices", row)
        person = notices.contact_of(row)
        if person is None:
            raise Conflict(_("De esta solicitud no se avisa a nadie."), code="no_contact")
        electronic = channel not in (Channel.COUNTER, Channel.LETTER)
        before, way, former = _left(person), person.channel, notices.reached(person)
        person.email = person.email or email.strip()
        person.phone = person.phone or _digits(phone)
        person.postal = person.postal or postal_lines(postal)
        if channel == Channel.LETTER and not person.postal:
            sentence = _("Escriba a dónde le mandamos las cartas.")
            raise Invalid({"postal": [("required", sentence)]})
        if electronic:
            _prove(person, channel, accepts)
        same = (person.channel, person.accepts_electronic_notice) == (channel, electronic)
        if same and _left(person) == before:
            return None
        person.channel, person.accepts_electronic_notice = channel, electronic
        person.save()
        said = acceptance.put_down(actor, channel=channel, accepted=electronic, words=words)
        event = now.record(WAY_CHOSEN, said={acceptance.KEPT: said})
        if actor.kind == "citizen" and (way, before) != (channel, _left(person)):
            notices.tell(row, former, "way_changed", event=event)
        return event


def postal_lines(text: str) -> str:
    """An address as an envelope has it: its lines, without empty ones or spare spaces."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _left(person: Applicant) -> tuple[str, str, str]:
    """Where they may be written to."""
    return person.email, person.phone, person.postal


def _digits(phone: str) -> str:
    digits = national_digits(phone.strip()) if phone.strip() else ""
    if digits is None:
        sentence = _("Escriba los 10 dígitos del teléfono, por ejemplo 951 501 5930.")
        raise Invalid({"phone": [("phone", sentence)]})
    return digits


def _prove(person: Applicant, channel: str, accepts: bool) -> None:
    if channel not in choosable():
        raise Invalid({"channel": [("invalid_choice", _("Elija una de las opciones."))]})
    if channel == Channel.EMAIL:
        try:
            validate_email(person.email)
        except ValidationError:
            sentence = _("Escriba un correo completo, como nombre@ejemplo.mx.")
            raise Invalid({"email": [("invalid", sentence)]}) from None
    elif not person.phone:
        raise Invalid({"phone": [("required", _("Escriba el teléfono al que le avisaremos."))]})
    if not accepts:
        sentence = _("Para avisarle así, acéptelo. Si no quiere, elija consultar usted.")
        raise Invalid({"accepts": [("required", sentence)]})
