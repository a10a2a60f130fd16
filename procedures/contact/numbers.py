"""Numbers of enquiries, `C-2026-000123-4`: in order, with the check digit of folios, no folios."""

from __future__ import annotations

import datetime as dt

from procedures.requests import folios

LETTER = "C"  # of «consulta»; a folio's prefix has two letters or more


def next_number(on: dt.date) -> str:
    """The next one of the year, under the caller's transaction, as `folios.next_folio`."""
    return folios.next_folio(LETTER, on)


def parse_number(text: str) -> str:
    """A number as people type it, in its stored spelling.

    Raises:
        folios.BadFolio: it has not the shape of one, or a digit is wrong.
    """
    plain = text.strip()
    if plain[:1].upper() != LETTER:
        raise folios.BadFolio("not the letter of an enquiry")
    told = folios.parse_folio(plain[1:])
    return folios.format_folio(LETTER, told.year, told.number)
