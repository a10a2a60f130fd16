"""What a request tells its people: the message of a step, to whoever can and may be written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from notifications.messages import MESSAGES, STAFF, Message
from notifications.outbox import NoWay, Recipient, cancel, post

from .models import Applicant, Event, ServiceRequest
from .models.request import Channel

NOBODY = "nobody"
# Where mail does not arrive, to whoever accepted to be told electronically and left a telephone.
AFTER_MAIL = ("whatsapp", "sms")
LETTER = "letter"  # the last of all: to whoever left a postal address


def recipient_of(service_request: ServiceRequest) -> Recipient | None:
    """Whom to write to, or None: anonymous, or a person who left no way to be reached.

    A letter needs nothing but the address they gave for it. Electronic notice needs the person's
    express acceptance (DOMAIN R18; LFPA art. 35-II); without either they are told at the counter,
    where the case shows what is to be said.
    """
    if service_request.anonymous:
        return None
    contact: Applicant | None = service_request.applicants.filter(is_contact=True).first()
    return reached(contact) if contact else None


def reached(person: Applicant) -> Recipient | None:
    """Somebody of a request as a message is addressed to them; None where they took neither mail
    nor letters."""
    if person.reachable:
        return Recipient(
            name=person.name,
            email=person.email,
            phone=person.phone,
            postal=person.postal,
            others=(*AFTER_MAIL, LETTER),
        )
    if person.channel == Channel.LETTER and person.postal:
        return Recipient(name=person.name, postal=person.postal, channel=LETTER)
    return None


def announce(
    service_request: ServiceRequest,
    kind: str,
    *,
    event: Event,
    detail: Sequence[str] = (),
) -> bool:
    """Post the message a step says it sends, in the step's own transaction.

    Args:
        kind: a name of `notifications.messages.MESSAGES`, or "nobody".
        detail: sentences about this step, none of them personal.

    Returns:
        Whether there was somebody to tell.
    """
    if kind == NOBODY:
        return False
    return tell(service_request, recipient_of(service_request), kind, event=event, detail=detail)


def tell(
    service_request: ServiceRequest,
    to: Recipient | None,
    kind: str,
    *,
    event: Event,
    detail: Sequence[str] = (),
) -> bool:
    """As `announce`, to somebody in particular; None, and nobody is told."""
    if to is None:
        return False
    message = message_about(service_request, kind, detail=" ".join(detail))
    try:
        post(
            message,
            to=to,
            reference=service_request.folio,
            dedupe_key=f"{service_request.folio}:{event.sequence}:{kind}",
        )
    except NoWay:
        if to.channel != LETTER:
            raise
        return False  # it is nothing without its link: the survey, say
    return True


def remind(
    service_request: ServiceRequest, kind: str, *, which: object, detail: str, still: bool
) -> bool:
    """Post, once, what a person is reminded of, in the caller's transaction; never by letter, which
    would come after the day.

    Args:
        which: with the kind, what makes it this one and no other.
        detail: a sentence with its day, nothing personal.
        still: whether it holds, now that nobody can move the request.

    Returns:
        Whether there was somebody to tell and something to say.
    """
    to = recipient_of(service_request) if still else None
    if to is None or to.channel == LETTER:
        return False
    post(
        message_about(service_request, kind, detail=detail),
        to=replace(to, others=AFTER_MAIL),
        reference=service_request.folio,
        dedupe_key=reminder_key(service_request, kind, which),
    )
    return True


def reminder_key(service_request: ServiceRequest, kind: str, which: object) -> str:
    """What the outbox knows a reminder by."""
    return f"{service_request.folio}:{kind}:{which}"


def message_about(service_request: ServiceRequest, kind: str, *, detail: str = "") -> Message:
    """What a message of a kind says about a request as it stands; nothing of its answers.

    Args:
        kind: a name of `notifications.messages.MESSAGES` or `STAFF`.
        detail: sentences about this step, none of them personal.
    """
    state = service_request.current_state
    common: dict[str, Any] = {
        "folio": service_request.folio,
        "procedure": service_request.procedure.name,
        "state": state.label,
        "detail": detail,
    }
    if kind in STAFF:
        return STAFF[kind](due_on=service_request.due_on, **common)
    due_on = service_request.citizen_due_on or service_request.due_on
    return MESSAGES[kind](
        next_step=state.next or "",
        due_on=due_on if service_request.is_open else None,
        due_confirmed=service_request.due_confirmed,
        **common,
    )


def forget(service_request: ServiceRequest, *kinds: str) -> None:
    """Take back what was not sent yet and no longer holds; everything, where no kind is named."""
    cancel(service_request.folio, kinds or tuple(MESSAGES))
