"""Words on a case: notes among staff, messages with the person, and a new key for who lost it."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor, citizen_of
from backend.security.digests import keyed_digest
from procedures.documents.models import Document
from procedures.requests import keys, notices
from procedures.requests.access import may, require
from procedures.requests.attachments import WITH_A_MESSAGE, attach
from procedures.requests.core import Change, change
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import Event, ServiceRequest

LONGEST = 4000  # letters of a message or a note
MOST_FILES = 5  # of one message
MOST_A_DAY = 30  # messages of the person on one request


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise Invalid({"text": [("required", _("Escriba el mensaje."))]})
    if len(words) > LONGEST:
        raise Invalid(
            {"text": [("too_long", _("El mensaje no puede pasar de %d letras.") % LONGEST)]}
        )
    return words


def add_note(*, actor: Actor, service_request: ServiceRequest, text: str) -> Event:
    """A note only staff ever see."""
    words = _words(text)
    with change(
        actor=actor, service_request=service_request, revision=None, why="note", aside=True
    ) as now:
        require(actor, "note", now.service_request)
        return now.record("note", public=False, private={"text": words})


def post_message(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    text: str,
    documents: Sequence[Document] = (),
) -> Event:
    """A message between the person and the utility; both read it on the case.

    What staff write is announced to the person by their channel; the words stay on the case. An
    anonymous request keeps no mark of what its person has read (decision 11).

    Args:
        documents: uploads that go with it, not yet claimed; at most MOST_FILES.

    Raises:
        Invalid: no words, too many of them, or too many files.
        Conflict: the person wrote MOST_A_DAY messages on this request today.
    """
    words = _words(text)
    if len(documents) > MOST_FILES:
        raise Invalid(
            {"documents": [("too_many", _("Mande hasta %d archivos por mensaje.") % MOST_FILES)]}
        )
    papers = {WITH_A_MESSAGE: list(documents)} if documents else {}
    with change(
        actor=actor, service_request=service_request, revision=None, why="message", aside=True
    ) as now:
        row = now.service_request
        require(actor, "message", row)
        if actor.kind != "staff":
            _demand_room(now)
        event = now.record("message", said={"text": words}, documents=papers)
        attach(row, event, papers, nameless=row.anonymous and actor.kind != "staff")
        if actor.kind == "staff":
            row.unread_by_citizen += not row.anonymous
            notices.announce(row, "message_received", event=event)
        else:
            row.unread_by_staff += 1
        return event


def _demand_room(now: Change) -> None:
    """So that nobody fills a case, and the desk of whoever reads it, with a program."""
    today = timezone.make_aware(dt.datetime.combine(now.today, dt.time.min))
    written = now.service_request.events.filter(kind="message", at__gte=today)
    if written.exclude(actor_kind="staff").count() >= MOST_A_DAY:
        raise Conflict(
            _("Hoy ya mandó %d mensajes. Mañana puede escribir de nuevo, o llámenos.") % MOST_A_DAY,
            code="too_many_messages",
        )


def read_messages(*, actor: Actor, service_request: ServiceRequest) -> Event | None:
    """Note that one side has what the other wrote before its eyes (R18: the first reading).

    Nothing is put in a mail to find out: opening the page, or saying so to the API, is the reading.
    Of staff, only somebody who could answer counts.

    Returns:
        The event; None when there was nothing new, or nobody to note it of.
    """
    side = "unread_by_staff" if actor.kind == "staff" else "unread_by_citizen"
    if not getattr(service_request, side) or not may(actor, "message", service_request):
        return None
    with change(
        actor=actor, service_request=service_request, revision=None, why="read", aside=True
    ) as now:
        if not getattr(now.service_request, side):
            return None
        setattr(now.service_request, side, 0)
        return now.record("messages_read")


def renew_key(*, actor: Actor, service_request: ServiceRequest) -> str:
    """Make a new key; the old one dies at once. It is sent to the contact on file only.

    Returns:
        The new key, for staff with the person before them to print; the faces show it to nobody
        else.

    Raises:
        Conflict: a person asks for it online and left no way to be reached.
    """
    with change(
        actor=actor, service_request=service_request, revision=None, why="new key", aside=True
    ) as now:
        row = now.service_request
        require(actor, "renew_key", row)
        to = notices.mailbox_of(row)
        if actor.kind != "staff" and to is None:
            raise Conflict(
                _("No hay un correo registrado. Acuda al módulo con su identificación."),
                code="no_contact",
            )
        row.key_nonce = keys.new_nonce()
        event = now.record("key_renewed", public=False)
        notices.tell(row, to or notices.recipient_of(row), "key_renewed", event=event)
        return keys.key_of(row.folio, row.key_nonce)


def address_digest(email: str) -> str:
    """What a mail address is compared by where the address itself must not go."""
    return keyed_digest("new key asked for by", email.casefold()).hex()


def renew_key_asked_for(folio: str, asked: str) -> None:
    """Renew the key of a request whose contact has the address that was typed, and of no other.

    Args:
        folio: as typed, of a request or of none.
        asked: a digest of that address.
    """
    row = ServiceRequest.objects.filter(folio=folio).select_related("procedure", "version").first()
    to = notices.mailbox_of(row) if row else None
    if row is None or to is None or not hmac.compare_digest(address_digest(to.email), asked):
        return
    try:
        renew_key(actor=citizen_of(row.folio), service_request=row)
    except Conflict:  # it became unreachable between the two lines
        return
