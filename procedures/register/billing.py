"""The one door to the billing system (cobro): whether an account owes, and how much.

Whether is for who handles a case that asks it; how much only for the holder who proved it
(DOMAIN; issue 4, item 7). Nobody is answered because they know an account number.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from . import http, table
from .entries import Balance, Silent, plain_number

SOURCES = {"csv": table.balance, "http": http.balance}
FLAGS = {
    "owes": _("El sistema de cobro dice que la cuenta debe."),
    "unknown_balance": _("El sistema de cobro no tiene esa cuenta."),
    "silent_balance": _("No se pudo consultar el sistema de cobro."),
}

log = logging.getLogger(__name__)


def configured() -> bool:
    """Whether this installation has a billing system to ask (BILLING)."""
    return settings.BILLING in SOURCES


def balance_of(account: str) -> Balance | None:
    """What billing says of an account.

    Args:
        account: as anybody writes it; spaces, hyphens and case make no difference.

    Returns:
        None when it has no such account.

    Raises:
        Silent: it could not be asked.
    """
    number = plain_number(account)
    if not number:
        return None
    try:
        return SOURCES[settings.BILLING](account=number)
    except Silent as silent:
        log.warning("the billing system did not answer: %s", silent)
        raise


def flags_of(found: Balance | None) -> tuple[str, ...]:
    """Which of FLAGS are to be told of an answer."""
    if found is None:
        return ("unknown_balance",)
    return ("owes",) if found.owes else ()
