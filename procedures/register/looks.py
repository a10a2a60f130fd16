"""Who of the staff looked an account up: whom, when and for which procedure (LGPDPPSO 27-VII).

Kept some months and read by the control body and administration alone. The number is sealed, found
again by a keyed digest, and in no log. What is shown of an account inside a case is not here: that
is for who handles it, and the case says who they are.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from backend.accounts.actors import Actor
from backend.accounts.roles import Role
from backend.security.digests import keyed_digest
from procedures.catalogue.institution import institution

from .entries import Entry, plain_number
from .models import RegisterLook, seal, unseal

READERS = frozenset({Role.OIC, Role.ADMINISTRATOR})
DAYS_OF_A_MONTH = 30  # near enough: it is a minimum
SAME = dt.timedelta(hours=1)  # a page that is drawn again is no other look
AT_ONCE = 5000  # rows deleted at a time
ORDERING = "-at"


def may_read_looks(actor: Actor) -> bool:
    """Whether this actor reads who looked what up."""
    return actor.is_staff and bool(READERS & actor.roles)


def note(actor: Actor, entry: Entry, procedure: str = "") -> None:
    """Put down that somebody of the staff was shown an account.

    Args:
        procedure: the slug of what they were filing; "" while they only searched.
    """
    if actor.user is None:
        return
    now, digest = timezone.now(), _digest(entry.number)
    mine = RegisterLook.objects.filter(by=actor.user, digest=digest, procedure=procedure)
    if mine.filter(at__gt=now - SAME).exists():
        return
    RegisterLook.objects.create(
        by=actor.user,
        at=now,
        procedure=procedure,
        digest=digest,
        sealed=seal({"number": entry.number}),
    )


def looks(*, by: str = "", account: str = "") -> QuerySet[RegisterLook]:
    """Those that are kept, of one person or of one account where they are named.

    Args:
        by: a user name.
        account: as anybody writes it.
    """
    found = RegisterLook.objects.select_related("by")
    if by:
        found = found.filter(by__username=by)
    if number := plain_number(account):
        found = found.filter(digest=_digest(number))
    return found


def account_of(look: RegisterLook) -> str:
    """Which account it was."""
    return unseal(look.sealed)["number"]


def forget_old(now: dt.datetime | None = None) -> int:
    """Delete those older than `register.keep_look_months`; safe to repeat.

    Returns:
        How many were.
    """
    days = int(institution().register.keep_look_months) * DAYS_OF_A_MONTH
    limit = (now or timezone.now()) - dt.timedelta(days=days)
    old = RegisterLook.objects.filter(at__lt=limit).values_list("pk", flat=True)
    count, _kinds = RegisterLook.objects.filter(pk__in=list(old[:AT_ONCE])).delete()
    return count


def _digest(number: str) -> str:
    return keyed_digest("looked up", plain_number(number)).hex()
