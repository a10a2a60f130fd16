"""Take in what is new in the institutional mailbox, now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from procedures.contact.mailbox import read_mailbox


class Command(BaseCommand):
    help = "Reads MAILBOX_URL: each new mail becomes an enquiry, or a line of the one it answers."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MAILBOX_URL:
            raise CommandError("MAILBOX_URL is empty: there is no mailbox to read")
        self.stdout.write(f"{read_mailbox()} taken in")
