"""Signing in with a code: asked for by a browser, sent to an address, typed in that browser.

Asking looks no account up, so the answer says nothing about who has one; the account is made by
the first code that fits. The code is derived from the row and KEY_SECRET: it is in no table, no log
and no queue, only in the message as it is delivered. What binds it to a browser is that only the
session that asked knows the row.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from backend.security.digests import keyed_digest
from backend.security.encryption import encrypt
from notifications.channels import sms
from notifications.messages import SignInMessage
from notifications.outbox import Recipient, post
from procedures.definition.fields.phone import national_digits

from .models import AddressKind, CitizenAccount, SignInCode

LIFE = dt.timedelta(minutes=10)
TRIES = 5
DIGITS = 8
LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Address:
    """Where a code goes: a kind of `AddressKind` and the text in its one spelling."""

    kind: str
    text: str

    @property
    def digest(self) -> str:
        """What finds its account: 64 hexadecimal digits."""
        return keyed_digest("account address", self.kind, self.text).hex()


def address_in(typed: str) -> Address | None:
    """The address somebody typed, a mail or (where texts can be sent) a telephone; else None."""
    text = typed.strip()
    if len(text) > LONGEST_ADDRESS:
        return None
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError:
            return None
        return Address(AddressKind.EMAIL, text.casefold())
    digits = national_digits(text) if sms.configured() and text else None
    return Address(AddressKind.SMS, digits) if digits else None


@transaction.atomic
def ask(*, address: Address) -> UUID:
    """Post a new code to an address, whoever's it is.

    Returns:
        What the browser that asked must show with the code.
    """
    row = SignInCode.objects.create(
        kind=address.kind,
        address=encrypt(address.text.encode()).decode(),
        address_digest=address.digest,
        nonce=secrets.token_hex(16),
        expires_at=timezone.now() + LIFE,
    )
    by_mail = address.kind == AddressKind.EMAIL
    post(
        SignInMessage(minutes=int(LIFE.total_seconds() // 60)),
        to=Recipient(
            name="",
            email=address.text if by_mail else "",
            phone="" if by_mail else address.text,
            channel=address.kind,
            language=get_language() or "",
        ),
        reference=row.pk.hex,
        dedupe_key=f"sign in:{row.pk.hex}",
    )
    return row.pk


@transaction.atomic
def enter(*, asked: UUID, typed: str) -> CitizenAccount | None:
    """The account a code opens, made now if it is the first; None where it does not fit.

    Wrong, used, expired and tried too often are the same answer. Of two that send the right code at
    once, one enters.

    Args:
        asked: what `ask` gave this browser.
        typed: digits, however they were spaced.
    """
    now = timezone.now()
    alive = SignInCode.objects.filter(pk=asked, used_at=None, expires_at__gt=now, tries__lt=TRIES)
    if not alive.update(tries=F("tries") + 1):
        return None
    row = SignInCode.objects.get(pk=asked)
    given = "".join(letter for letter in typed[:40] if letter in "0123456789")
    if not hmac.compare_digest(code_of(row), given):
        return None
    if not SignInCode.objects.filter(pk=asked, used_at=None).update(used_at=now):
        return None
    account, new = CitizenAccount.objects.get_or_create(
        address_digest=row.address_digest,
        defaults={
            "kind": row.kind,
            "address": row.address,
            "created_at": now,
            "last_used_on": timezone.localdate(now),
        },
    )
    if not new:
        account.last_used_on = timezone.localdate(now)
        account.save(update_fields=["last_used_on"])
    return account


def code_of(row: SignInCode) -> str:
    """The code of a row: eight digits."""
    number = int.from_bytes(keyed_digest("sign-in code", row.pk.hex, row.nonce), "big")
    return f"{number % 10**DIGITS:0{DIGITS}}"
