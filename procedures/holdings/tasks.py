"""What the clock does for accounts of residents."""

from __future__ import annotations

from celery import shared_task

from . import operations


@shared_task
def forget_what_ended() -> None:
    """Delete old codes and accounts nobody uses any more; beat asks for it every hour."""
    operations.forget_what_ended()
