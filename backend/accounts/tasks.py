"""What the clock does for accounts."""

from importlib import import_module

from celery import shared_task
from django.conf import settings


@shared_task
def forget_ended_sessions() -> None:
    """Delete the rows of sessions that expired: they hold half-filled forms."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
