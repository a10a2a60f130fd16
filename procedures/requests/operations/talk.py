"""Words on a case: notes among staff, messages with the person, and a new key for who lost it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.requests import keys, notices
from procedures.requests.access import require
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import Event, ServiceRequest

LONGEST = 4000


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


def post_message(*, actor: Actor, service_request: ServiceRequest, text: str) -> Event:
    """A message between the person and the utility; both read it on the case.

    What staff write is announced to the person by their channel; the words stay on the case.
    """
    words = _words(text)
    with change(
        actor=actor, service_request=service_request, revision=None, why="message", aside=True
    ) as now:
        require(actor, "message", now.service_request)
        event = now.record("message", said={"text": words})
        if actor.kind == "staff":
            notices.announce(now.service_request, "message_received", event=event)
        return event


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
        if actor.kind != "staff" and notices.recipient_of(row) is None:
            raise Conflict(
                _("No hay un correo registrado. Acuda al módulo con su identificación."),
                code="no_contact",
            )
        row.key_nonce = keys.new_nonce()
        event = now.record("key_renewed", public=False)
        notices.announce(row, "key_renewed", event=event)
        return keys.key_of(row.folio, row.key_nonce)
