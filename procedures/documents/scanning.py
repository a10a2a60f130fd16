"""What the antivirus says of documents, at once and again later; silence is never "clean"."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.history import acting

from . import clamd
from .models import Document, ScanState

AT_MOST = 200  # seconds of one round; the next goes on where this one stopped
AGAIN = (1, 7, 30)  # days after it came: what is new is learnt by the antivirus within days

HeldBack = Callable[[Document], None]
HELD_BACK: list[HeldBack] = []

log = logging.getLogger(__name__)


def at_holding_back(function: HeldBack) -> HeldBack:
    """Register what is done, in the same transaction, when a kept document is found infected."""
    HELD_BACK.append(function)
    return function


def scan(content: bytes) -> ScanState:
    """What the antivirus says now; UNSCANNED where there is none, or it does not answer."""
    try:
        return _asked(content)
    except clamd.Away as away:
        log.warning("the antivirus does not answer: %s", away)
        return ScanState.UNSCANNED


def scan_waiting() -> int:
    """Ask about every document nobody has looked at, oldest first, until the antivirus is silent.

    Returns:
        How many were found infected; from then on nobody is given them.
    """
    return _look_at(Document.objects.filter(scan_state=ScanState.UNSCANNED))


def scan_again(today: dt.date) -> int:
    """Ask anew about what passed some days ago, now that the antivirus knows more (AGAIN).

    Returns:
        How many were found infected.
    """
    days = [today - dt.timedelta(days=days) for days in AGAIN]
    passed = Document.objects.filter(scan_state=ScanState.CLEAN, created_at__date__in=days)
    return _look_at(passed.order_by("-created_at"))


def _look_at(documents: QuerySet[Document]) -> int:
    if not settings.CLAMD_URL:
        return 0
    found, ends = 0, time.monotonic() + AT_MOST
    for document in documents.iterator(chunk_size=200):
        try:
            with document.file.open("rb") as file:
                state = _asked(file.read())
        except clamd.Away:
            break
        except FileNotFoundError:  # discarded meanwhile, or lost: there is nothing to look at
            continue
        if state not in (ScanState.UNSCANNED, document.scan_state):
            found += _put_down(document, state)
        if time.monotonic() > ends:
            break
    return found


def _asked(content: bytes) -> ScanState:
    if not settings.CLAMD_URL:
        return ScanState.UNSCANNED
    return {
        clamd.CLEAN: ScanState.CLEAN,
        clamd.INFECTED: ScanState.INFECTED,
    }.get(clamd.ask(content), ScanState.UNSCANNED)


@transaction.atomic
def _put_down(document: Document, state: ScanState) -> bool:
    """Keep what was found; the file stays where it is, as evidence nobody is given."""
    row = Document.objects.select_for_update().filter(pk=document.pk).first()
    if row is None:
        return False
    with acting("sistema", "antivirus"):
        row.scan_state = state
        row.save(update_fields=["scan_state"])
    if state == ScanState.INFECTED:
        log.error("document %s held back by the antivirus", row.pk)
        for told in HELD_BACK:
            told(row)
    return state == ScanState.INFECTED
