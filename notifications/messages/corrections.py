"""Something is missing, and time: what is asked of the person, and what becomes of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .base import Action, Priority
from .case import ANSWER_BY, ANSWER_US_BY, CaseMessage


class CorrectionRequested(CaseMessage):
    """Something is missing: asked once, with a date (R7-R9)."""

    kind = "correction_requested"
    priority = Priority.URGENT
    action = Action(gettext_lazy("Entregar lo que falta"), "tracking_link")
    due_label = ANSWER_US_BY


class CorrectionAnswered(CaseMessage):
    """The missing part arrived; the utility's clock runs again (R10)."""

    kind = "correction_answered"
    due_label = ANSWER_BY


class CorrectionExpired(CaseMessage):
    """The date to answer passed; what follows is the procedure's to say (R11)."""

    kind = "correction_expired"


class Extended(CaseMessage):
    """The utility takes more time, told before the first date (R12)."""

    kind = "extended"
    due_label = ANSWER_BY
