"""Messages about a request: what they all tell. A workflow says them by their kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Action, Message, day

SEE = Action(gettext_lazy("Ver mi solicitud"), "tracking_link")
ANSWER_BY = gettext_lazy("Fecha de nuestra respuesta")
ANSWER_US_BY = gettext_lazy("Fecha límite para que usted responda")
NEXT_DATE = gettext_lazy("Próxima fecha")

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

    action: ClassVar[Action | None] = SEE
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
            if self.due_confirmed:
                when = _("a más tardar el %(day)s")
            else:
                when = _("%(day)s (fecha estimada, por confirmar)")
            told.append((str(self.due_label), when % {"day": day(self.due_on)}))
        return told
