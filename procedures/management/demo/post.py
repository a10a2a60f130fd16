"""The mail of the demonstration: what waited for its hour went at that hour."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from notifications.delivery import deliver
from notifications.models import OutboxMessage

from .stories import At

A_MINUTE = dt.timedelta(minutes=1)


def send_what_waited(at: At) -> None:
    """Deliver on its own day all that was due before today, so that nothing of a year ago waits."""
    waiting = OutboxMessage.objects.unfinished().filter(due_at__lt=timezone.now() - A_MINUTE)
    for pk, due in list(waiting.order_by("due_at").values_list("pk", "due_at")):
        with at(due + A_MINUTE):
            deliver(pk)
