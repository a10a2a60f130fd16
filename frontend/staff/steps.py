"""The moves of a case as they are shown and sent: each with its form and what else it asks.

Nothing typed is lost: files that came with a form that was refused wait in the session.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from frontend.filing import Papers
from frontend.staff.citing import Pages, by_section, citations
from frontend.staff.desk import Desk
from frontend.staff.drafting import PREFIX, DraftForm
from frontend.staff.forms import (
    CorrectionStepForm,
    SeenForm,
    StepForm,
    VisitStepForm,
    WithdrawStepForm,
)
from procedures.casework.issuing import draft, preview, signs
from procedures.casework.moves import Move, carry_out, leavers, moves_of
from procedures.casework.operations import accredited
from procedures.definition import AnswerForm, Form, Kind, Outcome, acts_as
from procedures.documents.models import Document
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from procedures.requests.models import Applicant, Event
from procedures.requests.operations.corrections import open_correction

WAITING = "staff-papers"  # where in the session files of refused forms wait
REMOVE = "quitar"
WITHOUT_NOTE = frozenset({Kind.ANSWER, Kind.EXPIRE})


class Step:
    """One move on somebody's desk, as shown or as sent.

    Args:
        request: its POST is read when `sent`.
        sent: whether this very move was sent with the request.
    """

    def __init__(self, request: HttpRequest, desk: Desk, move: Move, *, sent: bool = False) -> None:
        self.request, self.desk, self.move, self.sent = request, desk, move, sent
        waiting = request.session.get(WAITING, {}) if sent else {}
        self.papers = Papers(dict(waiting.get(self._place, {})), None)
        self.form = self._bind()
        self.extras = self._extras()
        typed = request.POST if sent else None
        self.citations = (
            citations(desk, typed, f"{move.action}-falta") if move.kind == Kind.CORRECT else None
        )
        self.draft = self._draft() if self._signs else None

    # --- as shown ------------------------------------------------------------------------------
    @property
    def action(self) -> str:
        return self.move.action

    @property
    def closes(self) -> bool:
        """Whether the case ends with it; of several people, it goes on for those who stay."""
        return not self.leaving and self.desk.row.workflow.state(self.move.transition.to).closed

    @property
    def against(self) -> bool:
        """Whether it ends without giving what was asked: worth the colour of a warning."""
        outcome = self.desk.row.workflow.state(self.move.transition.to).outcome
        return self.closes and outcome not in {Outcome.FAVOURABLE, Outcome.CONDITIONAL}

    @property
    def leads_to(self) -> str:
        return "" if self.leaving else self.desk.row.workflow.state(self.move.transition.to).label

    @property
    def at_once(self) -> bool:
        """Nothing has to be filled in, and it can be gone on from: one press is enough."""
        return not (
            self._questions.fields or self.closes or self.leaving or self.citations or self._visit
        )

    @cached_property
    def leaving(self) -> list[Applicant]:
        """Of several people, those who may be named as who withdraws (R19)."""
        return leavers(self.desk.actor, self.desk.row, self.move.transition)

    @cached_property
    def documents(self) -> dict[str, list[Document]]:
        """Files that arrived already, by field."""
        return self.papers.documents()

    @property
    def questions(self) -> list[tuple[Any, list[Document]]]:
        """Each visible question with the files that already came for it."""
        return [
            (self.form[name], self.documents.get(name, []))
            for name in self.form.fields
            if name in self._questions.by_key
        ]

    @property
    def citable(self) -> Pages:
        """What a prevención may cite, by section."""
        return [] if self.citations is None else by_section(self.desk, self.citations)

    # --- as sent -------------------------------------------------------------------------------
    def is_valid(self) -> bool:
        """Whether all of it can be carried out; files that came are kept even if not."""
        self.papers.take(self.form)
        if REMOVE in self.request.POST:
            self.papers.remove(self.request.POST[REMOVE])
        self._keep()
        valid = [part.is_valid() for part in self._parts]  # every one: each says what is wrong
        return all(valid) and REMOVE not in self.request.POST

    def carry_out(self) -> Event:
        """Do it.

        Raises:
            procedures.requests.errors.OperationError: as the operation of its kind does.
        """
        told = self.extras.cleaned_data
        inputs: dict[str, Any] = {}
        if self.citations is not None:
            inputs["items"] = self.citations.items
        if self.draft is not None:
            inputs["blocks"] = self.draft.blocks
        inputs |= {name: told[name] for name in ("inspector", "applicant") if name in told}
        event = carry_out(
            actor=self.desk.actor,
            service_request=self.desk.row,
            action=self.action,
            revision=told["revision"],
            answers=self.form.answers,
            documents=self.documents,
            note=told.get("note", ""),
            **inputs,
        )
        self.papers.held.clear()
        self._keep()
        return event

    def take(self, refused: Invalid) -> None:
        """Say what the operation refused beside what it is about."""
        for path, findings in refused.errors.items():
            key = path if path.startswith(PREFIX) else path.partition(".")[0]
            place = next((part for part in self._parts if key in part.fields), None)
            for _code, sentence in findings:
                (place or self.extras).add_error(key if place else None, sentence)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, as text: to copy from when the move is no longer there."""
        told = [(item.label, item.display(self.form.assessment.values.get(item.key)))
                for item in self._questions.fields if item.stores_answer]  # fmt: skip
        if self.draft is not None:
            told += [(str(line.label), line.value() or "") for line in self.draft]
        if "note" in self.extras.fields:
            told.append((str(self.extras.fields["note"].label), self.request.POST.get(
                self.extras.add_prefix("note"), "")))  # fmt: skip
        return [(label, text) for label, text in told if text]

    def preview(self) -> bytes:
        """The paper as it would be signed, marked as a draft.

        Raises:
            Invalid: as signing would.
        """
        assert self.draft is not None and self.desk.actor.user is not None
        return preview(
            self.desk.row,
            self.move.transition,
            self.desk.actor.user,
            self.desk.today,
            answers=self.form.answers,
            blocks=self.draft.blocks,
        )

    # --- its parts -----------------------------------------------------------------------------
    @cached_property
    def _questions(self) -> Form:
        """The move's own form; answering a prevención, the questions it asks again."""
        if self.move.kind != Kind.ANSWER:
            return self.move.transition.form
        pending = open_correction(self.desk.row)
        return self.desk.row.definition.form.part(
            pending.fields if pending else (), self.desk.answers
        )

    def _bind(self) -> AnswerForm:
        row, again = self.desk.row, self.move.kind == Kind.ANSWER
        written = self.desk.drafted(self.move.action) if self._signs else None
        counts = self.papers.counts()
        return self._questions.bind(
            self._shown_again if again else (written.answers if written else {}),
            self.desk.facts,
            data=self.request.POST if self.sent else None,
            files=self.request.FILES if self.sent else None,
            case=row.case,
            given=self.desk.answers,
            documents={**self.desk.held, **counts} if again else counts,
            allow_missing=again,
            prefix=self.action,
        )

    @property
    def _shown_again(self) -> dict[str, Any]:
        """Answers that may stand in an input: the sensitive ones are typed anew."""
        given = self.desk.answers
        parts = {f.key: f.open_part(given[f.key]) for f in self._questions.fields if f.key in given}
        return {key: value for key, value in parts.items() if value is not None}

    def _extras(self) -> SeenForm:
        options: dict[str, Any] = {
            "data": self.request.POST if self.sent else None,
            "prefix": f"{self.action}-paso",
            "initial": {"revision": self.desk.row.revision, "seen": self.desk.row.event_count},
        }
        if self._visit:
            return VisitStepForm(inspectors=accredited(self.move.transition), **options)
        if self.leaving:
            return WithdrawStepForm(people=self.leaving, **options)
        if self.move.kind == Kind.CORRECT:
            return CorrectionStepForm(**options)
        return (SeenForm if self.move.kind in WITHOUT_NOTE else StepForm)(**options)

    @property
    def _parts(self) -> list[Any]:
        """Every form that goes with it."""
        parts = (self.form, self.extras, self.citations, self.draft)
        return [part for part in parts if part is not None]

    @property
    def _signs(self) -> bool:
        return signs(self.move.transition) and self.desk.actor.user is not None

    def _draft(self) -> DraftForm:
        assert self.desk.actor.user is not None
        blocks = draft(self.desk.row, self.move.transition, self.desk.actor.user, self.desk.today)
        written = self.desk.drafted(self.move.action)
        changed = written.blocks if written else {}
        return DraftForm(
            self.request.POST if self.sent else None,
            blocks=[replace(one, text=changed.get(one.key, one.text)) for one in blocks],
            prefix=f"{self.action}-documento",
        )

    @property
    def _visit(self) -> bool:
        return self.move.needs_inspector

    @property
    def _place(self) -> str:
        return f"{self.desk.row.folio}:{self.move.action}"

    def _keep(self) -> None:
        waiting = self.request.session.get(WAITING, {})
        waiting.pop(self._place, None)
        if any(self.papers.held.values()):
            waiting[self._place] = self.papers.held
        self.request.session[WAITING] = waiting


