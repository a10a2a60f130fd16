"""The register as `import_register` loaded it."""

from __future__ import annotations

from django.db.models import F, Subquery

from backend.security.encryption import InvalidToken

from .entries import Entry, Silent
from .models import RegisterAccount, RegisterBatch, unseal


def find(*, account: str = "", meter: str = "") -> Entry | None:
    """One account by its plain number or, without one, by its meter's; one query.

    Of several with the same meter, one that still comes in the file.

    Raises:
        Silent: no key of FIELD_KEYS opens what is sealed of it.
    """
    wanted = {"number": account} if account else {"meter": meter}
    told = RegisterBatch.objects.finished().values("as_of")[:1]
    row = (
        RegisterAccount.objects.filter(**wanted)
        .annotate(as_of=Subquery(told))
        .order_by(F("missing_since").desc(nulls_first=True), "number")
        .first()
    )
    if row is None:
        return None
    try:
        private = unseal(row.sealed)
    except InvalidToken:
        raise Silent("sealed with a key that is gone") from None
    return Entry(
        number=row.number,
        meter=row.meter,
        tariff=row.tariff,
        use=row.use,
        status=row.status,
        holder=private["titular"],
        address=private["domicilio"],
        colonia=private["colonia"],
        as_of=row.as_of,
        missing_since=row.missing_since,
    )
