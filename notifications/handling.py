"""What somebody does with one message: it goes again, to another address, or no more.

What was is never written over: a message that goes again is a row of its own, which follows the
one before it. Who may see which message is for the rooms that know of cases to say; here is what
becomes of it, and the record of who did it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.roles import Role
from notifications import secrets, ways
from notifications.channels import channels
from notifications.messages import MESSAGES, STAFF
from notifications.models import LIFE, Deed, Handling, OutboxMessage, OutboxQuerySet, State
from notifications.recipients import Recipient

# Who answers for what leaves an area, a restricted procedure, or the house (issue 5.6).
HANDLERS = frozenset({Role.SUPERVISOR, Role.OIC, Role.TRANSPARENCY, Role.ADMINISTRATOR})
# What opens an account or a draft goes to who asked for it and to nobody else, and a code is old
# before anybody reads of it: the person asks for another.
OF_A_CASE = frozenset({*MESSAGES, *STAFF})
AGAIN = {Deed.RESENT: "again", Deed.READDRESSED: "elsewhere"}  # in the key of the row that follows
ENDED_BADLY = frozenset({State.FAILED, State.EXPIRED})


def may_handle(actor: Actor) -> bool:
    """Whether this actor does anything with messages at all."""
    return actor.is_staff and bool(HANDLERS & actor.roles)


def messages() -> OutboxQuerySet:
    """Every message to a person; what other systems are told has its own page."""
    return OutboxMessage.objects.exclude(channel="webhook")


def can_resend(message: OutboxMessage) -> bool:
    """Whether it may go again as it is: it went or failed, still holds, and nothing followed it."""
    again = message.kind in OF_A_CASE and message.state in {*ENDED_BADLY, State.SENT}
    return again and not followed(message)


def can_cancel(message: OutboxMessage) -> bool:
    """Whether it is still to go."""
    return message.state in {State.CREATED, State.LEASED}


def can_readdress(message: OutboxMessage) -> bool:
    """Whether it may go to another address: as `can_resend`, and also while it waits."""
    if message.kind not in MESSAGES or not secrets.fits_paper(message.text + message.short):
        return False
    waits = message.state == State.CREATED and not followed(message)
    return waits or can_resend(message)


def followed(message: OutboxMessage) -> bool:
    """Whether another row took over: the next channel of the person, or the same once more."""
    return hasattr(message, "following")


@transaction.atomic
def resend(*, actor: Actor, message: OutboxMessage) -> OutboxMessage:
    """Send it once more, by the same channel to the same address.

    Returns:
        The row that goes now.

    Raises:
        PermissionDenied: not a function that answers for messages.
        ValidationError: it cannot be (`can_resend`); a sentence for the page.
    """
    row = _locked(actor, message)
    if not can_resend(row):
        raise ValidationError(_("Este aviso no puede volver a enviarse."))
    return _again(actor, row, Deed.RESENT, row.address)


@transaction.atomic
def readdress(*, actor: Actor, message: OutboxMessage, address: str) -> OutboxMessage:
    """Send it to another address by the same channel; what waited for the old one goes no more.

    No secret goes with it: somebody of the staff types the address, and neither key nor link is
    theirs to send anywhere. It says where the person gets them, as a letter does.

    Args:
        address: an e-mail, or a telephone, as the channel of the message needs.

    Returns:
        The row that goes now.

    Raises:
        PermissionDenied: not a function that answers for messages.
        ValidationError: it cannot be (`can_readdress`), or that is no address of this channel.
    """
    row = _locked(actor, message)
    if not can_readdress(row):
        raise ValidationError(_("Este aviso ya no puede cambiar de dirección."))
    found = address_by(row.channel, address)
    if not found:
        raise ValidationError({"address": _("Escriba una dirección que sirva para este medio.")})
    if row.state == State.CREATED:
        OutboxMessage.objects.filter(pk=row.pk).update(cancelled_at=timezone.now())
    return _again(actor, row, Deed.READDRESSED, found)


@transaction.atomic
def call_off(*, actor: Actor, message: OutboxMessage) -> None:
    """Take back a message that did not go yet.

    Raises:
        PermissionDenied: not a function that answers for messages.
        ValidationError: it went, ended or was taken back already.
    """
    row = _locked(actor, message)
    if not can_cancel(row):
        raise ValidationError(_("Este aviso ya no puede cancelarse."))
    OutboxMessage.objects.filter(pk=row.pk).update(cancelled_at=timezone.now())
    _put_down(actor, row, Deed.CANCELLED)


def address_by(channel: str, typed: str) -> str:
    """What somebody typed, as a channel writes it; "" where it is no address of it."""
    typed = typed.strip()
    if "{" in typed:  # no secret is an address that somebody types
        return ""
    to = Recipient(name="", email=typed, phone=typed, postal=typed)
    found = channels()[channel].address_of(to)
    if channel == "email":
        try:
            validate_email(found)
        except ValidationError:
            return ""
    return found


def went_elsewhere(message: OutboxMessage) -> bool:
    """Whether it, or one it follows, went where somebody of the staff typed: no proof that its
    person was told."""
    return f":{AGAIN[Deed.READDRESSED]}" in message.dedupe_key


def deeds_of(rows: Iterable[OutboxMessage]) -> list[Handling]:
    """Who did what with these messages, the latest first: one query."""
    return list(Handling.objects.filter(message__in=list(rows)).order_by("-id"))


def _locked(actor: Actor, message: OutboxMessage) -> OutboxMessage:
    if not may_handle(actor):
        raise PermissionDenied
    # Followed or not is read after the lock: of two who press at once one finds the other's row.
    OutboxMessage.objects.select_for_update().get(pk=message.pk)
    return OutboxMessage.objects.select_related("following").get(pk=message.pk)


def _again(actor: Actor, row: OutboxMessage, deed: Deed, address: str) -> OutboxMessage:
    now = timezone.now()
    copied = {name: getattr(row, name) for name in ways.COPIED}
    if deed == Deed.READDRESSED:
        copied |= _without_secrets(row)
    expires_at, deadline = ways.times_of(row.channel, now, now + LIFE, ())
    new = OutboxMessage.objects.create(
        **copied,
        channel=row.channel,
        address=address,
        previous_id=row.pk,
        dedupe_key=f"{row.dedupe_key[:170]}>{row.pk}:{AGAIN[deed]}",
        created_at=now,
        due_at=now,
        expires_at=expires_at,
        deadline=deadline,
    )  # the next sweep finds it
    _put_down(actor, row, deed)
    return new


def _without_secrets(row: OutboxMessage) -> dict[str, str]:
    return {
        "text": secrets.fill_on_paper(row.text, row.reference),
        "html": secrets.fill_on_paper(row.html, row.reference, made_safe=escape),
        "short": secrets.fill_on_paper(row.short, row.reference),
    }


def _put_down(actor: Actor, row: OutboxMessage, deed: Deed) -> None:
    Handling.objects.create(message=row, deed=deed, by=actor.label)