def steps_of(request: HttpRequest, desk: Desk, sent: Step | None = None) -> list[Step]:
    """Every move this person may take now; the one that was sent as it was sent."""
    return [
        sent if sent is not None and sent.action == move.action else Step(request, desk, move)
        for move in moves_of(desk, desk.calendars)
    ]


def sent_step(request: HttpRequest, desk: Desk, action: str) -> tuple[Step, bool]:
    """The move that was sent, and whether it can be taken now.

    Raises:
        NotFound: the procedure has no such move.
        NotAllowed: it is never this person's to take.
    """
    for move in moves_of(desk, desk.calendars):
        if move.action == action:
            return Step(request, desk, move, sent=True), not move.closed_because
    known = [t for t in desk.row.workflow.transitions if t.action == action]
    if not known:
        raise NotFound(_("No encontramos ese paso."))
    roles = desk.actor.workflow_roles()
    if not any(acts_as(allowed, roles) for one in known for allowed in one.by):
        raise NotAllowed(_("Su función no permite esta acción."))
    return Step(request, desk, Move(known[0]), sent=True), False


def cannot(step: Step) -> Conflict:
    """Why a move that was sent cannot be taken."""
    sentence = step.move.closed_because or _("Este paso ya no corresponde a la solicitud.")
    return Conflict(sentence, code="wrong_state")
