"""What the clock does for documents."""

from __future__ import annotations

from celery import shared_task

from .scanning import scan_waiting as scan
from .store import sweep_unclaimed as sweep


@shared_task
def sweep_unclaimed() -> None:
    """Discard uploads nobody claimed in time; beat asks for it every hour."""
    sweep()


@shared_task
def scan_waiting() -> None:
    """Ask the antivirus about what it has not seen; beat asks for it every ten minutes."""
    scan()
