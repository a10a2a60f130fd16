"""What the clock does for opinions, visits and payments."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import reminders


@shared_task
def look_at_the_work() -> None:
    """Questions that wait too long; any number of times a day."""
    reminders.tell_of_opinions(timezone.localdate())
