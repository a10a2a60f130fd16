"""The account of a case as the register and billing have it, beside what the person wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from frontend.formats import long_date
from frontend.staff.desk import Desk
from procedures.register import billing
from procedures.register.comparing import FLAGS
from procedures.register.entries import Entry
from procedures.requests import registered


def account_of(desk: Desk) -> dict[str, Any] | None:
    """What the page shows of the register; None where this person or this case has none of it."""
    found = registered.beside_the_register(desk, desk.answers)
    if found is None:
        return None
    return {
        "flags": [FLAGS[key] for key in found.flags],
        "as_of": found.entry and found.entry.as_of,
        "rows": [
            {"label": label, "text": text, "agrees": found.agrees.get(key)}
            for key, label, text in (_rows(found.entry) if found.entry else ())
            if text
        ],
    }


def debt_of(desk: Desk) -> dict[str, Any] | None:
    """What billing says of the account; None where this person or this case has none of it."""
    found = registered.debt_of(desk, desk.answers)
    if found is None:
        return None
    clear = found.balance is not None and not found.balance.owes
    return {
        "flags": [billing.FLAGS[key] for key in found.flags],
        "clear": clear,
        "recognised": found.recognised,
        "balance": found.balance if found.recognised else None,
        "as_of": found.balance and found.balance.as_of,
    }


def is_holder(
    desk: Desk, account: dict[str, Any] | None, debt: dict[str, Any] | None
) -> bool | None:
    """Whether the person proved to hold the account; None where nobody is asked to prove it.

    Args:
        account, debt: what `account_of` and `debt_of` found.
    """
    if debt is not None:
        return bool(debt["recognised"])
    if account is None or not registered.account_in(desk.row.definition, desk.answers):
        return None
    return registered.is_recognised(desk.row, desk.answers)


def _rows(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Key, label and text of each thing the register says."""
    yield "number", _("Número de cuenta"), entry.number
    yield "name", _("Titular"), entry.holder
    yield "meter", _("Medidor"), entry.meter
    yield "address", _("Domicilio"), ", ".join(filter(None, (entry.address, entry.colonia)))
    yield "tariff", _("Tarifa"), entry.tariff
    yield "use", _("Uso"), entry.use
    yield "status", _("Estado de la cuenta"), entry.status
    since = entry.missing_since
    yield "missing", _("Ya no viene desde"), long_date(since) if since else ""
