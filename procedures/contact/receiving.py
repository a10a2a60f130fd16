"""The only way in: what somebody wrote or told by telephone becomes an enquiry, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.history import acting
from backend.security.digests import keyed_digest
from procedures.catalogue.institution import privacy_notice as notice_in_force
from procedures.requests.errors import Conflict, Invalid

from . import search
from .channels import due_on, open_channel
from .models import Enquiry, EnquiryEntry, EntryKind, Kind
from .numbers import next_number
from .words import clean, seal, words_of


def receive(
    *,
    actor: Actor,
    kind: str,
    told: Mapping[str, str],
    privacy_notice: str = "",
    origin: str = "",
    received_at: dt.datetime | None = None,
) -> Enquiry:
    """Put down what somebody wrote, or told by telephone.

    Args:
        kind: of the channel (`models.Kind`).
        told: `text`, and what they gave of `subject`, `name`, `email` and `phone`.
        privacy_notice: the version that was read; the form demands the one in force.
        origin: what the sender's side calls this message; sent again it is put down once.
        received_at: when it came, if not now.

    Returns:
        The enquiry, or the one that this `origin` made before.

    Raises:
        Invalid: each field's problem.
        Conflict: the channel is closed.
    """
    words = clean(told)
    channel = open_channel(kind)
    if kind == Kind.FORM:
        _demand_notice(privacy_notice)
    if not channel.active:
        raise Conflict(_("Este canal no está recibiendo mensajes."), code="channel_closed")
    digest = digest_of(kind, origin) if origin else None
    if before := known(digest):
        return before
    moment = received_at or timezone.now()
    day = timezone.localdate(moment)
    try:
        with transaction.atomic(), acting(actor.label, "received"):
            row = Enquiry(
                number=next_number(timezone.localdate()),
                channel=channel,
                area=channel.area,
                received_at=moment,
                due_on=due_on(day, channel.days),
                privacy_notice=privacy_notice,
                sealed=seal(words),
            )
            row.save(force_insert=True)
            search.put_down(row, words)
            EnquiryEntry(
                enquiry=row, kind=EntryKind.RECEIVED, at=moment, by=actor.user, origin=digest
            ).save()
    except IntegrityError:
        again = known(digest)  # sent twice at once: the other one won
        if again is None:
            raise
        return again
    return row


def receive_once(
    *, actor: Actor, kind: str, told: Mapping[str, str], privacy_notice: str, key: str
) -> Enquiry:
    """The same for a program that may send again: its key makes one enquiry, sent twice or not.

    Args:
        key: of the program's own (Idempotency-Key), kept as a digest until the enquiry is erased.

    Raises:
        Conflict: the key came before with other words.
    """
    origin = f"key {key}"  # no page calls its own so
    row = receive(actor=actor, kind=kind, told=told, privacy_notice=privacy_notice, origin=origin)
    if words_of(row) != clean(told):
        raise Conflict(
            _("Esa clave de repetición ya se usó con otros datos."), code="idempotency_conflict"
        )
    return row


def digest_of(kind: str, origin: str) -> str:
    """What a message is known by: nobody reads its identifier, nor tries one, in the table."""
    return keyed_digest("enquiry origin", kind, origin).hex()


def known(digest: str | None) -> Enquiry | None:
    """The enquiry a message is part of already."""
    if digest is None:
        return None
    entry = EnquiryEntry.objects.filter(origin=digest).select_related("enquiry__channel").first()
    return entry.enquiry if entry else None


def _demand_notice(given: str) -> None:
    current = notice_in_force().version
    if given != current:
        said = _("Confirme que leyó el aviso de privacidad vigente (%s).") % current
        raise Invalid({"privacy_notice": [("required", said)]})
