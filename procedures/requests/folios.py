"""Folios: `SOAPA-2026-000123-4`, in order, without gaps, with a digit that catches typing errors.

A folio is read aloud at a counter and typed from paper. The Damm check digit over year and number
finds every wrong digit and every two neighbours exchanged; a folio alone opens nothing (keys.py).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from django.db import connection, models, transaction

from procedures.catalogue.institution import institution

# The quasigroup of order 10 from H. Michael Damm's thesis (2004): no digit maps to itself.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212_./]+")
_FOLIO = re.compile(r"([A-Z]{2,12})?([0-9]{4})([0-9]{6}|[1-9][0-9]{6,11})([0-9])")


class BadFolio(ValueError):
    """The text is not a folio, or its digits do not agree."""


@dataclass(frozen=True)
class Folio:
    """A folio taken apart; `str()` gives it as it is stored and shown."""

    prefix: str
    year: int
    number: int

    def __str__(self) -> str:
        return format_folio(self.prefix, self.year, self.number)


class FolioCounter(models.Model):
    """The last number given out in a year. Locked while a filing is written, so none is lost."""

    prefix = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["prefix", "year"], name="folio_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}: {self.last}"


def next_folio(prefix: str, on: dt.date) -> str:
    """Take the next number of a year, under the caller's transaction.

    The row stays locked until that transaction ends; if it is rolled back the number is free again,
    which is why there are no gaps.

    Args:
        prefix: letters of the institution, such as `SOAPA`.
        on: the day of filing; its year is the folio's.

    Raises:
        TransactionManagementError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a folio is taken inside a transaction")
    counter, _created = FolioCounter.objects.select_for_update().get_or_create(
        prefix=prefix, year=on.year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return format_folio(prefix, on.year, counter.last)


def format_folio(prefix: str, year: int, number: int) -> str:
    """Write a folio: at least six digits, growing when a year needs more."""
    return f"{prefix}-{year:04d}-{number:06d}-{_check_digit(f'{year:04d}{number:06d}')}"


def parse_folio(text: str) -> Folio:
    """Read a folio as people type it: any case, spaces, other dashes or none, and the utility's
    letters left out.

    Raises:
        BadFolio: it has not the shape of a folio, or a digit is wrong.
    """
    compact = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text[:100])).upper()
    found = _FOLIO.fullmatch(compact)
    if not found:
        raise BadFolio("not the shape of a folio")
    prefix, year, number, digit = found.groups()
    if _check_digit(year + number) != digit:
        raise BadFolio("the check digit does not agree")
    return Folio(prefix or institution().folio_prefix, int(year), int(number))


def folio_in(text: str) -> Folio:
    """Read a folio, or the address of a request as the QR of an acuse gives it to a scanner.

    Raises:
        BadFolio: there is none.
    """
    path = text.strip().partition("?")[0].rstrip("/")
    return parse_folio(path.rpartition("/")[2] if "//" in path else text)


def _check_digit(digits: str) -> str:
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim
