"""When things happen: what the settings say in words, as what the code reads."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured


def once_per(period: str, task: str, schedule: crontab) -> dict[str, Any]:
    """A scheduled task that runs once in an "hour" or a "day", whatever two beats say."""
    return {
        "task": "notifications.tasks.run_once",
        "schedule": schedule,
        "args": [task, period],
    }


def quiet_hours(said: str) -> tuple[int, int] | None:
    """The hours between which nobody is disturbed: "21-8" begins at 21:00 and ends at 8:00.

    Raises:
        ImproperlyConfigured: it is not two hours, or does not go over midnight.
    """
    if not said.strip():
        return None
    begins, _dash, ends = said.partition("-")
    if begins.isdigit() and ends.isdigit() and int(ends) < int(begins) < 24:
        return int(begins), int(ends)
    raise ImproperlyConfigured("QUIET_HOURS must be two hours like 21-8, or empty")
