"""What a request tells its people: the message of a step, to whoever can and may be written to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from notifications.messages import MESSAGES, STAFF, Message, Purpose
from notifications.outbox import NoWay, Recipient, cancel, post, told
from notifications.rendering import timeline_text

from .models import Applicant, Event, ServiceRequest
from .models.request import Channel

NOBODY = "nobody"
# Where the way they chose does not arrive, to whoever accepted to be told electronically.
WAYS = ("email", "whatsapp", "sms")
LETTER = "letter"  # the last of all: to whoever left a postal address
BESIDE = 0  # where an event's number would be, of what no event said


def recipient_of(service_request: ServiceRequest) -> Recipient | None:
    """Whom to write to, or None: anonymous, or a person who left no way to be reached.

    A letter needs nothing but the address they gave for it. Electronic notice needs the person's
    express acceptance (DOMAIN R18; LFPA art. 35-II); without either they are told at the counter,
    where the case shows what is to be said.
    """
    contact = contact_of(service_request)
    return reached(contact) if contact else None


def contact_of(service_request: ServiceRequest) -> Applicant | None:
    """Who of a request is told; nobody of an anonymous one."""
    if service_request.anonymous:
        return None
    told: Applicant | None = service_request.applicants.filter(is_contact=True).first()
    return told


def mailbox_of(service_request: ServiceRequest) -> Recipient | None:
    """Whom a key may be sent to: only a mail carries one, whatever way they chose for the rest."""
    contact = contact_of(service_request)
    return mailed(contact) if contact else None


def reached(person: Applicant) -> Recipient | None:
    """Somebody of a request as a message is addressed to them, the way they chose first; None
    where they took neither an electronic one nor letters."""
    if person.reachable:
        return Recipient(
            name=person.name,
            email=person.email,
            phone=person.phone,
            postal=person.postal,
            channel=person.channel,
            others=(*WAYS, LETTER),
        )
    if person.channel == Channel.LETTER and person.postal:
        return Recipient(name=person.name, postal=person.postal, channel=LETTER)
    return None


def mailed(person: Applicant) -> Recipient | None:
    """As `reached`, by mail and nothing else: neither a text nor a letter holds a key."""
    to = reached(person)
    return replace(to, channel="email", others=()) if to and to.email else None


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
    """As `announce`, to somebody in particular; None, and nobody is told.

    Nor is anybody of what they asked not to be sent, in this request or to their mailbox (decision
    23), or of what no way of theirs can say.
    """
    if to is None or declined(service_request, MESSAGES[kind].purpose):
        return False
    message = message_about(service_request, kind, detail=" ".join(detail))
    try:
        row = post(
            message,
            to=to,
            reference=service_request.folio,
            dedupe_key=f"{service_request.folio}:{event.sequence}:{kind}",
        )
    except NoWay:
        return False  # a text or a letter is nothing without its link: the survey, say
    return row.cancelled_at is None


def declined(service_request: ServiceRequest, purpose: Purpose) -> bool:
    """Whether the person asked, in this request, for no messages of a purpose."""
    return {
        Purpose.SURVEY: service_request.survey_declined,
        Purpose.REMINDERS: service_request.reminders_declined,
    }.get(purpose, False)


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
    message = message_about(service_request, kind, detail=detail)
    wanted = still and not declined(service_request, message.purpose)
    to = recipient_of(service_request) if wanted else None
    if to is None or to.channel == LETTER:
        return False
    row = post(
        message,
        to=replace(to, others=WAYS),
        reference=service_request.folio,
        dedupe_key=reminder_key(service_request, kind, which),
    )
    return row.cancelled_at is None


def reminder_key(service_request: ServiceRequest, kind: str, which: object) -> str:
    """What the outbox knows a reminder by."""
    return f"{service_request.folio}:{kind}:{which}"


@dataclass(frozen=True)
class Sent:
    """A message to a person of a request, as the story shows it: its secrets blanked."""

    subject: str
    text: str
    at: dt.datetime


def sent(service_request: ServiceRequest) -> dict[int, list[Sent]]:
    """What its people were told, by the sequence of the event that said it, reminders under
    `BESIDE`: one query."""
    found: dict[int, list[Sent]] = defaultdict(list)
    for row in told(service_request.folio, tuple(MESSAGES)):
        # As `tell` writes it, or `reminder_key`, which names no event.
        by = row.dedupe_key.removeprefix(f"{service_request.folio}:").split(":")[0]
        found[int(by) if by.isdecimal() else BESIDE].append(
            Sent(row.subject, timeline_text(row), row.created_at)
        )
    return found


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
