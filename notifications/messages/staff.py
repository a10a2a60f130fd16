"""What the staff are told about terms. No workflow says it: the clock does, and decides nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Action, Message, Priority, day

STAFF: dict[str, type[StaffMessage]] = {}


@dataclass(frozen=True)
class StaffMessage(Message):
    """A case somebody of the staff should look at; who asks and what for stay in the case.

    Args:
        folio: of the request.
        procedure: its name.
        state: the name of the state it is in now.
        due_on: the last day of its term, where it has one.
        detail: sentences about this case, none of them personal.
    """

    action: ClassVar[Action | None] = Action(gettext_lazy("Abrir la solicitud"), "staff_link")

    folio: str
    procedure: str
    state: str
    due_on: dt.date | None
    detail: str = ""

    def __init_subclass__(cls, *, abstract: bool = False, **options: Any) -> None:
        super().__init_subclass__(**options)
        if not abstract:
            STAFF[cls.kind] = cls

    def facts(self) -> list[tuple[str, str]]:
        """Folio, procedure, state and the date."""
        told = [
            (_("Folio"), self.folio),
            (_("Trámite"), self.procedure),
            (_("Estado"), self.state),
        ]
        if self.due_on is not None:
            told.append((_("Vence"), day(self.due_on)))
        return told


class TermEnding(StaffMessage):
    """To who has the case, some days before the term ends."""

    kind = "term_ending"


class TermOver(StaffMessage):
    """To who has the case and who supervises it, the day after."""

    kind = "term_over"
    priority = Priority.URGENT


class SilenceBegan(StaffMessage):
    """To the direction: a term ran out where that means something (R13)."""

    kind = "silence_began"
    priority = Priority.URGENT


class OpinionAsked(StaffMessage):
    """To the area whose opinion is asked (R22)."""

    kind = "opinion_asked"


class OpinionEnding(StaffMessage):
    """To the asked area, some days before its term ends."""

    kind = "opinion_ending"


class OpinionOver(StaffMessage):
    """To the asked area and to who asked: the term is over."""

    kind = "opinion_over"


class AppealToDecide(StaffMessage):
    """To the direction: a recurso came in, to be decided by a day (R29)."""

    kind = "appeal_to_decide"


class AppealEnding(StaffMessage):
    """To the direction: the day to decide a recurso is near (R29)."""

    kind = "appeal_ending"


class AppealOver(StaffMessage):
    """To the direction: the day to decide a recurso is past."""

    kind = "appeal_over"


class PaperReturned(StaffMessage):
    """To who drafted a paper: it was sent back, with what is to be mended."""

    kind = "paper_returned"


class PaperSigned(StaffMessage):
    """To who drafted a paper: somebody signed it."""

    kind = "paper_signed"


class NobodyToGiveTo(StaffMessage):
    """To who answers for an area: its rule of assignment found nobody for a case."""

    kind = "nobody_to_give_to"
    priority = Priority.URGENT


class WatchedCase(StaffMessage):
    """To whoever follows a case: it changed hands, was answered or is due soon."""

    kind = "watched_case"
