"""A half-filled filing: begun, kept page by page, given up or sent.

It is a row of `procedures.drafts`, under the version the person saw; the session remembers what
opens it. When another version comes in force meanwhile, what fits is kept and what changed is
asked again.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from procedures.catalogue.models import ProcedureVersion
from procedures.definition import AnswerForm
from procedures.drafts import operations
from procedures.drafts.content import Content
from procedures.drafts.keys import opener_of
from procedures.drafts.models import Draft as Row

from . import memory
from .asked import Asked
from .contact import ContactForm
from .door import CONTACT, Door
from .moving import fitting
from .papers import Papers, uploader_of


class Draft(Asked):
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
