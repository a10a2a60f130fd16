"""What is done for a request: payments, visits, works, contracts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .base import Action, Priority
from .case import ANSWER_BY, NEXT_DATE, CaseMessage


class PaymentOrdered(CaseMessage):
    """There is something to pay; the amount and reference are in the request, not in the mail."""

    kind = "payment_ordered"
    priority = Priority.URGENT
    action = Action(gettext_lazy("Ver cuánto y cómo pagar"), "tracking_link")


class PaymentReported(CaseMessage):
    """What the person sent to prove the payment came in."""

    kind = "payment_reported"
    due_label = NEXT_DATE


class PaymentRejected(CaseMessage):
    """It does not prove the payment; why is in the request, not in the mail."""

    kind = "payment_rejected"
    priority = Priority.URGENT
    action = Action(gettext_lazy("Ver qué falta"), "tracking_link")


class PaymentExpired(CaseMessage):
    """The last day to pay with that línea is past."""

    kind = "payment_expired"
    action = Action(gettext_lazy("Ver mi solicitud"), "tracking_link")


class PaymentVerified(CaseMessage):
    """The payment was found."""

    kind = "payment_verified"
    due_label = NEXT_DATE


class VisitScheduled(CaseMessage):
    """Who comes, and when; the person can check it before opening the door (LNETB 108-112)."""

    kind = "visit_scheduled"
    priority = Priority.URGENT
    due_label = ANSWER_BY


class VisitRescheduled(CaseMessage):
    """The visit has another date."""

    kind = "visit_rescheduled"
    priority = Priority.URGENT
    due_label = ANSWER_BY


class VisitDone(CaseMessage):
    """The visit took place."""

    kind = "visit_done"
    due_label = ANSWER_BY


class WorkOrdered(CaseMessage):
    """A crew will do the work."""

    kind = "work_ordered"
    due_label = ANSWER_BY


class WorkDone(CaseMessage):
    """The crew finished."""

    kind = "work_done"
    due_label = ANSWER_BY


class BudgetIssued(CaseMessage):
    """There is a budget to read."""

    kind = "budget_issued"
    action = Action(gettext_lazy("Ver el presupuesto"), "tracking_link")
    due_label = NEXT_DATE


class ContractSigned(CaseMessage):
    """The contract is signed."""

    kind = "contract_signed"
    due_label = ANSWER_BY
