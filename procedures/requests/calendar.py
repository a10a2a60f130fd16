"""Which days are business days: tables the institution fills, never a library (DOMAIN §4).

There are at least two calendars (the utility's and that of its Unidad de Transparencia). A day can
be taken away (a holiday, a suspension declared afterwards) or given (a Saturday made working).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history

from backend.accounts.history import history, reason
from procedures.catalogue.sources import BrokenYaml, read_yaml

from .clock import BusinessCalendar, Exceptional

DECLARED = "declared"  # the reason, in the history, of a day that no file changes any more
DATA = Path(__file__).parent.parent / "catalogue" / "data" / "calendars"


class UnknownCalendar(LookupError):
    """No calendar of that key was loaded."""


class BadCalendar(ValueError):
    """A calendar's file does not say what a calendar must say."""


class Calendar(models.Model):
    """A list of exceptions to Monday to Friday, with who published it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(_("clave"), max_length=40, unique=True)
    name = models.CharField(_("nombre"), max_length=200)
    source = models.CharField(_("fuente"), max_length=300, blank=True, default="")
    history = history()

    class Meta:
        ordering: ClassVar = ["key"]
        verbose_name = _("calendario")

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that is not what its weekday says, why, and where that was published."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("fecha"))
    working = models.BooleanField(_("hábil"), default=False)
    reason = models.CharField(_("motivo"), max_length=200)
    source = models.CharField(_("fuente"), max_length=300, blank=True, default="")
    added_at = models.DateTimeField(auto_now=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["calendar_id", "date"]
        verbose_name = _("día del calendario")
        verbose_name_plural = _("días del calendario")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "date"], name="calendar_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.reason}"


@dataclass(frozen=True)
class Loaded:
    """What `load_calendar` did: the first days it moved are those whose due dates may move."""

    calendar: Calendar
    added: tuple[dt.date, ...]
    changed: tuple[dt.date, ...]


_known: dict[str, tuple[object, BusinessCalendar]] = {}


def business_calendar(key: str) -> BusinessCalendar:
    """The calendar `key` as a value to count with.

    Kept by the process for as long as the table is as it was: one query says so.

    Raises:
        UnknownCalendar: it was never loaded.
    """
    stamp = (
        Calendar.objects.filter(key=key)
        .annotate(newest=models.Max("days__added_at"), days_count=models.Count("days"))
        .values_list("id", "days_count", "newest")
        .first()
    )
    if stamp is None:
        raise UnknownCalendar(key)
    if key not in _known or _known[key][0] != stamp:
        _known[key] = (stamp, _read(key, stamp[1], stamp[2]))
    return _known[key][1]


def _read(key: str, count: int, newest: dt.datetime | None) -> BusinessCalendar:
    rows = CalendarDay.objects.filter(calendar__key=key).values_list("date", "working", "reason")
    return BusinessCalendar(
        key=key,
        exceptions={date: Exceptional(working, reason) for date, working, reason in rows},
        version=f"{count}@{newest.isoformat()}" if newest else "0",
    )


def changed_between(first: dt.datetime, last: dt.datetime) -> dict[str, list[dt.date]]:
    """The days that were declared, loaded or mended in a while, by the key of their calendar."""
    found: dict[str, list[dt.date]] = {}
    days = CalendarDay.objects.filter(added_at__range=(first, last))
    for key, date in days.values_list("calendar__key", "date"):
        found.setdefault(key, []).append(date)
    return found


@transaction.atomic
def load_calendar(source: Path | Mapping[str, Any]) -> Loaded:
    """Bring a calendar up to date with a file; loading it twice changes nothing.

    Days that are in the table and not in the file stay, and so do those that an administrator
    declared (`declaring`): whatever was decided here is not taken back by the next start.

    Args:
        source: `{key, name, source, days: [{date, reason, source, working: false}]}`, or its file.

    Raises:
        BadCalendar: it is no YAML; a key, a name, a date or a reason is missing; or a date is
            there twice.
    """
    told = _told_by(source) if isinstance(source, Path) else source
    days = _days_of(told)
    calendar = Calendar.objects.filter(key=told["key"]).first() or Calendar(key=told["key"])
    _bring(calendar, {"name": told["name"], "source": told.get("source") or ""})
    ours = CalendarDay.history.filter(calendar_id=calendar.pk, history_change_reason=DECLARED)
    for date in ours.values_list("date", flat=True):
        days.pop(date, None)
    known = {day.date: day for day in calendar.days.all()}
    changed = [date for date, day in known.items() if date in days and _bring(day, days[date])]
    added = [date for date in days if date not in known]
    bulk_create_with_history(
        [CalendarDay(calendar=calendar, date=date, **days[date]) for date in added],
        CalendarDay,
        default_change_reason=reason(),
    )
    return Loaded(calendar, tuple(added), tuple(changed))


def _told_by(file: Path) -> Any:
    try:
        return read_yaml(file.read_text("utf-8"))
    except BrokenYaml as broken:
        raise BadCalendar(f"{broken.problem.path} {broken}".strip()) from None


def _days_of(told: Any) -> dict[dt.date, dict[str, Any]]:
    if not isinstance(told, Mapping) or not told.get("key") or not told.get("name"):
        raise BadCalendar("a calendar has a key and a name")
    days: dict[dt.date, dict[str, Any]] = {}
    for position, row in enumerate(told.get("days") or []):
        where = f"days[{position}]"
        if not isinstance(row, Mapping) or not row.get("reason"):
            raise BadCalendar(f"{where}: a day has a date and a reason")
        date = row.get("date")
        if isinstance(date, str):
            try:
                date = dt.date.fromisoformat(date)
            except ValueError as wrong:
                raise BadCalendar(f"{where}: {date} is not a date") from wrong
        if not isinstance(date, dt.date) or isinstance(date, dt.datetime):
            raise BadCalendar(f"{where}: a day has a date and a reason")
        if date in days:
            raise BadCalendar(f"{where}: {date} is there twice")
        days[date] = {
            "working": bool(row.get("working", False)),
            "reason": str(row["reason"]),
            "source": str(row.get("source") or ""),
        }
    return days


def _bring(row: models.Model, said: Mapping[str, Any]) -> bool:
    """Save `row` with what is said of it, only if that is new; whether it was."""
    if not row._state.adding and all(getattr(row, name) == said[name] for name in said):
        return False
    for name, value in said.items():
        setattr(row, name, value)
    row.save()
    return True
