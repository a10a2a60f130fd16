"""What the register, and the billing system, say of one account, wherever they were asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal


class Silent(Exception):
    """It could not be asked; nothing is known, and nothing may be concluded."""


@dataclass(frozen=True)
class Entry:
    """One account. Numbers are plain (`plain_number`); empty text is "it does not say".

    Attributes:
        as_of: the day the register tells of, where it says so.
        missing_since: since when it no longer comes in the utility's file.
    """

    number: str
    meter: str = ""
    tariff: str = ""
    use: str = ""
    status: str = ""
    holder: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    colonia: str = field(default="", repr=False)
    as_of: dt.date | None = None
    missing_since: dt.date | None = None


@dataclass(frozen=True)
class Balance:
    """What one account owes.

    Attributes:
        amount: pesos; zero or less (a payment in advance) owes nothing.
        since: the day its oldest debt fell due, where billing says so.
        as_of: the day billing tells of, where it says so.
    """

    number: str
    amount: Decimal = field(repr=False)
    since: dt.date | None = field(default=None, repr=False)
    as_of: dt.date | None = None

    @property
    def owes(self) -> bool:
        return self.amount > 0


def plain_number(text: str) -> str:
    """An account or meter number by its letters and digits alone: "12-345 a" is "12345A"."""
    return "".join(character for character in text.upper() if character.isalnum())
