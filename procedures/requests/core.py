"""The one write path: every change of a request goes through `change` and is one transaction.

`change` locks and re-reads the row, checks the revision the actor saw, and saves once at the end,
with history. Inside only rows are written, no mail, HTTP or file (ARCHITECTURE rule 1), so
whatever fails leaves no trace: the step, its event, its effects, its clock, its facts and its
messages go together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.history import acting
from procedures.definition import (
    Facts,
    FormError,
    Kind,
    Phase,
    Refused,
    Transition,
    Workflow,
    decide,
)
from procedures.definition.vocabulary import EFFECTS

from . import chain, crypto, notices, participants, timekeeping
from .access import require_no_interest, visible_to
from .attachments import Documents, attach, counted
from .errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from .facts import facts_of
from .happening import CLOSINGS, Happened, entered, recorded
from .models import Event, ServiceRequest
from .models.time import FactKind


@dataclass
class Change:
    """A request under change: locked, fresh, and saved when the block ends."""

    actor: Actor
    service_request: ServiceRequest
    now: dt.datetime
    today: dt.date
    left: bool = False  # who had it stepped aside

    @property
    def workflow(self) -> Workflow:
        return self.service_request.workflow

    @property
    def facts(self) -> Facts:
        return facts_of(self.service_request, self.actor, self.today)

    def decide(self, action: str, *, kinds: frozenset[Kind]) -> Transition:
        """The transition `action` stands for now.

        Args:
            action: its name in the workflow.
            kinds: the kinds the calling operation answers for; any other has its own operation.

        Raises:
            NotAllowed: not this actor's role, or they stepped aside (R24).
            Conflict: no such action here and now, its condition does not hold, or it is another
                operation's kind (ARCHITECTURE rule 2).
        """
        row = self.service_request
        require_no_interest(self.actor, row)
        try:
            transition = decide(
                self.workflow,
                state=row.state,
                action=action,
                actor_roles=self.actor.workflow_roles(),
                answers=crypto.open_answers(row.definition.form, row.answers),
                case=row.case,
                facts=self.facts,
            )
        except Refused as refused:
            if refused.reason == "wrong_role":
                raise NotAllowed(str(refused)) from refused
            raise Conflict(str(refused), code=refused.reason) from refused
        if transition.kind not in kinds:
            raise Conflict(
                _("Este paso tiene su propia operación; no puede hacerse por aquí."),
                code="wrong_kind",
            )
        return transition

    def clean(
        self, transition: Transition, answers: Mapping[str, Any], documents: Documents
    ) -> dict[str, Any]:
        """A step's answers, proven by the same engine as a citizen's form.

        Raises:
            Invalid: with each field's problem.
        """
        row = self.service_request
        try:
            return transition.form.clean(
                answers,
                self.facts,
                documents=counted(transition.form, documents),
                case=row.case,
                given=crypto.open_answers(row.definition.form, row.answers),
            )
        except FormError as wrong:
            raise Invalid(wrong.errors) from wrong

    def record(
        self,
        kind: str,
        *,
        action: str = "",
        from_state: str = "",
        public: bool = True,
        said: Mapping[str, Any] | None = None,
        private: Mapping[str, Any] | None = None,
        documents: Documents | None = None,
        submission: str = "",
    ) -> Event:
        """Add an event to the story.

        Args:
            kind: what happened, a kind of transition or a word such as "note".
            said: what whoever may see the request may read.
            private: what only staff may read.
            public: False hides the whole event from the citizen.
            documents: those that came with it; the chain keeps their hashes.
            submission: what kind of submission, when the answers changed; it is kept with it.
        """
        row = self.service_request
        event = Event(
            kind=kind,
            action=action,
            from_state=from_state or row.state,
            to_state=row.state,
            actor_kind=self.actor.kind,
            actor_user=self.actor.user,
            at=self.now,
            public=public,
        )
        words = {"public": dict(said or {}), "private": dict(private or {})}
        return recorded(
            row, chain.append(row, event, words, documents=documents, submission=submission)
        )

    def move(
        self,
        transition: Transition,
        *,
        answers: Mapping[str, Any],
        documents: Documents | None = None,
        note: str = "",
        inputs: Mapping[str, Any] | None = None,
        said: Mapping[str, Any] | None = None,
        known: Mapping[str, Any] | None = None,
        restarts: bool = False,
        submission: str = "",
    ) -> Event:
        """Carry out a decided transition: state, case, event, clock, effects, access, message.

        Args:
            transition: from `decide`; `answers`, clean, are of its form and join `case`.
            note: words for staff only.
            inputs: what the operation adds that is no form field (the inspector, say).
            said: more for the public side of the event; `known`, for its private one.
            restarts: the utility's term begins anew (R10, interrupts).
            submission: see `record`; its documents are the person's and replace earlier ones.
        """
        row = self.service_request
        before = row.state
        target = self.workflow.state(transition.to)
        public_keys = [f.key for f in transition.form.fields if f.public]
        row.case = {**row.case, **answers}
        row.state, row.phase = target.key, target.phase
        if target.closed:
            row.outcome = target.outcome or ""
            row.closed_at = self.now
        elif row.closed_at:
            row.outcome, row.closed_at = "", None
            timekeeping.unsettle(row)
        event = self.record(
            transition.kind,
            action=transition.action,
            from_state=before,
            said={
                "fields": {key: answers[key] for key in public_keys if key in answers},
                **(said or {}),
            },
            private={
                "fields": {k: v for k, v in answers.items() if k not in public_keys},
                "note": note,
                **(known or {}),
            },
            documents=documents,
            submission=submission,
        )
        attach(
            row,
            event,
            documents or {},
            public=None if submission else public_keys,
            replacing=bool(submission),
            nameless=row.anonymous and self.actor.kind == "citizen",
        )
        timekeeping.turn(row, target, self.today, restarts=restarts, reason=transition.action)
        happened = Happened(
            self.actor, row, transition, event, answers, inputs or {}, self.today, self.now
        )
        with translation.override(settings.LANGUAGE_CODE):  # what they write down is the record's
            for name, parameters in transition.effects:
                EFFECTS[name].function(happened, **parameters)
        participants.enter(row, self.workflow, target)
        timekeeping.reckon(row)
        if row.phase != Phase.WAITING_CITIZEN:
            row.citizen_due_on = None
        notices.announce(row, transition.notify, event=event, detail=happened.detail)
        if not row.is_open:
            self._close(happened)
        return event

    def _close(self, happened: Happened) -> None:
        """What every ending leaves: nothing waiting, its fact, and the survey."""
        row = self.service_request
        for closing in CLOSINGS:
            closing(happened)
        timekeeping.settle(row, self.today)
        # The survey there is, unless the person declined it (6.2).
        if row.definition.survey and notices.announce(
            row, "survey_invitation", event=happened.event
        ):
            timekeeping.note_fact(row, FactKind.INVITED, self.today)


@contextmanager
def change(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int | None,
    why: str = "",
    aside: bool = False,
) -> Iterator[Change]:
    """Open a request for one change.

    Args:
        actor: who acts; must see the request.
        service_request: any copy of it; it is read again under lock and then brought up to date.
        revision: the one the actor saw; None only where the system or a citizen's single act is
            safe against any state (messages, notes).
        why: the reason for the history.
        aside: words beside the case (a note, a message): nobody's open form gets old by them.

    A block that records nothing changed nothing: the request is left as it was.

    Raises:
        NotFound: not this actor's to see.
        Stale: it moved since; carries the current row.
    """
    with transaction.atomic(), acting(actor.label, why):
        row = (
            visible_to(ServiceRequest.objects.all(), actor)
            .select_for_update(of=("self",))
            .select_related("procedure", "version")
            .filter(pk=service_request.pk)
            .first()
        )
        if row is None:
            raise NotFound(_("No encontramos esa solicitud."))
        if revision is not None and row.revision != revision:
            raise Stale(
                _("La solicitud cambió mientras usted la veía. Revise cómo quedó e insista."),
                row,
            )
        now = timezone.now()  # under the lock, so that events follow each other in time
        events, area = row.event_count, row.area
        yield (changing := Change(actor, row, now, timezone.localdate(now)))
        if row.event_count != events:
            row.revision += not aside
            row.save()
            if row.area != area or changing.left:
                entered(row, actor)
    _bring_up_to_date(service_request, row)


def _bring_up_to_date(copy: ServiceRequest, row: ServiceRequest) -> None:
    for field in ServiceRequest._meta.concrete_fields:
        setattr(copy, field.attname, getattr(row, field.attname))
