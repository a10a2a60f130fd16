"""What a draft tells the person who left it for later."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Action, PersonalMessage, Priority, Purpose, day

RESUME = Action(gettext_lazy("Continuar mi trámite"), "draft_link")


@dataclass(frozen=True)
class DraftMessage(PersonalMessage):
    """About something half written; its link is filled in at delivery.

    Args:
        procedure: its name.
        expires_on: the last day the draft can be opened.
    """

    kind = "draft_link"
    in_the_readers_language = True
    priority = Priority.URGENT  # somebody is waiting for it in front of the page
    action = RESUME

    procedure: str
    expires_on: dt.date

    def facts(self) -> list[tuple[str, str]]:
        """Which procedure, and until when."""
        until = day(self.expires_on)
        return [(_("Trámite"), self.procedure), (_("Puede continuar hasta el"), until)]


class DraftReminder(DraftMessage):
    """Once, shortly before the draft is deleted for good."""

    kind = "draft_reminder"
    in_the_readers_language = False  # nobody is in front of a page
    priority = Priority.LATER
    purpose = Purpose.REMINDERS
