"""What the clock does for enquiries; safe to repeat."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from .alerts import tell_of_enquiries
from .calls import delete_old_calls
from .erasing import erase_old
from .mailbox import read_mailbox


@shared_task
def look_at_the_enquiries() -> None:
    """Tell the staff of what they have to answer."""
    tell_of_enquiries(timezone.localdate())


@shared_task
def read_the_mailbox() -> None:
    """Take in what is new in the mailbox, where there is one."""
    if settings.MAILBOX_URL:
        read_mailbox()


@shared_task
def erase_old_enquiries() -> None:
    """Erase what was written in those that ended long ago, and the calls of then."""
    erase_old()
    delete_old_calls()
