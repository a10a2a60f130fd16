"""Mail as files: what an installation without a mail server sends can be read in MAIL_DIR."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    """Writes each message to `MAIL_DIR/<local time>-<id>.eml`, for its owner's eyes only."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them.

        Returns:
            How many were written.
        """
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.localtime():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
            unfinished, finished = folder / f"{name}.part", folder / f"{name}.eml"
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as to:
                to.write(message.message().as_bytes())
            unfinished.rename(finished)  # who lists the folder never sees half a message
        return len(email_messages)
