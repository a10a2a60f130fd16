"""What workers do for opinions, visits, payments and deeds on many cases."""

from __future__ import annotations

import uuid

from celery import shared_task
from django.utils import timezone

from backend.broker import ask

from . import appeal_alerts, before_the_day, digests, faults, payments, reminders, unreachable
from .desk import bulk, watching


@shared_task
def look_at_the_work() -> None:
    """Questions and recursos that wait too long, orders past their day, days that are near for a
    person, terms of cases that are followed, people whom no message reaches; any number of
    times."""
    today = timezone.localdate()
    reminders.tell_of_opinions(today)
    appeal_alerts.tell_of_appeals(today)
    payments.expire(today)
    before_the_day.remind(today)
    watching.tell_of_terms(today)
    unreachable.look()


@shared_task
def tell_the_days_work() -> None:
    """The mail of the day to whoever has something waiting; each gets one, however often."""
    digests.send(timezone.localdate())


@shared_task
def look_for_faults() -> None:
    """What is set up badly or does not work, told to administration once a day."""
    faults.tell(timezone.now())


@shared_task
def run_bulk_job(key: str) -> None:
    """Carry out a job on many cases, or what is left of it.

    Args:
        key: its id.
    """
    bulk.run(uuid.UUID(key))


@shared_task
def take_up_bulk_jobs() -> None:
    """Go on with jobs the broker lost or a worker left; one that is worked on is not touched."""
    for key in bulk.left_aside(timezone.now()):
        if not ask(run_bulk_job, str(key)):
            bulk.run(key)


@shared_task
def forget_bulk_jobs() -> None:
    """Jobs are kept for a time (`bulk.KEPT_DAYS`)."""
    bulk.forget_old(timezone.now())
