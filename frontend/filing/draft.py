"""A half-filled filing: what was answered, what was handed in, and what is still to be asked.

It lives in the encrypted session, under the version the person saw. When another version comes in
force meanwhile, what fits is kept and what changed is asked again.
"""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.catalogue.models import ProcedureVersion
from procedures.definition import AnswerForm, Definition, Facts, Section
from procedures.definition.file_questions import file_field
from procedures.documents.models import Document
from procedures.requests.facts import facts_for_filing

from .contact import ContactForm
from .door import CONTACT, Door, Step
from .papers import Papers, uploader_of


class Draft:
    """A filing under way through a door. Change it, then put it `to_session`."""

    def __init__(
        self, request: HttpRequest, door: Door, version: ProcedureVersion, kept: dict[str, Any]
    ) -> None:
        self.session, self.door, self.version, self.kept = request.session, door, version, kept
        self.papers = Papers(
            kept["papers"],
            uploader_of(request, door.actor),
            bare=version.definition.anonymous,
        )

    @classmethod
    def begin(cls, request: HttpRequest, door: Door, version: ProcedureVersion) -> Draft:
        """A new one; an earlier one of the same procedure is given up, with its files.

        Options that the address names (`?servicio=descarga`) are chosen already.
        """
        if before := cls.find(request, door, version):
            before.forget()
        kept: dict[str, Any] = {
            "version": version.pk,
            "token": secrets.token_urlsafe(24),
            "answers": {
                item.key: request.GET[item.key]
                for item in version.definition.form.fields
                if request.GET.get(item.key) in {option.value for option in item.options}
                and item.type.name == "choice"
            },
            "papers": {},
            "seen": [],
            "contact": {},
        }
        draft = cls(request, door, version, kept)
        draft.to_session()
        return draft

    @classmethod
    def find(cls, request: HttpRequest, door: Door, version: ProcedureVersion) -> Draft | None:
        """The one that waits in this session, brought to the version in force; None without one."""
        kept = request.session.get(door.bucket, {}).get(version.procedure.slug)
        if kept is None:
            return None
        draft = cls(request, door, version, kept)
        if kept["version"] != version.pk:
            draft._move_to_version_in_force()
        return draft

    # --- what it is about ----------------------------------------------------------------------
    @property
    def slug(self) -> str:
        return self.version.procedure.slug

    @property
    def definition(self) -> Definition:
        return self.version.definition

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered so far, by field; also what later answers have hidden."""
        return self.kept["answers"]

    @property
    def token(self) -> str:
        """Sent with the filing, so that sending it twice files once."""
        return self.kept["token"]

    @property
    def facts(self) -> Facts:
        kind = str(self.answers.get("tipo_persona", ""))
        return facts_for_filing(self.door.actor, timezone.localdate(), kind)

    @property
    def asked(self) -> set[str]:
        """The fields asked, given the answers so far."""
        return self.definition.form.visible(self.answers, self.facts)

    @property
    def sections(self) -> list[Section]:
        """The sections with something to show now; those that became empty are skipped."""
        asked = self.asked
        return [
            section
            for section in self.definition.form.sections
            if any(item.key in asked for item in section.fields)
        ]

    # --- its pages -----------------------------------------------------------------------------
    @property
    def steps(self) -> list[Step]:
        """Every page from the first question to whom to tell; checking comes after."""
        pages = [(section.key, section.title, section.help) for section in self.sections]
        pages.append((CONTACT, _("Avisos y privacidad"), ""))
        return [
            Step(key, title, help, number, self.door.href("section", self.slug, key))
            for number, (key, title, help) in enumerate(pages, start=1)
        ]

    @property
    def total(self) -> int:
        """How many steps there are, with the last one: check and send."""
        return len(self.steps) + 1

    def step(self, key: str) -> Step | None:
        """A page by its key; None when it is not asked (any more)."""
        return next((step for step in self.steps if step.key == key), None)

    def before(self, key: str) -> Step | None:
        """The page before this one."""
        keys = [step.key for step in self.steps]
        place = keys.index(key)
        return self.steps[place - 1] if place else None

    def unfinished(self) -> Step | None:
        """The first page nobody went through, or whose answers are not right any more."""
        return next((step for step in self.steps if not self._is_done(step.key)), None)

    def _is_done(self, key: str) -> bool:
        if key == CONTACT:
            return bool(self.kept["contact"])
        return key in self.kept["seen"] and not self.form(key, check=True)

    def form(self, key: str, data: Any = None, files: Any = None, check: bool = False) -> Any:
        """The questions of one section.

        Args:
            data, files: what was posted.
            check: give the problems of what is kept instead (path -> findings).
        """
        form = self.definition.form
        if check:
            return form.assess(
                self.answers,
                self.facts,
                section=key,
                documents=self.papers.counts(),
                allow_missing=self.door.lenient,
            ).errors
        return form.bind(
            self.answers,
            self.facts,
            section=key,
            data=data,
            files=files,
            documents=self.papers.counts(),
            allow_missing=self.door.lenient,
        )

    def contact_form(self, data: Any = None) -> ContactForm:
        """The questions of the last step."""
        initial = {k: v for k, v in self.kept["contact"].items() if k not in ("privacy", "truth")}
        return self.door.contact_form(
            data, initial=initial, definition=self.definition, answers=self.answers
        )

    @cached_property
    def documents(self) -> dict[str, list[Document]]:
        """Every document handed in, by field; read once."""
        return self.papers.documents()

    # --- changing it ---------------------------------------------------------------------------
    def keep(self, key: str, form: AnswerForm) -> None:
        """Keep what a page answered: what is right of it, even where the rest is not."""
        self.papers.take(form)  # first: a file that is not taken is an error of the form
        valid = form.is_valid()
        if not form.rows_changed:
            for name in {question.key for question in form.questions} & set(form.fields):
                self.answers.pop(name, None)
            self.answers.update(form.answers)
        self.answers.update(form.rows)  # right or not yet: a page left half-way keeps its people
        seen = set(self.kept["seen"]) - {key} | ({key} if valid else set())
        self.kept["seen"] = sorted(seen)
        self.to_session()

    def keep_contact(self, form: ContactForm) -> None:
        """Keep the last step."""
        self.kept["contact"] = form.kept()
        self.to_session()

    def to_session(self) -> None:
        """Write it to the session."""
        drafts = self.session.get(self.door.bucket, {})
        drafts[self.slug] = self.kept
        self.session[self.door.bucket] = drafts

    def forget(self) -> None:
        """Give it up: answers and files."""
        self.papers.discard_all()
        self._leave_session()

    def sent(self, folio: str) -> None:
        """It was filed: nothing of it stays in the session but its folio."""
        self._leave_session()
        filed = self.session.get("filed", {})
        filed[f"{self.door.bucket}:{self.slug}"] = folio
        self.session["filed"] = filed

    def _leave_session(self) -> None:
        drafts = self.session.get(self.door.bucket, {})
        drafts.pop(self.slug, None)
        self.session[self.door.bucket] = drafts

    def _move_to_version_in_force(self) -> None:
        """Keep what fits the new version; pages that changed are asked again."""
        old = ProcedureVersion.objects.get(pk=self.kept["version"]).definition.form
        new = self.definition.form
        same = {section.key for section in new.sections if section in old.sections}
        known = new.by_key
        self.kept["answers"] = {
            key: value
            for key, value in self.answers.items()
            if key in known and known[key].stores_answer
        }
        for key in [key for key in self.papers.held if file_field(known, key) is None]:
            del self.papers.held[key]
        self.kept["seen"] = [key for key in self.kept["seen"] if key in same]
        self.kept["version"] = self.version.pk
        self.kept["changed"] = True
        self.to_session()

    def was_changed(self) -> bool:
        """Whether another version came in force since the last page; said once."""
        changed = bool(self.kept.pop("changed", False))
        if changed:
            self.to_session()
        return changed
