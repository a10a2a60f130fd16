"""What a half-filled filing asks: its pages in their order, and what each still lacks."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.catalogue.models import ProcedureVersion
from procedures.definition import Definition, Facts, Section
from procedures.documents.models import Document
from procedures.drafts.keys import filing_key
from procedures.drafts.models import Draft as Row
from procedures.requests.facts import facts_for_filing

from .contact import ContactForm
from .door import CONTACT, Door, Step
from .papers import Papers

AFTER_THE_QUESTIONS = 2  # steps: whom to tell, and checking


class Asked:
    """The questions of a filing through a door, given what is kept of it so far."""

    door: Door
    version: ProcedureVersion
    row: Row
    kept: dict[str, Any]
    papers: Papers

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
