"""The mails a demonstration writes to a folder, to be read on a page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.utils import timezone

MOST = 40
LARGEST = 2 * 1024 * 1024  # bytes of one file


@dataclass(frozen=True)
class Mail:
    """A mail as it would have arrived."""

    subject: str
    to: str
    at: dt.datetime
    text: str


def latest(folder: Path) -> list[Mail]:
    """The newest mails of a folder; what is not a mail is left out."""
    files = [*folder.glob("*.eml"), *folder.glob("*.log")] if folder.is_dir() else []
    newest = sorted(files, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    return [_read(path) for path in newest[:MOST] if path.stat().st_size <= LARGEST]


def _read(path: Path) -> Mail:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    when = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)
    return Mail(
        subject=str(message["subject"] or ""),
        to=str(message["to"] or ""),
        at=timezone.localtime(when),
        text=body.get_content().strip() if body else "",
    )
