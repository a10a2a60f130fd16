"""How dates, money and quantities are said; `ui` offers each as a filter.

The patterns of dates are in the catalogue of each language, with the context "date": what they mean
is in Django's `date` filter.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import pgettext

from procedures.requests.saying import (
    Moment,
    before,
    business_days,
    date,
    date_time,
    days_left,
    in_words,
    long_date,
    moved,
    number,
)

__all__ = [
    "Moment",
    "before",
    "business_days",
    "clock_time",
    "date",
    "date_time",
    "days_left",
    "file_size",
    "long_date",
    "money",
    "moved",
    "number",
    "percent",
    "phone",
    "short_date",
]


def short_date(moment: Moment) -> str:
    """A date for tables: "16 feb 2026"; empty when there is none."""
    return in_words(moment, pgettext("date", "j M Y"))


def clock_time(moment: dt.time | dt.datetime | None) -> str:
    """An hour of the day: "14:05 h"; empty when there is none."""
    if isinstance(moment, dt.datetime):
        moment = (timezone.localtime(moment) if timezone.is_aware(moment) else moment).time()
    return f"{moment:%H:%M} h" if moment else ""


def percent(value: float | None) -> str:
    """A share of one hundred: "87.5 %"; "—" when unknown."""
    return "—" if value is None else f"{number(value)} %"


def money(amount: Decimal | float | str | None) -> str:
    """An amount in pesos: "$1,234.50"; empty when there is none."""
    return "" if amount in (None, "") else f"${Decimal(str(amount)):,.2f}"


def file_size(octets: int | None) -> str:
    """A file's size from its bytes: "1.4 MB"; empty when unknown."""
    return "" if octets is None else filesizeformat(octets)


def phone(digits: str | None) -> str:
    """A Mexican telephone of ten digits in groups: "951 501 0000"; anything else as it is."""
    if digits and len(digits) == 10 and digits.isdigit():
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    return digits or ""
