"""What the register says of one account, wherever it was asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


class Silent(Exception):
    """The register could not be asked; nothing is known, and nothing may be concluded."""


@dataclass(frozen=True)
class Entry:
    """One account. Numbers are plain (`reading.plain_number`); empty text is "it does not say".

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
