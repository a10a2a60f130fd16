"""What the clock does for documents."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import scanning
from .store import sweep_unclaimed as sweep


@shared_task
def sweep_unclaimed() -> None:
    """Discard uploads nobody claimed in time; beat asks for it every hour."""
    sweep()


@shared_task
def scan_waiting() -> None:
    """Ask the antivirus about what it has not seen; beat asks for it every ten minutes."""
    scanning.scan_waiting()


@shared_task
def scan_again() -> None:
    """Ask it once more about what passed some days ago; beat asks for it every night."""
    scanning.scan_again(timezone.localdate())
