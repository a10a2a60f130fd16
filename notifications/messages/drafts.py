"""What a draft tells the person who left it for later."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Action, PersonalMessage, Priority

RESUME = Action(gettext_lazy("Continuar mi trámite"), "draft_link")


@dataclass(frozen=True)
class DraftMessage(PersonalMessage):
    """About something half written; its link is filled in at delivery.

    Args:
        procedure: its name.
        expires_on: the last day the draft can be opened.
    """

    kind = "draft_link"
    priority = Priority.URGENT  # somebody is waiting for it in front of the page
    action = RESUME

    procedure: str
    expires_on: dt.date

    def facts(self) -> list[tuple[str, str]]:
        """Which procedure, and until when."""
        day = date_format(self.expires_on, "DATE_FORMAT").lower()
        return [(_("Trámite"), self.procedure), (_("Puede continuar hasta el"), day)]


class DraftReminder(DraftMessage):
    """Once, shortly before the draft is deleted for good."""

    kind = "draft_reminder"
    priority = Priority.LATER
