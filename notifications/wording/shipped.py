"""The words that come with the software: version 1 of every message is its file.

`templates/notifications/<kind>/` holds `subject.txt`, `body.txt` and, where the message can go by
text message, `sms.txt`; in Spanish, the language of the record. A folder `<language>/` inside holds
the same in another one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from notifications.messages import Message

TEMPLATES = Path(__file__).parents[1] / "templates"
FILES = {"subject": "subject.txt", "body": "body.txt", "short": "sms.txt"}


@dataclass(frozen=True)
class Words:
    """The three texts of a message, with their gaps; `short` is empty where it has none."""

    subject: str
    body: str
    short: str = ""

    @property
    def fingerprint(self) -> str:
        """What tells these words from any others: 64 hexadecimal digits."""
        return hashlib.sha256("\0".join(astuple(self)).encode()).hexdigest()


def languages_of(message: type[Message]) -> tuple[str, ...]:
    """The languages a message is written in, that of the record first (decision 15)."""
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return (settings.LANGUAGE_CODE, *(others if message.in_the_readers_language else ()))


@cache
def shipped(kind: str, language: str) -> Words | None:
    """Version 1 of a message in a language; None where none is shipped in it."""
    folder = TEMPLATES / "notifications" / kind
    if language != settings.LANGUAGE_CODE:
        folder /= language
    if not folder.is_dir():
        return None
    found = {part: folder / name for part, name in FILES.items()}
    return Words(
        **{part: path.read_text().strip() for part, path in found.items() if path.exists()}
    )


def original(kind: str) -> Words:
    """Version 1 in the language of the record: every message has one."""
    words = shipped(kind, settings.LANGUAGE_CODE)
    if words is None:
        raise LookupError(kind)
    return words


def title_of(kind: str) -> str:
    """What people call a message: its shipped subject, without the folio it begins with."""
    title = re.sub(r"^\{\w+\}: ", "", original(kind).subject)
    return title[:1].upper() + title[1:]
