"""How words look before they are published: filled in, their secrets blanked, sent to nobody."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from notifications.messages import Message
from notifications.recipients import Recipient
from notifications.rendering import render
from notifications.secrets import blank

from .editions import Wording
from .gaps import GAPS, SHORT
from .rules import length
from .shipped import Words

SOON = dt.timedelta(days=10)  # the date of an example


@dataclass(frozen=True)
class Seen:
    """A message as it would be read, greeting nobody.

    Args:
        letters: of the text message, as they are counted against its budget.
    """

    subject: str
    text: str
    short: str
    letters: int


def example(message: type[Message]) -> Message:
    """A message about nothing: what varies is said by its name, between brackets."""
    day = timezone.localdate() + SOON
    known: dict[str, Any] = {gap.field: in_brackets(name) for name, gap in GAPS.items()}
    known |= {"minutes": 10, "due_on": day, "expires_on": day, "due_confirmed": True}
    return message(**{field.name: known[field.name] for field in dataclasses.fields(message)})


def in_brackets(name: str) -> str:
    """What stands for a gap that an example, or a case, has nothing for."""
    return GAPS[name].example or f"[{GAPS[name].label}]"


def seen(message: Message, words: Words, language: str) -> Seen:
    """`message` in these words; every secret is said to be one."""
    letter = render(message, Recipient(name=""), Wording(words, language))
    return Seen(
        subject=letter.subject,
        text=blank(letter.text),
        short=blank(letter.short),
        letters=length(SHORT, words.short),
    )
