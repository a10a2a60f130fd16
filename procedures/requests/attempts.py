"""Tries at opening a request with a key: counted by place and by folio, for pages and API as one.

A folio has its own count, whether it exists or not, so that a thousand machines get no more tries
at one request than one does; and a count tells nobody which folios there are. A key has 80 bits, so
the count is generous to whoever mistypes (DOMAIN §9).
"""

from __future__ import annotations

from backend.security.limits import Limit

from . import folios

BY_ADDRESS = Limit("wrong keys", 20, 10 * 60)
BY_FOLIO = Limit("wrong keys of a folio", 30, 60 * 60)


def must_wait(address: str, folio: str = "") -> int:
    """Seconds until this place may try again, this folio if it names one; 0 when it may now."""
    of_folio = BY_FOLIO.wait(_spelt(folio)) if folio else 0
    return max(BY_ADDRESS.wait(address), of_folio)


def note_wrong(address: str, folio: str = "") -> None:
    """Count a key that did not open this folio, or a link that opened nothing."""
    BY_ADDRESS.spend(address)
    if folio:
        BY_FOLIO.spend(_spelt(folio))


def _spelt(folio: str) -> str:
    """One spelling of a folio, so that dashes and capitals give no more tries."""
    try:
        return str(folios.parse_folio(folio))
    except folios.BadFolio:
        return folio.upper()[:40]
