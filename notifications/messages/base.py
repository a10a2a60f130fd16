"""What every message is, and the family of those that are about no request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, ClassVar, NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language


def day(date: dt.date) -> str:
    """A date as messages say it, in the language they are written in."""
    words = date_format(date, "DATE_FORMAT")
    # In Spanish months are written small; Django's catalogue writes them large.
    return words.lower() if (get_language() or "es").startswith("es") else words


class Priority(IntEnum):
    """What goes first when much is waiting."""

    URGENT = 0
    NORMAL = 1
    LATER = 2


class Purpose(StrEnum):
    """What a message is for: what a person may ask not to be sent, and what they may not."""

    CASE = "case"  # part of the matter itself: only the way it goes is chosen
    SURVEY = "survey"
    REMINDERS = "reminders"


SILENCEABLE = frozenset({Purpose.SURVEY, Purpose.REMINDERS})


class Action(NamedTuple):
    """The one thing to do from a message: a link that is filled in at delivery."""

    label: str | Promise
    secret: str


@dataclass(frozen=True)
class Message:
    """Anything that can be posted."""

    kind: ClassVar[str]
    priority: ClassVar[Priority] = Priority.NORMAL
    purpose: ClassVar[Purpose] = Purpose.CASE
    action: ClassVar[Action | None] = None
    sealed: ClassVar[bool] = False  # the text itself is a secret: encrypted while it waits
    # Asked for on a page, and no part of the record: said in that page's language (decision 15).
    in_the_readers_language: ClassVar[bool] = False

    def facts(self) -> list[tuple[str, str]]:
        """Labels and values told beside the text."""
        return []


PERSONAL: dict[str, type[PersonalMessage]] = {}


@dataclass(frozen=True)
class PersonalMessage(Message):
    """To a person, about no request: what they asked to be sent themselves (a link, a code).

    No workflow can say it, so it is not in `MESSAGES`. The reference it is posted with is whatever
    its secrets are made from, never a folio.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        PERSONAL[cls.kind] = cls
