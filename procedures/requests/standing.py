"""Where a request stands, in words anybody understands: who has it, by when, and why a date moved.

The page, the API and the printed file say the same, because they say it from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.catalogue.institution import institution
from procedures.definition import Phase

from . import timekeeping
from .clock import BusinessCalendar
from .models import ClockInterval, Event, ServiceRequest
from .models.time import Owner
from .saying import business_days, date, moved_by
from .telling import said_in

SILENCE: Mapping[str, Any] = {
    "negative": gettext_lazy(
        "Como no respondimos a tiempo, usted puede tomarlo como un «no» e inconformarse, "
        "o esperar la respuesta."
    ),
    "affirmative": gettext_lazy(
        "Como no respondimos a tiempo, se entiende que la respuesta es «sí»."
    ),
}


@dataclass(frozen=True)
class Holder:
    """Who has to act now: the person, or an area with how to reach it."""

    yours: bool
    area: str = ""  # its key
    name: str = ""
    phones: tuple[Any, ...] = ()
    offices: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Dates:
    """When the answer is due: what was said at first, what holds now, and why it moved."""

    promised: dt.date | None
    due: dt.date | None
    confirmed: bool
    paused: bool
    late_days: int  # business days since it was due; 0 while there is time
    left_days: int | None  # business days until it is due; None when nothing runs or it is late
    reasons: tuple[str, ...]
    restarts: bool  # after a correction the term begins anew (R10)
    silence: str  # what it means that it ran out (R13); "" before that, or where it means nothing
    no_limit: str = ""  # why there is no date at all; "" where there is one

    @property
    def moved(self) -> bool:
        if self.no_limit:
            return self.promised is not None
        return bool(self.promised and self.due and self.promised != self.due)

    @property
    def late(self) -> bool:
        return self.late_days > 0


def holder_of(row: ServiceRequest) -> Holder | None:
    """Who has the request now; None once it is closed."""
    if not row.is_open:
        return None
    state = row.current_state
    if state.owner == "citizen":
        return Holder(yours=True)
    ours = institution()
    key = state.owner.partition("@")[2] or row.area
    name = next((area.name for area in ours.areas if area.key == key), ours.short_name)
    offices = tuple(one for one in ours.offices if one.area == key) or tuple(ours.offices)
    return Holder(yours=False, area=key, name=name, phones=tuple(ours.phones), offices=offices)


def dates_of(row: ServiceRequest, events: Sequence[Event]) -> Dates:
    """The two dates of a request (ARCHITECTURE rules 8 and 9).

    Args:
        events: its public ones with their payloads, the oldest first (`telling.public_events`).
    """
    time, today = row.definition.time, timezone.localdate()
    no_limit = timekeeping.why_no_limit(row)
    paused = row.is_open and row.due_on is None and row.promised_on is not None
    calendar = timekeeping.calendar_of(row)
    due = row.due_on if row.is_open else None
    late = calendar.between(due, today) if due and due < today else 0
    # A due date may pass on Friday and the first business day after it be Monday: it is late then.
    late = max(late, int(bool(due and due < today)))
    return Dates(
        promised=row.promised_on,
        due=row.due_on,
        confirmed=row.due_confirmed,
        paused=paused and not no_limit,
        late_days=late,
        left_days=calendar.between(today, due) if due and not late else None,
        reasons=tuple(
            [no_limit] * (row.promised_on is not None)
            if no_limit
            else _reasons(row, events, calendar, today)
        ),
        restarts=time.correction.effect == "restart" and row.phase == Phase.WAITING_CITIZEN,
        silence=str(SILENCE.get(time.silence, "")) if late else "",
        no_limit=no_limit,
    )


def days_to_answer(row: ServiceRequest, due: dt.date) -> int:
    """Business days the person has left, today not counted; 0 on the last day and after it."""
    return timekeeping.calendar_of(row).between(timezone.localdate(), due)


def _reasons(
    row: ServiceRequest, events: Sequence[Event], calendar: BusinessCalendar, today: dt.date
) -> Iterator[str]:
    """Every move of the date, each in a sentence with its days."""
    for interval in row.intervals.all():
        if interval.owner != Owner.UTILITY:
            days = calendar.between(interval.started_on, interval.ended_on or today)
            if days or interval.ended_on is None:
                yield _pause(row, interval, days)
        elif interval.restarts:
            yield _("Con su respuesta, el plazo empezó a contar otra vez desde el principio.")
    for event in events:
        said = said_in(event)
        if event.kind == "due_moved":
            sentence = _("Se agregaron días que no son hábiles al calendario: la fecha cambió.")
            which = moved_by(said)
            yield f"{sentence} {_('Días que cambiaron: %s.') % which}" if which else sentence
        elif _extends(row, event):
            told = {"days": business_days(row.extension_days), "day": date(event.at)}
            sentence = _("El %(day)s pedimos %(days)s más, una sola vez.") % told
            reason = said.get("fields", {}).get("motivo", "")
            yield f"{sentence} {_('La razón: %s') % reason}" if reason else sentence


def _extends(row: ServiceRequest, event: Event) -> bool:
    transition = row.workflow.find(event.from_state, event.action)
    return transition is not None and "extend_term" in dict(transition.effects)


def _pause(row: ServiceRequest, interval: ClockInterval, days: int) -> str:
    """One time in which the term did not run: how long, and what for."""
    told = {
        "days": business_days(days) if days else _("menos de un día hábil"),
        "start": date(interval.started_on),
        "end": date(interval.ended_on),
    }
    state = row.workflow.states.get(interval.state)
    told["state"] = state.label if state else ""
    running = interval.ended_on is None
    if interval.phase == Phase.WAITING_PAYMENT:
        sentence = (
            _("Está detenido desde el %(start)s mientras esperamos su pago: lleva %(days)s.")
            if running
            else _(
                "Se detuvo %(days)s mientras esperábamos su pago, del %(start)s al %(end)s. "
                "Esos días no cuentan."
            )
        )
    elif interval.owner == Owner.CITIZEN:
        sentence = (
            _("Está detenido desde el %(start)s mientras esperamos su respuesta: lleva %(days)s.")
            if running
            else _(
                "Se detuvo %(days)s mientras esperábamos su respuesta, del %(start)s al %(end)s. "
                "Esos días no cuentan."
            )
        )
    else:
        sentence = (
            _("Está detenido desde el %(start)s por el paso «%(state)s»: lleva %(days)s.")
            if running
            else _(
                "Se detuvo %(days)s por el paso «%(state)s», del %(start)s al %(end)s. "
                "Esos días no cuentan."
            )
        )
    return sentence % told


def needs_you(row: ServiceRequest) -> bool:
    """Whether the request waits for its citizen."""
    return row.phase in {Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT}
