"""A page that answers on a request: a correction, a step, a message; nothing typed is lost.

What is right of it, and every file, is held until the answer is sent: in the session, or with the
prevención it answers, where it waits for the person's next device.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from backend.accounts.actors import Actor
from frontend.filing.papers import (
    REMOVE,
    Held,
    Papers,
    by_script,
    forgive,
    pressed,
    uploader_of,
)
from procedures.definition import AnswerForm, Form
from procedures.documents.store import Rejected
from procedures.requests.attachments import Documents
from procedures.requests.errors import Conflict, Invalid, Stale
from procedures.requests.facts import facts_of
from procedures.requests.models import Correction, Event, ServiceRequest
from procedures.requests.operations import hold_answer
from procedures.requests.operations.holding import held_answer

WAITING = "answering"  # where in the session what is not sent waits
SAVE = "guardar"  # the button that puts it aside


class Holding(Protocol):
    """Where an unfinished answer waits."""

    answers: dict[str, Any]
    papers: Held
    saved_at: dt.datetime | None

    def keep(self) -> None:
        """Keep `answers` and `papers` as they are now."""

    def clear(self) -> None:
        """It was sent: keep nothing."""


class InSession:
    """It waits in this browser's session, under a name."""

    def __init__(self, session: SessionBase, name: str) -> None:
        self.session, self.name = session, name
        kept = session.get(WAITING, {}).get(name, {})
        self.answers: dict[str, Any] = dict(kept.get("answers", {}))
        self.papers: Held = dict(kept.get("papers", {}))
        self.saved_at: dt.datetime | None = None

    def keep(self) -> None:
        waiting = {**self.session.get(WAITING, {})}
        waiting.pop(self.name, None)
        if any(self.papers.values()) or any(self.answers.values()):
            waiting[self.name] = {"answers": self.answers, "papers": self.papers}
        self.session[WAITING] = waiting

    def clear(self) -> None:
        self.answers, self.papers = {}, {}
        self.keep()


class WithCorrection:
    """It waits with the prevención it answers, for whatever device the person comes back with."""

    def __init__(self, actor: Actor, row: ServiceRequest, correction: Correction) -> None:
        self.actor, self.row = actor, row
        kept = held_answer(correction)
        self.answers, self.papers, self.saved_at = kept.answers, kept.papers, kept.saved_at

    def keep(self) -> None:
        hold_answer(
            actor=self.actor, service_request=self.row, answers=self.answers, papers=self.papers
        )

    def clear(self) -> None:
        """The operation that takes the answer forgets what was held."""


class Answering:
    """One page that answers.

    Args:
        holding: where what is not sent waits.
        form: what is asked.
        shown: what to begin with, besides what is held; where given, nothing is required.
        given: the answers on file, for conditions.
        prefix: of the names of the controls, where the page has other forms.
    """

    def __init__(
        self,
        request: HttpRequest,
        actor: Actor,
        row: ServiceRequest,
        *,
        holding: Holding,
        form: Form,
        shown: Mapping[str, Any] | None = None,
        given: Mapping[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        self.request, self.row, self.form, self.holding = request, row, form, holding
        self.again = False
        uploader = uploader_of(request, actor)
        self.papers = Papers(holding.papers, uploader, bare=row.anonymous and not actor.is_staff)
        self.held = self.papers.documents()
        posted = request.method == "POST" and not by_script(request)
        self.bound: AnswerForm = form.bind(
            {**(shown or {}), **holding.answers},
            facts_of(row, actor, timezone.localdate()),
            data=request.POST if posted else None,
            files=request.FILES if posted else None,
            case=row.case,
            given=given,
            documents=self.papers.counts(),
            allow_missing=shown is not None or SAVE in request.POST,
            prefix=prefix,
        )

    @property
    def revision(self) -> int:
        """The one the person saw."""
        told = str(self.request.POST.get("revision", ""))
        return int(told) if told.isdigit() and len(told) < 10 else self.row.revision

    def sent(self) -> bool:
        """Whether a whole answer came; what is right of it and its files are held even if not."""
        if self.request.method != "POST":
            return False
        self.papers.take(self.bound)
        if pressed(self.request):
            self.papers.remove(self.request.POST.get(REMOVE, ""))
            forgive(self.bound)
        valid = self.bound.is_valid()
        self.holding.answers = {**self.holding.answers, **self.bound.answers}
        self.held = self.papers.documents()
        aside = pressed(self.request) or SAVE in self.request.POST
        self.again = aside and not self.bound.errors
        if aside or not valid or self.held:
            self.holding.keep()
        return valid and not aside

    def one_file(self) -> JsonResponse:
        """Take the file the script sent, and answer it."""
        answer = self.papers.answer(self.request, self.bound)
        self.holding.keep()
        return answer

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with the whole, and hold what was sent."""
        self.bound.add_error(None, sentence)
        self.holding.keep()

    def done(self, operation: Callable[[Documents], Event]) -> bool:
        """Carry it out; what the operation refuses is said on the page, and nothing is lost."""
        try:
            operation(self.held)
        except Invalid as refused:
            for key, found in refused.errors.items():
                for _code, sentence in found:
                    self.bound.add_error(key if key in self.bound.fields else None, sentence)
            self.holding.keep()
        except Rejected as refused:
            self.refuse(refused.sentence)
        except (Stale, Conflict) as refused:
            messages.warning(self.request, str(refused))
            self.again = True  # it moved meanwhile: the page says how it stands now
        else:
            self.holding.clear()
            return True
        return False

    def context(self, reasons: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What the page shows: each question with its files and why it is asked."""
        known = self.form.by_key
        self.papers.offer(self.bound)
        self.bound.show_papers(self.held)
        return {
            "form": self.bound,
            "questions": [
                (
                    self.bound[name],
                    self.held.get(name, []),
                    known[name],
                    (reasons or {}).get(name, ""),
                )
                for name in self.bound.fields
                if name in known
            ],
            "hidden": self.bound.hidden_fields(),
        }
