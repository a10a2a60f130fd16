"""What the clock does for drafts; safe to repeat."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from .models import Draft
from .operations import forget, remind


@shared_task
def remind_of_drafts() -> None:
    """Tell, once, whoever left an address that the draft is about to be deleted."""
    before = dt.timedelta(days=settings.DRAFT_REMINDER_DAYS)
    waiting = Draft.objects.to_remind(timezone.now(), before).select_related("version__procedure")
    for draft in waiting.iterator(chunk_size=200):
        remind(draft, before)


@shared_task
def delete_old_drafts() -> None:
    """Delete for good those whose day came."""
    for draft in Draft.objects.over(timezone.now()).iterator(chunk_size=200):
        forget(draft)
