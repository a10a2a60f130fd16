"""What the clock does for opinions, visits and payments."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import payments, reminders


@shared_task
def look_at_the_work() -> None:
    """Questions that wait too long, orders of payment past their day; any number of times."""
    today = timezone.localdate()
    reminders.tell_of_opinions(today)
    payments.expire(today)
