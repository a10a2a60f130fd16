"""What workers do for requests: the look at the clocks, and what was asked for from outside."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.utils import timezone

from . import alerts, sweeps
from .models import FilingKey
from .operations.talk import renew_key_asked_for


@shared_task
def look_at_the_clocks() -> None:
    """Expired corrections, terms that ran out and who is told; any number of times a day."""
    sweeps.finish_declared(timezone.now())
    today = timezone.localdate()
    sweeps.expire_corrections(today)
    sweeps.warn_of_lapses(today)
    sweeps.flag_silence(today)
    alerts.tell_of_terms(today)


@shared_task
def move_dates(calendar: str, date: str) -> None:
    """Work out again what a declared day moves; repeating it finishes what was cut off.

    Args:
        calendar: its key.
        date: the day, ISO 8601.
    """
    sweeps.reckon_again({calendar: [dt.date.fromisoformat(date)]})


@shared_task
def forget_filing_keys() -> None:
    """Idempotency keys are kept 24 hours (API.md)."""
    FilingKey.objects.filter(created_at__lt=timezone.now() - dt.timedelta(hours=24)).delete()


@shared_task
def renew_key_if_it_fits(folio: str, asked: str) -> None:
    """Send a new key, if it is the contact who asked; doing it twice sends a second one."""
    renew_key_asked_for(folio, asked)
