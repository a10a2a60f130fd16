"""The batch that opens sealed answers, once a day."""

from __future__ import annotations

from celery import shared_task

from .operations import open_batch


@shared_task
def open_sealed_answers() -> None:
    """Publish what waits, if enough of it does."""
    open_batch()
