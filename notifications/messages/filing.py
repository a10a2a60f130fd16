"""Arriving, and being looked at."""

from __future__ import annotations

from django.utils.translation import gettext as _

from notifications.secrets import placeholder

from .base import Priority
from .case import ANSWER_BY, NEXT_DATE, CaseMessage


class RequestReceived(CaseMessage):
    """The acknowledgement, at once (DOMAIN R2)."""

    kind = "request_received"
    priority = Priority.URGENT  # at once, at any hour; and the key is in it
    due_label = ANSWER_BY

    def facts(self) -> list[tuple[str, str]]:
        """Also the key: without an account it is what opens the request."""
        return [*super().facts(), (_("Clave"), placeholder("key"))]


class UnderReview(CaseMessage):
    """Somebody took it."""

    kind = "under_review"
    due_label = ANSWER_BY


class Registered(CaseMessage):
    """The request, or the person, is in a register."""

    kind = "registered"


class DueMoved(CaseMessage):
    """Days were added to, or taken from, the calendar: a date moved (DOMAIN 4.2)."""

    kind = "due_moved"
    due_label = NEXT_DATE


class StatusChanged(CaseMessage):
    """Any other step."""

    kind = "status_changed"
    due_label = NEXT_DATE
