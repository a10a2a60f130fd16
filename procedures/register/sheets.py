"""What each kind of file brings: its columns, and how they are understood.

Sentences name a column, never what is written in it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from procedures.definition.fields.base import Wrong

from .entries import plain_number

ACCOUNT, HOLDER, AMOUNT, SINCE = "cuenta", "titular", "saldo", "desde"
AS_MONEY = re.compile(r"-?\$? ?-?(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.\d{1,2})?")
AS_DAY = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})")


@dataclass(frozen=True)
class Sheet:
    """A kind of file.

    Attributes:
        kind: what its loads are kept as.
        plain: column -> the most characters it may have; stored as they are.
        private: likewise, of what is stored sealed.
        needed: columns it cannot do without.
        read: how some columns become what is kept; raises Wrong.
    """

    kind: str
    plain: Mapping[str, int]
    private: Mapping[str, int]
    needed: tuple[str, ...]
    read: Mapping[str, Callable[[str], str]] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, int]:
        return {**self.plain, **self.private}


def money(text: str) -> str:
    """Pesos as they are kept: "$1,234.5" is "1234.50", "-20" a payment in advance.

    Raises:
        Wrong: it is no amount, or nobody can tell which («1.234,50»).
    """
    if not AS_MONEY.fullmatch(text) or text.count("-") > 1:
        raise Wrong("invalid", _("no es una cantidad en pesos como 1234.50."))
    return f"{Decimal(text.translate({ord(mark): None for mark in '$, '})):.2f}"


def day(text: str) -> str:
    """A day as it is kept, ISO 8601: "31/01/2026" is "2026-01-31"; empty stays empty.

    Raises:
        Wrong: it is no day.
    """
    if not text:
        return ""
    try:
        if found := AS_DAY.fullmatch(text):
            return dt.date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise Wrong("invalid", _("no es una fecha como 2026-01-31.")) from None


REGISTER = Sheet(
    "register",
    plain={ACCOUNT: 40, "medidor": 40, "tarifa": 60, "uso": 60, "estado": 60},
    private={HOLDER: 200, "domicilio": 300, "colonia": 120},
    needed=(ACCOUNT, HOLDER),
    read={"medidor": plain_number},
)
BALANCES = Sheet(
    "balances",
    plain={ACCOUNT: 40},
    private={AMOUNT: 20, SINCE: 10},
    needed=(ACCOUNT, AMOUNT),
    read={AMOUNT: money, SINCE: day},
)
