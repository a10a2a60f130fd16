"""How dates and counts of days are said in Spanish: on pages, on paper and in the API alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from procedures.definition import Term

Moment = dt.date | dt.datetime | None
BASES: Mapping[str, Promise] = {
    "confirmed": gettext_lazy("Confirmado por el organismo"),
    "seen": gettext_lazy("Visto en una fuente pública"),
    "comparable": gettext_lazy("Tomado de organismos parecidos"),
    "assumed": gettext_lazy("Supuesto, a falta de fuente"),
}


def _local(moment: dt.date | dt.datetime) -> dt.date | dt.datetime:
    if isinstance(moment, dt.datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def in_words(moment: Moment, pattern: str) -> str:
    """A date by a pattern of Django's; in lower case where the language is Spanish.

    Returns:
        Empty when there is none.
    """
    if not moment:
        return ""
    words = format_date(_local(moment), pattern)
    # Django's Spanish writes "Lunes" and "Febrero"; inside a sentence both are lower case.
    return words.lower() if (get_language() or "es").startswith("es") else words


def long_date(moment: Moment) -> str:
    """A date with its weekday: "lunes 16 de febrero de 2026"; empty when there is none."""
    return in_words(moment, pgettext("date", r"l j \d\e F \d\e Y"))


def date(moment: Moment) -> str:
    """A date without weekday: "16 de febrero de 2026"; empty when there is none."""
    return in_words(moment, pgettext("date", r"j \d\e F \d\e Y"))


def moved(said: Mapping[str, Any]) -> str:
    """From which day to which a date moved: `from` and `to`, ISO; empty when one is missing."""
    days = [dt.date.fromisoformat(day) for day in (said.get("from"), said.get("to")) if day]
    if len(days) < 2:
        return ""
    return _("Del %(before)s al %(now)s.") % {"before": date(days[0]), "now": date(days[1])}


def moved_by(said: Mapping[str, Any]) -> str:
    """The days of the calendar that moved a date, each with its reason: `days`; empty without."""
    return "; ".join(
        f"{long_date(dt.date.fromisoformat(day['date']))} ({day['reason']})"
        for day in said.get("days", ())
    )


def date_time(moment: dt.datetime | None) -> str:
    """A moment: "16 de febrero de 2026, 14:05 h" in Mexico City; empty when there is none."""
    words = in_words(moment, pgettext("date", r"j \d\e F \d\e Y, H:i \h"))
    return words.replace(" h", "\u00a0h")  # the unit stays on the line of its hour


def business_days(days: float | None) -> str:
    """A count of business days: "1 día hábil", "2.5 días hábiles"; empty when unknown."""
    if days is None:
        return ""
    return ngettext("%(n)s día hábil", "%(n)s días hábiles", 1 if days == 1 else 2) % {
        "n": number(days)
    }


def term_in_words(term: Term | None) -> str:
    """How long a term is: "10 días hábiles", "3 meses"; empty without one."""
    if term is None:
        return ""
    if term.months:
        return _("%d meses") % term.months if term.months > 1 else _("1 mes")
    return business_days(term.days)


def days_left(days: int | None) -> str:
    """How far a due date is, in business days: "vence hoy", "quedan 3…", "venció hace 2…"."""
    if days is None:
        return ""
    if days == 0:
        return _("vence hoy")
    if days > 0:
        return ngettext("queda %(days)s", "quedan %(days)s", days) % {"days": business_days(days)}
    return _("venció hace %(days)s") % {"days": business_days(-days)}


def before(label: str) -> str:
    """A label as it stands before its words: "Folio:"; a question ends by itself."""
    return label if label.endswith(("?", ":", ".", "!")) else f"{label}:"


def number(value: float | Decimal | None, places: int = 1) -> str:
    """A quantity with thousands separators and at most `places` decimals; "—" when unknown."""
    if value is None:
        return "—"
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
