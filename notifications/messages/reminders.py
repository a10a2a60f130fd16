"""What a person is reminded of, once, before its day: the clock says it, no workflow needs to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .base import Action, Priority, Purpose
from .case import CaseMessage


class CorrectionEnding(CaseMessage):
    """What was asked for was not handed in, and its day is near (R9)."""

    kind = "correction_ending"
    purpose = Purpose.REMINDERS
    action = Action(gettext_lazy("Entregar lo que falta"), "tracking_link")


class PaymentEnding(CaseMessage):
    """The last day of an order of payment is near."""

    kind = "payment_ending"
    purpose = Purpose.REMINDERS
    action = Action(gettext_lazy("Ver cuánto y cómo pagar"), "tracking_link")


class VisitTomorrow(CaseMessage):
    """Somebody comes tomorrow."""

    kind = "visit_tomorrow"
    purpose = Purpose.REMINDERS


class RenewalDue(CaseMessage):
    """What a request ended with is about to lapse, and may be asked for again."""

    kind = "renewal_due"
    purpose = Purpose.REMINDERS
    priority = Priority.LATER
