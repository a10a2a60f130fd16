"""The one door to the register: asked by rules, for staff and for who proved to be the holder."""

from __future__ import annotations

import logging

from django.conf import settings

from . import http, table
from .entries import Entry, Silent, plain_number

SOURCES = {"csv": table.find, "http": http.find}

log = logging.getLogger(__name__)


def configured() -> bool:
    """Whether this installation has a register to ask (REGISTER)."""
    return settings.REGISTER in SOURCES


def lookup(*, account: str = "", meter: str = "") -> Entry | None:
    """What the register says of an account, found by its number or else by its meter.

    Args:
        account: as anybody writes it; spaces, hyphens and case make no difference.
        meter: asked only where there is no account.

    Returns:
        None when the register has no such account.

    Raises:
        Silent: it could not be asked.
    """
    account, meter = plain_number(account), "" if plain_number(account) else plain_number(meter)
    if not account and not meter:
        return None
    try:
        return SOURCES[settings.REGISTER](account=account, meter=meter)
    except Silent as silent:
        log.warning("the register did not answer: %s", silent)
        raise
