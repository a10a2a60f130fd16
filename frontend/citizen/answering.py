"""A citizen answers on a request: a correction, or a step of the workflow; files are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from backend.accounts.actors import Actor
from frontend.filing.papers import REMOVE, Papers, by_script, forgive, pressed, uploader_of
from procedures.definition import AnswerForm, Form
from procedures.documents.store import Rejected
from procedures.requests.attachments import Documents
from procedures.requests.errors import Conflict, Invalid, Stale
from procedures.requests.facts import facts_of
from procedures.requests.models import Event, ServiceRequest

WAITING = "answering"  # where in the session files wait


class Answering:
    """One page that answers.

    Args:
        name: tells its files from those of other pages in the session.
        form: what is asked; nothing in it is required where `given` already answers it.
        shown: what to begin with.
        given: the answers on file, for conditions.
    """

    def __init__(
        self,
        request: HttpRequest,
        actor: Actor,
        row: ServiceRequest,
        *,
        name: str,
        form: Form,
        shown: Mapping[str, Any] | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self.request, self.row, self.name, self.form = request, row, name, form
        self.again = False
        held = request.session.get(WAITING, {}).get(name, {})
        self.papers = Papers(held, uploader_of(request, actor), bare=row.anonymous)
        posted = request.method == "POST" and not by_script(request)
        self.bound: AnswerForm = form.bind(
            shown or {},
            facts_of(row, actor, timezone.localdate()),
            data=request.POST if posted else None,
            files=request.FILES if posted else None,
            case=row.case,
            given=given,
            documents=self.papers.counts(),
            allow_missing=shown is not None,
        )

    @property
    def revision(self) -> int:
        """The one the person saw."""
        told = str(self.request.POST.get("revision", ""))
        return int(told) if told.isdigit() and len(told) < 10 else self.row.revision

    def sent(self) -> bool:
        """Whether a whole answer came; files that came with it are kept even if not."""
        if self.request.method != "POST":
            return False
        self.papers.take(self.bound)
        if pressed(self.request):
            self.papers.remove(self.request.POST.get(REMOVE, ""))
            forgive(self.bound)
            self.again = not self.bound.errors
        self._save()
        return self.bound.is_valid() and not pressed(self.request)

    def one_file(self) -> JsonResponse:
        """Take the file the script sent, and answer it."""
        answer = self.papers.answer(self.request, self.bound)
        self._save()
        return answer

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with the whole."""
        self.bound.add_error(None, sentence)

    def done(self, operation: Callable[[Documents], Event]) -> bool:
        """Carry it out; what the operation refuses is said on the page, and nothing is lost."""
        try:
            operation(self.papers.documents())
        except Invalid as refused:
            for key, found in refused.errors.items():
                for _code, sentence in found:
                    self.bound.add_error(key if key in self.bound.fields else None, sentence)
        except Rejected as refused:
            self.refuse(refused.sentence)
        except (Stale, Conflict) as refused:
            messages.warning(self.request, str(refused))
            self.again = True  # it moved meanwhile: the page says how it stands now
        else:
            self.papers.held.clear()
            self._save()
            return True
        return False

    def context(self, reasons: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What the page shows: each question with its files and why it is asked."""
        held = self.papers.documents()
        self.papers.offer(self.bound)
        known = self.form.by_key
        self.bound.show_papers(held)
        return {
            "form": self.bound,
            "questions": [
                (self.bound[name], held.get(name, []), known[name], (reasons or {}).get(name, ""))
                for name in self.bound.fields
                if name in known
            ],
            "hidden": self.bound.hidden_fields(),
        }

    def _save(self) -> None:
        waiting = self.request.session.get(WAITING, {})
        if self.papers.held:
            waiting[self.name] = self.papers.held
        else:
            waiting.pop(self.name, None)
        self.request.session[WAITING] = waiting
