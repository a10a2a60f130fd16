"""What people ask not to be sent, by purpose and mailbox or telephone.

Messages of a case cannot be silenced. Invitations to the survey and reminders can, by whoever has
the mailbox: with the link that came to it, which opens nothing else, or signed in with a code sent
there. Neither folio nor key is enough, for anybody may file with somebody else's address. The
address itself is not kept: a keyed digest is compared (decision 23).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from backend.security.digests import keyed_digest
from notifications.messages import MESSAGES, PERSONAL, SILENCEABLE, Purpose
from notifications.models import OutboxMessage, Unsubscription

LINK = "unsubscribe_link"  # the placeholder for it in a text that is stored
SALT = "notifications.unsubscribe"
LIFE = dt.timedelta(days=180)


class BadToken(ValueError):
    """Not a token of ours, or one too old."""


@dataclass(frozen=True)
class Choice:
    """What a link is about: a purpose, and who, by a keyed digest of their address."""

    purpose: Purpose
    who: str


def choice_of(purpose: Purpose, address: str) -> Choice:
    """The choice of whoever has an address."""
    return Choice(purpose, keyed_digest("unsubscribed", address.strip().casefold()).hex())


def purpose_of(kind: str) -> Purpose:
    """What a kind of message is for."""
    message = MESSAGES.get(kind) or PERSONAL.get(kind)
    return message.purpose if message else Purpose.CASE


def silenced(purpose: Purpose, addresses: Collection[str]) -> bool:
    """Whether somebody reached by these addresses wants no messages of this purpose."""
    if purpose not in SILENCEABLE:
        return False
    who = [choice_of(purpose, one).who for one in addresses]
    return Unsubscription.objects.filter(purpose=purpose, who__in=who).exists()


def unwanted_at(address: str) -> frozenset[Purpose]:
    """The purposes of which nothing is wanted at an address; one query."""
    digests = {choice_of(purpose, address).who for purpose in SILENCEABLE}
    found = Unsubscription.objects.filter(who__in=digests).values_list("purpose", flat=True)
    return frozenset(Purpose(one) for one in found)


def is_silenced(choice: Choice) -> bool:
    """Whether this choice was made."""
    return Unsubscription.objects.filter(purpose=choice.purpose, who=choice.who).exists()


def choose(choice: Choice, *, wanted: bool) -> None:
    """Put down, as often as it is said, whether messages of a purpose are wanted.

    What waits to be sent is taken back; what is wanted again begins with the next one.
    """
    with transaction.atomic():
        if wanted:
            Unsubscription.objects.filter(purpose=choice.purpose, who=choice.who).delete()
            return
        Unsubscription.objects.get_or_create(purpose=choice.purpose, who=choice.who)
        _take_back(choice)


def link(purpose: Purpose, address: str) -> str:
    """Where one may ask for no more messages of this purpose; empty where one may not."""
    if purpose not in SILENCEABLE:
        return ""
    token = signing.dumps([purpose, choice_of(purpose, address).who], salt=SALT)
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[token])}"


def read(token: str) -> Choice:
    """What a link is about.

    Raises:
        BadToken: forged, damaged, older than 180 days, or of a purpose that cannot be silenced.
    """
    try:
        purpose, who = signing.loads(token, salt=SALT, max_age=LIFE)
        choice = Choice(Purpose(purpose), str(who))
    except (signing.BadSignature, ValueError, TypeError) as bad:
        raise BadToken("not a link of ours, or too old") from bad
    if choice.purpose not in SILENCEABLE:
        raise BadToken(choice.purpose)
    return choice


def _take_back(choice: Choice) -> None:
    kinds = [
        kind for kind, one in {**MESSAGES, **PERSONAL}.items() if one.purpose == choice.purpose
    ]
    waiting = OutboxMessage.objects.filter(kind__in=kinds).unfinished()
    theirs = [
        pk
        for pk, address in waiting.values_list("pk", "address")
        if choice_of(choice.purpose, address) == choice
    ]
    OutboxMessage.objects.filter(pk__in=theirs).unfinished().update(cancelled_at=timezone.now())
