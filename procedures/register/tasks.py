"""What the clock does for the register."""

from __future__ import annotations

from celery import shared_task

from .looks import forget_old


@shared_task
def forget_old_looks() -> None:
    """Who looked what up, once its months are over."""
    forget_old()
