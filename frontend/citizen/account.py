"""Who is signed in with a code: remembered by the session, for less long than the session itself.

An account never stands beside a denuncia: who opens or files one is signed out first, and signing
in closes those that were open, so that no session holds both (DOMAIN §8.2).
"""

from __future__ import annotations

import time
from uuid import UUID

from django.http import HttpRequest

from backend.security.limits import Limit
from procedures.drafts.models import Draft
from procedures.holdings import operations
from procedures.holdings.codes import Address
from procedures.holdings.models import CitizenAccount

ACCOUNT, ASKED = "account", "sign-in"
HOUR = 60 * 60
IDLE, IDLE_ON_BORROWED = HOUR, 15 * 60  # seconds without opening a page
LONGEST = 8 * HOUR
NOTED_EVERY = 60  # seconds: a page opened sooner does not write the session again
CODES_FROM_HERE = Limit("sign-in codes from an address", 20, HOUR)
CODES_TO = Limit("sign-in codes to a person", 5, HOUR)
CODES_TO_IN_A_DAY = Limit("sign-in codes to a person in a day", 12, 24 * HOUR)
TRIES_FROM_HERE = Limit("sign-in tries", 40, HOUR)


def account_of(request: HttpRequest) -> CitizenAccount | None:
    """The account signed in, or None; one query for each page that asks."""
    if not hasattr(request, "_account"):
        request._account = _signed_in(request)  # type: ignore[attr-defined]
    found: CitizenAccount | None = request._account  # type: ignore[attr-defined]
    return found


def _signed_in(request: HttpRequest) -> CitizenAccount | None:
    kept = request.session.get(ACCOUNT)
    if kept is None:
        return None
    now = int(time.time())
    idle = IDLE_ON_BORROWED if kept["borrowed"] else IDLE
    account = None
    if now - kept["seen"] < idle and now - kept["since"] < LONGEST:
        account = CitizenAccount.objects.filter(pk=kept["id"]).first()
    if account is None:
        del request.session[ACCOUNT]
    elif now - kept["seen"] >= NOTED_EVERY:
        request.session[ACCOUNT] = {**kept, "seen": now}
    return account


def sign_in(request: HttpRequest, account: CitizenAccount, *, borrowed: bool) -> None:
    """Sign an account in, under a new name of the session."""
    request.session.cycle_key()
    request.session.pop(ASKED, None)
    now = int(time.time())
    kept = {"id": account.pk, "since": now, "seen": now, "borrowed": borrowed}
    request.session[ACCOUNT] = kept
    request._account = account  # type: ignore[attr-defined]


def step_out(request: HttpRequest) -> bool:
    """Forget the account, and nothing else of the session. Whether there was one."""
    there = request.session.pop(ACCOUNT, None) is not None
    request.session.pop(ASKED, None)
    request._account = None  # type: ignore[attr-defined]
    if there:
        request.session.cycle_key()
    return there


def keep_draft(request: HttpRequest, draft: Draft) -> None:
    """Let the account signed in, if there is one, find a draft on other devices."""
    found = account_of(request)
    if found is not None:
        operations.keep_draft(account=found, draft=draft)


def note_asked(request: HttpRequest, asked: UUID, address: Address, *, borrowed: bool) -> None:
    """Let this browser, and no other, type the code that was sent."""
    request.session[ASKED] = {"id": asked.hex, "to": address.text, "borrowed": borrowed}


def waits_for(address: Address) -> int:
    """Count a code to this address; 0, or the seconds until another may be asked for."""
    return CODES_TO.spend(address.digest) or CODES_TO_IN_A_DAY.spend(address.digest)


def veiled(address: str) -> str:
    """An address as a page may show it: "m•••@example.org", "••••••4567"."""
    name, at, house = address.partition("@")
    return f"{name[:1]}•••@{house}" if at else f"••••••{address[-4:]}"
