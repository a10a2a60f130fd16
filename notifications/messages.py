"""What can be said: one frozen dataclass per message.

The words are in `templates/notifications/<kind>/`: `subject.txt`, where the folio may appear and
nothing about the person (DOMAIN 11.4), and `body.txt`. A new message is a class and its folder.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar, NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.secrets import placeholder


class Priority(IntEnum):
    """What goes first when much is waiting."""

    URGENT = 0
    NORMAL = 1
    LATER = 2


class Action(NamedTuple):
    """The one thing to do from a message: a link that is filled in at delivery."""

    label: str | Promise
    secret: str


SEE = Action(gettext_lazy("Ver mi solicitud"), "tracking_link")


@dataclass(frozen=True)
class Message:
    """Anything that can be posted."""

    kind: ClassVar[str]
    priority: ClassVar[Priority] = Priority.NORMAL
    action: ClassVar[Action | None] = None
    sealed: ClassVar[bool] = False  # the text itself is a secret: encrypted while it waits

    def facts(self) -> list[tuple[str, str]]:
        """Labels and values told beside the text."""
        return []


@dataclass(frozen=True)
class AccountMail(Message):
    """A sign-in mail of the staff, already written (it may hold a link that opens an account)."""

    kind = "account_mail"
    priority = Priority.URGENT
    sealed = True

    subject: str
    text: str


MESSAGES: dict[str, type[CaseMessage]] = {}


@dataclass(frozen=True)
class CaseMessage(Message):
    """What happened to a request, what comes next, by when, and what to do.

    Args:
        folio: of the request.
        procedure: its name.
        state: the name of the state it is in now.
        next_step: what the procedure says comes next in that state.
        due_on: the date that counts now: the person's where they must answer, else the answer's.
        due_confirmed: whether that date is a promise; if not it is told as an estimate (rule 9).
        detail: sentences about this step, none of them personal.
    """

    action = SEE
    due_label: ClassVar[str | Promise] = ""  # silent: this message tells no date

    folio: str
    procedure: str
    state: str = ""
    next_step: str = ""
    due_on: dt.date | None = None
    due_confirmed: bool = False
    detail: str = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        MESSAGES[cls.kind] = cls

    def facts(self) -> list[tuple[str, str]]:
        """Folio, procedure, state and, where the message is about time, the date."""
        told = [(_("Folio"), self.folio), (_("Trámite"), self.procedure)]
        if self.state:
            told.append((_("Estado"), self.state))
        if self.due_label and self.due_on:
            # In Spanish months are written small; Django's catalogue writes them large.
            day = date_format(self.due_on, "DATE_FORMAT").lower()
            if self.due_confirmed:
                when = _("a más tardar el %(day)s")
            else:
                when = _("%(day)s (fecha estimada, por confirmar)")
            told.append((str(self.due_label), when % {"day": day}))
        return told


ANSWER_BY = gettext_lazy("Fecha de nuestra respuesta")
ANSWER_US_BY = gettext_lazy("Fecha límite para que usted responda")
NEXT_DATE = gettext_lazy("Próxima fecha")


class RequestReceived(CaseMessage):
    """The acknowledgement, at once (DOMAIN R2)."""

    kind = "request_received"
    due_label = ANSWER_BY

    def facts(self) -> list[tuple[str, str]]:
        """Also the key: without an account it is what opens the request."""
        return [*super().facts(), (_("Clave"), placeholder("key"))]


class UnderReview(CaseMessage):
    """Somebody took it."""

    kind = "under_review"
    due_label = ANSWER_BY


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


class PaymentOrdered(CaseMessage):
    """There is something to pay; the amount and reference are in the request, not in the mail."""

    kind = "payment_ordered"
    priority = Priority.URGENT
    action = Action(gettext_lazy("Ver cuánto y cómo pagar"), "tracking_link")


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


class Registered(CaseMessage):
    """The request, or the person, is in a register."""

    kind = "registered"


class StatusChanged(CaseMessage):
    """Any other step."""

    kind = "status_changed"
    due_label = NEXT_DATE


class ResolvedFavourable(CaseMessage):
    """Resolved in favour (R15, R16)."""

    kind = "resolved_favourable"
    action = Action(gettext_lazy("Leer la resolución"), "tracking_link")


class ResolvedConditional(CaseMessage):
    """Resolved in favour, with conditions to meet."""

    kind = "resolved_conditional"
    action = Action(gettext_lazy("Leer la resolución y sus condiciones"), "tracking_link")


class ResolvedUnfavourable(CaseMessage):
    """Resolved against: the reasons and how to appeal are in the resolution (R15, R29)."""

    kind = "resolved_unfavourable"
    action = Action(gettext_lazy("Leer la resolución"), "tracking_link")


class Inadmissible(CaseMessage):
    """What is asked cannot be given by this procedure."""

    kind = "inadmissible"
    action = Action(gettext_lazy("Leer la respuesta"), "tracking_link")


class Forwarded(CaseMessage):
    """Sent to the authority it belongs to (R21)."""

    kind = "forwarded"


class Withdrawn(CaseMessage):
    """The person withdrew it (R19)."""

    kind = "withdrawn"


class Lapsed(CaseMessage):
    """Closed because nobody moved it on the person's side (R20)."""

    kind = "lapsed"


class Dismissed(CaseMessage):
    """Closed because what was missing did not arrive (R11)."""

    kind = "dismissed"


class NotFiled(CaseMessage):
    """As if it had not been filed: what was missing did not arrive (R11, ARCO and access)."""

    kind = "not_filed"


class MessageReceived(CaseMessage):
    """The utility wrote something in the request."""

    kind = "message_received"
    action = Action(gettext_lazy("Leer el mensaje"), "tracking_link")


class KeyRenewed(CaseMessage):
    """A new key; the old one opens nothing any more."""

    kind = "key_renewed"
    priority = Priority.URGENT

    def facts(self) -> list[tuple[str, str]]:
        """Also the new key."""
        return [*super().facts(), (_("Clave nueva"), placeholder("key"))]


class SurveyInvitation(CaseMessage):
    """After closing: anonymous, and only if the person wants (rule 13)."""

    kind = "survey_invitation"
    priority = Priority.LATER
    action = Action(gettext_lazy("Responder la encuesta"), "survey_link")

    def facts(self) -> list[tuple[str, str]]:
        """The procedure alone: nothing that looks as if the answer were tied to a request."""
        return [(_("Trámite"), self.procedure)]


class Reopened(CaseMessage):
    """A closed request is open again."""

    kind = "reopened"
    due_label = NEXT_DATE
