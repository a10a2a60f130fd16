"""What the clock finds: expired corrections and terms that ran out. It decides nothing (rule 8).

Each request is its own transaction, so a sweep can be cut off and repeated safely; one that cannot
be moved is left for a person and holds up nobody.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator

from backend.accounts.actors import SYSTEM
from procedures.definition import Phase

from . import alerts, timekeeping
from .clock import BusinessCalendar
from .core import change
from .errors import OperationError
from .models import Correction, ServiceRequest
from .operations.corrections import expire_correction

log = logging.getLogger(__name__)


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


def moving(calendar: BusinessCalendar | None = None) -> Iterator[ServiceRequest]:
    """Open requests whose dates are no longer what they add up to, with the new ones, not saved.

    Args:
        calendar: only those counted in it, and as it says, whatever the tables say.
    """
    for row in ServiceRequest.objects.open().select_related("version", "procedure"):
        if calendar is not None and timekeeping.calendar_key(row) != calendar.key:
            continue
        before = (row.due_on, row.target_on)
        timekeeping.reckon(row, calendar)
        if (row.due_on, row.target_on) != before:
            yield row


def reckon_again() -> int:
    """Work out every open due date again, after days were added to a calendar (DOMAIN 4.2).

    The date announced at filing stays, and the history keeps every date before.

    Returns:
        How many dates moved.
    """
    moved = 0
    for row in moving():
        with change(actor=SYSTEM, service_request=row, revision=None, why="calendar") as now:
            fresh = now.service_request
            was = fresh.due_on
            timekeeping.reckon(fresh)
            said = {
                "from": was and was.isoformat(),
                "to": fresh.due_on and fresh.due_on.isoformat(),
            }
            now.record("due_moved", said=said)
            moved += 1
    return moved
