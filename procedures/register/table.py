"""The register and the balances as files brought them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import F, Subquery

from backend.security.encryption import InvalidToken

from .entries import Balance, Entry, Silent
from .models import AccountBalance, RegisterAccount, RegisterBatch, unseal
from .sheets import AMOUNT, BALANCES, HOLDER, REGISTER, SINCE


def find(*, account: str = "", meter: str = "") -> Entry | None:
    """One account by its plain number or, without one, by its meter's; one query.

    Of several with the same meter, one that still comes in the file.

    Raises:
        Silent: no key of FIELD_KEYS opens what is sealed of it.
    """
    wanted = {"number": account} if account else {"meter": meter}
    told = RegisterBatch.objects.of(REGISTER.kind).finished().values("as_of")[:1]
    row = (
        RegisterAccount.objects.filter(**wanted)
        .annotate(as_of=Subquery(told))
        .order_by(F("missing_since").desc(nulls_first=True), "number")
        .first()
    )
    if row is None:
        return None
    private = _opened(row.sealed)
    return Entry(
        number=row.number,
        meter=row.meter,
        tariff=row.tariff,
        use=row.use,
        status=row.status,
        holder=private[HOLDER],
        address=private["domicilio"],
        colonia=private["colonia"],
        as_of=row.as_of,
        missing_since=row.missing_since,
    )


def balance(*, account: str) -> Balance | None:
    """What one account owes, by its plain number; one query.

    An account that no longer comes in the file is not answered for: nobody knows what it owes now.

    Raises:
        Silent: no key of FIELD_KEYS opens what is sealed of it.
    """
    told = RegisterBatch.objects.of(BALANCES.kind).finished().values("as_of")[:1]
    found = AccountBalance.objects.filter(number=account, missing_since=None)
    row = found.annotate(as_of=Subquery(told)).first()
    if row is None:
        return None
    private = _opened(row.sealed)
    since = private[SINCE]
    return Balance(
        number=row.number,
        amount=Decimal(private[AMOUNT]),
        since=dt.date.fromisoformat(since) if since else None,
        as_of=row.as_of,
    )


def _opened(sealed: str) -> dict[str, str]:
    try:
        return unseal(sealed)
    except InvalidToken:
        raise Silent("sealed with a key that is gone") from None
