"""What the clock does for documents."""

from __future__ import annotations

from celery import shared_task

from .store import sweep_unclaimed as sweep


@shared_task
def sweep_unclaimed() -> None:
    """Discard uploads nobody claimed in time; beat asks for it every hour."""
    sweep()
