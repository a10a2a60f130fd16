"""What workers run. Tasks carry ids only: no personal data ever travels through the broker."""

from __future__ import annotations

from celery import current_app, shared_task

from notifications import delivery, periods


@shared_task(name="notifications.tasks.deliver_message")
def deliver_message(pk: int) -> None:
    """Deliver one row of the outbox, if it is due and nobody else has it."""
    delivery.deliver(pk)


@shared_task(name="notifications.tasks.sweep_outbox")
def sweep_outbox() -> None:
    """Deliver whatever is due: what the broker lost, what failed before, what was for later."""
    delivery.sweep()


@shared_task(name="notifications.tasks.run_once")
def run_once(task: str, per: str) -> None:
    """Run another task, here, if nobody ran it in this hour or day.

    Args:
        task: its name.
        per: "hour" or "day".
    """
    periods.once(task, per, current_app.tasks[task])
