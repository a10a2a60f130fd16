"""What the clock finds: expired corrections and terms that ran out. It decides nothing (rule 8).

Each request is its own transaction, so a sweep can be cut off and repeated safely.
"""

from __future__ import annotations

import datetime as dt

from backend.accounts.actors import SYSTEM

from .core import change
from .models import Correction, ServiceRequest
from .operations.corrections import expire_correction


def expire_corrections(today: dt.date) -> int:
    """Close what was not answered in time where the version says `auto` (R11); others are proposed.

    Returns:
        How many were closed.
    """
    late = Correction.objects.filter(
        answered_at=None, expired_at=None, due_on__lt=today
    ).select_related("service_request__version", "service_request__procedure")
    closed = 0
    for correction in late:
        row = correction.service_request
        if row.definition.time.correction.on_expiry == "auto":
            closed += bool(expire_correction(actor=SYSTEM, service_request=row, today=today))
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
                now.record("silence", public=False, private={"means": row.definition.time.silence})
                flagged += 1
    return flagged
