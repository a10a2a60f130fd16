"""Putting right what a person filed, at their word and with a reason they read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from frontend.filing import Papers
from frontend.staff.case import news_since
from frontend.staff.desk import Desk, desk_of, go_on_from
from frontend.staff.forms import AnswersReasonForm
from procedures.definition import AnswerForm
from procedures.definition.file_questions import paper_label
from procedures.documents.models import Document
from procedures.documents.store import Rejected
from procedures.requests.access import require
from procedures.requests.errors import Conflict, Invalid, Stale
from procedures.requests.operations import correct_answers

WAITING = "correcting"  # where in the session files wait, by folio
REMOVE = "quitar"
ANEW = "reservado"  # the prefix of sealed answers, which are only ever typed anew


@never_cache
def correct(request: HttpRequest, folio: str) -> HttpResponse:
    """`/personal/<folio>/corregir/`: the form as it was answered, and why it changes."""
    desk = desk_of(request, folio)
    require(desk.actor, "correct_answers", desk.row)
    edit = Edit(request, desk)
    if request.method != "POST":
        return edit.page()
    try:
        if not edit.is_valid():
            return edit.page()
        edit.carry_out()
    except Invalid as refused:
        edit.take(refused)
        return edit.page()
    except (Stale, Conflict) as refused:
        edit.desk = desk_of(request, folio)
        go_on_from(edit.desk, edit.reason)
        return edit.page(status=409, problem=str(refused))
    messages.success(request, _("Los datos quedaron corregidos y la persona verá el cambio."))
    return redirect("staff-case", folio)


class Edit:
    """The three forms of the page: what may be shown, what is typed anew, and the reason."""

    def __init__(self, request: HttpRequest, desk: Desk) -> None:
        self.request, self.desk = request, desk
        self.papers = Papers(request.session.get(WAITING, {}).get(desk.row.folio, {}), None)
        sent = request.POST if request.method == "POST" else None
        form = desk.row.definition.form
        secret = {item.key for item in form.fields if item.holds_sensitive}
        plain = set(form.by_key) - secret
        common: dict[str, Any] = {
            "facts": desk.facts,
            "data": sent,
            "files": request.FILES if sent else None,
            "given": desk.answers,
            "allow_missing": True,
            "documents": {**desk.held, **self.papers.counts()},
        }
        shown = {key: value for key, value in desk.answers.items() if key in plain}
        self.plain: AnswerForm = form.part(plain, {}).bind(shown, prefix="dato", **common)
        self.secret: AnswerForm = form.part(secret, {}).bind(
            self._open_parts(secret), prefix=ANEW, **common
        )
        self.reason = AnswersReasonForm(
            sent,
            prefix="motivo",
            initial={"revision": desk.row.revision, "seen": desk.row.event_count},
        )

    def is_valid(self) -> bool:
        """Whether it can be carried out; files that came are kept even if not."""
        self.papers.take(self.plain)
        self.papers.take(self.secret)
        if REMOVE in self.request.POST:
            self.papers.remove(self.request.POST[REMOVE])
        self._keep()
        valid = [form.is_valid() for form in (self.plain, self.secret, self.reason)]
        return all(valid) and REMOVE not in self.request.POST

    @property
    def waiting(self) -> list[tuple[str, list[Document]]]:
        """Files that came already and still wait, by what they are."""
        known = self.desk.row.definition.form.by_key
        return [
            (paper_label(known, self.desk.answers, key), found)
            for key, found in self.papers.documents().items()
        ]

    @property
    def changes(self) -> dict[str, Any]:
        """Only what is different from what is on file."""
        before = self.desk.answers
        asked = [item.key for item in self.plain.questions if item.type.typed]
        answers = {
            key: self.plain.answers.get(key)
            for key in asked
            if key in self.plain.fields and self.plain.definition.by_key[key].stores_answer
        }
        shown = self._open_parts({*self.secret.fields})
        new = {
            key: value
            for key, value in self.secret.answers.items()
            if value not in (None, "", [], {}) and value != shown.get(key)
        }
        changed = {key: value for key, value in answers.items() if before.get(key) != value}
        return {**changed, **new}

    def _open_parts(self, keys: Collection[str]) -> dict[str, Any]:
        """What of the sealed answers may stand in an input: names in rows, and no number."""
        known, given = self.desk.row.definition.form.by_key, self.desk.answers
        parts = {key: known[key].open_part(given[key]) for key in keys if key in given}
        return {key: value for key, value in parts.items() if value is not None}

    def carry_out(self) -> None:
        told, papers = self.reason.cleaned_data, self.papers.documents()
        if not self.changes and not papers:
            raise Invalid({"reason": [("nothing", _("No cambió ningún dato."))]})
        try:
            correct_answers(
                actor=self.desk.actor,
                service_request=self.desk.row,
                revision=told["revision"],
                answers=self.changes,
                reason=told["reason"],
                documents=papers,
            )
        except Rejected as refused:
            raise Invalid({"": [(refused.code, refused.sentence)]}) from refused
        self.papers.held.clear()
        self._keep()

    def _keep(self) -> None:
        waiting = self.request.session.get(WAITING, {})
        waiting.pop(self.desk.row.folio, None)
        if self.papers.held_anything():
            waiting[self.desk.row.folio] = self.papers.held
        self.request.session[WAITING] = waiting

    def take(self, refused: Invalid) -> None:
        """Say what the operation refused beside what it is about."""
        for path, findings in refused.errors.items():
            key = path.split(".")[0]
            parts = [form for form in (self.plain, self.secret, self.reason) if key in form.fields]
            for _code, sentence in findings:
                (parts or [self.reason])[0].add_error(key if parts else None, sentence)

    def page(self, *, status: int = 200, problem: str = "") -> HttpResponse:
        seen = self.request.POST.get(self.reason.add_prefix("seen"), "")
        context = {
            "row": self.desk.row,
            "edit": self,
            "problem": problem,
            "news": news_since(self.desk, int(seen)) if problem and seen.isdigit() else [],
        }
        return render(self.request, "staff/correct.html", context, status=status)
