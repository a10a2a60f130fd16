"""What the clock finds: expired corrections and terms that ran out. It decides nothing (rule 8).

Each request is its own transaction, so a sweep can be cut off and repeated safely; one that cannot
be moved is left for a person and holds up nobody.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.db.models import Prefetch

from backend.accounts.actors import SYSTEM
from procedures.definition import Phase

from . import alerts, clock, notices, timekeeping
from .calendar import business_calendar, changed_between
from .clock import BusinessCalendar
from .core import change
from .errors import OperationError
from .models import Correction, ServiceRequest
from .operations.corrections import expire_correction
from .operations.endings import may_lapse, unwarned_since, warn_of_lapse

log = logging.getLogger(__name__)

AT_ONCE = 500  # rows read in one piece
LATELY = dt.timedelta(days=2)  # no change of a calendar takes longer to be carried out


def expire_corrections(today: dt.date) -> int:
    """Close what was not answered in time where the version says `auto` (R11); others are proposed.

    Returns:
        How many were closed.
    """
    late = Correction.objects.filter(
        answered_at=None,
        expired_at=None,
        due_on__lt=today,
        service_request__phase=Phase.WAITING_CITIZEN,
    ).select_related("service_request__version", "service_request__procedure")
    closed = 0
    for correction in late:
        row = correction.service_request
        if row.definition.time.correction.on_expiry != "auto":
            continue
        try:
            closed += bool(expire_correction(actor=SYSTEM, service_request=row, today=today))
        except OperationError:
            log.exception("correction not expired", extra={"folio": row.folio})
    return closed


def warn_of_lapses(today: dt.date) -> int:
    """Warn, once of each wait, the people whose requests wait for them (R20; LFPA 60).

    Only what may have waited long enough is read and locked, by whom nobody was told yet.

    Returns:
        How many were warned.
    """
    warned = 0
    waiting = ServiceRequest.objects.waiting_for_citizen().filter(unwarned_since(today))
    for row in waiting.for_lists():
        if may_lapse(row):
            warned += bool(warn_of_lapse(actor=SYSTEM, service_request=row, today=today))
    return warned


def flag_silence(today: dt.date) -> int:
    """Flag open requests whose term ran out, where silence means something (R13); they stay open.

    Returns:
        How many were flagged.
    """
    flagged = 0
    late = ServiceRequest.objects.overdue(today).filter(silence=False)
    for row in late.select_related("version", "procedure"):
        if row.definition.time.silence == "none":
            continue
        with change(actor=SYSTEM, service_request=row, revision=None, why="silence") as now:
            fresh = now.service_request
            if fresh.is_open and not fresh.silence and fresh.due_on and fresh.due_on < today:
                fresh.silence = True
                by = timekeeping.certificate_limit(fresh)
                said = {"means": row.definition.time.silence, "certificate_by": by and str(by)}
                now.record("silence", public=False, private=said)
                alerts.tell_of_silence(fresh)
                flagged += 1
    return flagged


def moving(
    calendar: BusinessCalendar | None = None, *, keys: Collection[str] = ()
) -> Iterator[ServiceRequest]:
    """Open requests whose dates are no longer what they add up to, with the new ones, not saved.

    Args:
        calendar: only those counted in it, and as it says, whatever the tables say.
        keys: only those counted in these calendars; any when empty.
    """
    known = cache(business_calendar)
    keys = {calendar.key} if calendar is not None else set(keys)
    pending = Correction.objects.filter(answered_at=None, expired_at=None)
    found = ServiceRequest.objects.open().for_lists().order_by("id")
    for row in found.prefetch_related("intervals", Prefetch("corrections", pending)).iterator(
        chunk_size=AT_ONCE
    ):
        key = timekeeping.calendar_key(row)
        if keys and key not in keys:
            continue
        before = _dates(row)
        _reckon(row, calendar or known(key), row.corrections.all())
        if _dates(row) != before:
            yield row


def reckon_again(changed: Mapping[str, Collection[dt.date]] | None = None) -> int:
    """Work out every open date again, after days of a calendar changed (DOMAIN 4.2).

    The date announced at filing stays, the history keeps every date before and the days that moved
    it, and the person is told once. What a person was given to answer is never shortened.

    Args:
        changed: the days that changed by key of their calendar, so that each move can say why;
            without it, requests of every calendar are looked at.

    Returns:
        How many requests have another date.
    """
    changed = changed or {}
    moved = 0
    for row in list(moving(keys=changed)):  # read whole before the first is written
        with change(actor=SYSTEM, service_request=row, revision=None, why="calendar") as now:
            fresh = now.service_request
            before = _dates(fresh)
            waiting = fresh.corrections.filter(answered_at=None, expired_at=None)
            correction = _reckon(fresh, timekeeping.calendar_of(fresh), waiting)
            if _dates(fresh) == before:
                continue
            if correction is not None:
                correction.save(update_fields=["due_on"])
            event = now.record("due_moved", said=_said(fresh, before, changed))
            notices.announce(fresh, "due_moved", event=event)
            moved += 1
    return moved


def finish_declared(now: dt.datetime) -> int:
    """Move what a change of a calendar left behind, its task lost or cut off.

    Returns:
        How many requests moved; nothing is read where no day changed lately.
    """
    changed = changed_between(now - LATELY, now)
    return reckon_again(changed) if changed else 0


Dates = tuple[dt.date | None, dt.date | None, dt.date | None]


def _dates(row: ServiceRequest) -> Dates:
    return row.due_on, row.citizen_due_on, row.target_on


def _reckon(
    row: ServiceRequest, calendar: BusinessCalendar, waiting: Iterable[Correction]
) -> Correction | None:
    """Set the dates of a row, not saved; the open correction whose day moved, if one did.

    Args:
        waiting: its corrections not answered yet, of which there is one at most.
    """
    timekeeping.reckon(row, calendar)
    if row.phase != Phase.WAITING_CITIZEN or row.citizen_due_on is None:
        return None
    correction = next(iter(waiting), None)
    if correction is None:
        return None
    days = row.definition.time.correction.citizen_days
    limit = clock.citizen_limit(correction.effective_on, days, calendar)
    if limit <= correction.due_on:
        return None
    correction.due_on = row.citizen_due_on = limit
    return correction


def _said(
    row: ServiceRequest, before: Dates, changed: Mapping[str, Collection[dt.date]]
) -> dict[str, Any]:
    """From which day to which, the person's where it is their turn, and the days that moved it."""
    mine = int(before[1] is not None)
    was, now = before[mine], _dates(row)[mine]
    calendar = timekeeping.calendar_of(row)
    ends = [day for day in (*before, *_dates(row)) if day is not None]
    between = [
        day
        for day in sorted(changed.get(calendar.key, ()))
        if row.received_on < day <= max(ends, default=row.received_on)
    ]
    return {
        "from": was and was.isoformat(),
        "to": now and now.isoformat(),
        "days": [
            {"date": day.isoformat(), "reason": calendar.exceptions[day].reason} for day in between
        ],
    }
