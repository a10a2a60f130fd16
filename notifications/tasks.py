"""What workers run. Tasks carry ids only: no personal data ever travels through the broker."""

from __future__ import annotations

from celery import shared_task

from notifications import delivery


@shared_task(name="notifications.tasks.deliver_message")
def deliver_message(pk: int) -> None:
    """Deliver one row of the outbox, if it is due and nobody else has it."""
    delivery.deliver(pk)


@shared_task(name="notifications.tasks.sweep_outbox")
def sweep_outbox() -> None:
    """Deliver whatever is due: what the broker lost, what failed before, what was for later."""
    delivery.sweep()
