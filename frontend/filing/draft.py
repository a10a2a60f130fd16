"""A half-filled filing: what was answered, what was handed in, and what is still to be asked.

It is a row of `procedures.drafts`, under the version the person saw; the session remembers what
opens it. When another version comes in force meanwhile, what fits is kept and what changed is
asked again.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.catalogue.models import ProcedureVersion
from procedures.definition import AnswerForm, Definition, Facts, Section
from procedures.documents.models import Document
from procedures.drafts import operations
from procedures.drafts.content import Content
from procedures.drafts.keys import filing_key, opener_of
from procedures.drafts.models import Draft as Row
from procedures.requests.facts import facts_for_filing

from . import memory
from .contact import ContactForm
from .door import CONTACT, Door, Step
from .moving import fitting
from .papers import Papers, uploader_of

AFTER_THE_QUESTIONS = 2  # steps: whom to tell, and checking


class Draft:
    """A filing under way through a door. Change `kept` or `papers`, then `save`."""

    def __init__(
        self, request: HttpRequest, door: Door, version: ProcedureVersion, row: Row
    ) -> None:
        self.session, self.door, self.version, self.row = request.session, door, version, row
        self.uploader = uploader_of(request, door.actor)
        self._take(operations.content_of(row))

    def _take(self, content: dict[str, Any]) -> None:
        """Look at this content: `kept` may be changed, `stored` says what it was."""
        self.stored, self.kept = content, deepcopy(content)
        self.papers = Papers(self.kept["papers"], self.uploader, bare=self.definition.anonymous)
        self.__dict__.pop("documents", None)

    @classmethod
    def begin(
        cls,
        request: HttpRequest,
        door: Door,
        version: ProcedureVersion,
        given: Content | None = None,
    ) -> Draft:
        """A new one; an earlier one of the same procedure is given up, with its files.

        Options that the address names (`?servicio=descarga`) are chosen already.

        Args:
            given: what an earlier request gave, by the person's choice.
        """
        if before := cls.find(request, door, version):
            before.forget()
        chosen = {
            item.key: request.GET[item.key]
            for item in version.definition.form.fields
            if request.GET.get(item.key) in {option.value for option in item.options}
            and item.type.name == "choice"
        }
        answers = {**door.known(version.definition), **chosen}
        row = operations.begin(
            version=version, given=given or {"answers": answers}, staff=door.clerk
        )
        memory.remember(request.session, door.bucket, row)
        return cls(request, door, version, row)

    @classmethod
    def find(cls, request: HttpRequest, door: Door, version: ProcedureVersion) -> Draft | None:
        """The one this session has open, brought to the version in force; None without one."""
        opener = memory.opener_for(request.session, door.bucket, version.procedure.slug)
        row = operations.open_with(opener, staff=door.clerk) if opener else None
        if row is None:
            return None
        draft = cls(request, door, version, row)
        if row.version_id != version.pk:
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
        return filing_key(self.row)

    @property
    def revision(self) -> int:
        """What a page is shown with, so that two windows can be told."""
        return self.row.revision

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
        return len(self.sections) + AFTER_THE_QUESTIONS

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
        seen = key in self.kept["seen"] and not self.undecided(key)
        return seen and not self.form(key, check=True)

    def promisable(self, key: str) -> list[str]:
        """Its documents that may come later, asked now; in a row, `group.row.field`."""
        here = {item.key for item in self.definition.form.section(key).fields}
        asked = self.definition.form.papers(self.answers, self.facts)
        return [
            name
            for name, paper in asked.items()
            if name.partition(".")[0] in here and paper.required and paper.field.later
        ]

    def undecided(self, key: str) -> list[str]:
        """Those neither handed in nor promised for later; of staff nothing is demanded (R1)."""
        if self.door.lenient:
            return []
        settled = {*self.kept["later"], *(one for one, ids in self.papers.held.items() if ids)}
        return [one for one in self.promisable(key) if one not in settled]

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
        kept = {k: v for k, v in self.kept["contact"].items() if k not in ("privacy", "truth")}
        initial = kept or dict(self.door.person)
        return self.door.contact_form(
            data, initial=initial, definition=self.definition, answers=self.answers
        )

    @cached_property
    def documents(self) -> dict[str, list[Document]]:
        """Every document handed in, by field; read once."""
        return self.papers.documents()

    # --- changing it ---------------------------------------------------------------------------
    def keep(
        self, key: str, form: AnswerForm, *, promised: Collection[str], shown_at: int | None
    ) -> list[str]:
        """Keep what a page answered: what is right of it, even where the rest is not.

        Args:
            promised: fields whose documents the person hands in later.
            shown_at: the revision the page was shown with.

        Returns:
            The fields answered otherwise in another window meanwhile: nothing of the page was
            stored but its uploads, and the person is to choose.
        """
        self.papers.take(form)  # first: a file that is not taken is an error of the form
        valid = form.is_valid()
        self.kept["changes"] = {}  # told on the page that was sent
        if form.rows_changed:
            self.answers.update(form.rows)
            self._promise(key, form, promised)
            self.save()
            return []
        for name in {question.key for question in form.questions} & set(form.fields):
            self.answers.pop(name, None)
        self.answers.update(form.answers)
        # Right or not yet: a page left half-way keeps its people.
        self.answers.update(form.rows)
        self._promise(key, form, promised)
        for name in self.undecided(key):
            if name not in form.errors and name not in form.uploads:
                sentence = _("Agregue el documento o marque que lo entregará después.")
                form.refuse_file(name, sentence, code="required")
                valid = False
        seen = set(self.kept["seen"]) - {key} | ({key} if valid else set())
        self.kept["seen"] = sorted(seen)
        return self.save(key, [question.key for question in form.questions], shown_at)

    def leave_the_rest(self) -> None:
        """Nothing more is asked now: what is not answered is asked of the person once (R1, R7)."""
        self.kept["seen"] = sorted(section.key for section in self.definition.form.sections)
        self.save()

    def _promise(self, key: str, form: AnswerForm, promised: Collection[str]) -> None:
        """Note what a page promises for later; a row that was taken out promises nothing."""
        gone, may = tuple(form.rows_taken_out), set(self.promisable(key))
        later = (set(self.kept["later"]) - may) | (set(promised) & may)
        self.kept["later"] = sorted(
            one for one in later if not (self.papers.held.get(one) or one.startswith(gone))
        )

    def keep_contact(self, form: ContactForm, *, shown_at: int | None) -> list[str]:
        """Keep the last step; returns as `keep`."""
        self.kept["contact"] = form.kept()
        self.kept["changes"] = {}
        return self.save(CONTACT, [CONTACT], shown_at)

    def save(
        self, page: str = "", fields: Collection[str] = (), shown_at: int | None = None
    ) -> list[str]:
        """Store what was changed, beside what another window stored meanwhile.

        Returns:
            The fields of the page in dispute, see `procedures.drafts.operations.keep`.

        Raises:
            procedures.drafts.operations.Gone: it was filed or deleted meanwhile.
        """
        saved = operations.keep(
            draft=self.row,
            base=self.stored,
            mine=self.kept,
            page=page,
            fields=fields,
            shown_at=shown_at,
            version=self.version,
        )
        self._take(saved.content)
        return saved.disputed

    def forget(self) -> None:
        """Give it up: answers and files."""
        operations.forget(self.row)
        memory.drop(self.session, self.door.bucket, opener_of(self.row))

    def sent(self, folio: str) -> None:
        """It was filed: nothing of it stays in the session but its folio."""
        memory.drop(self.session, self.door.bucket, opener_of(self.row))
        memory.note_filed(self.session, self.door.bucket, self.slug, folio)

    def _move_to_version_in_force(self) -> None:
        """Keep what fits the new version; pages that changed are asked again."""
        old = self.row.version.definition
        moved = fitting(self.kept, old, self.definition, self.facts)
        for key in set(self.papers.held) - set(moved["papers"]):
            self.papers.discard(key)
        self.kept = moved
        self.save()
