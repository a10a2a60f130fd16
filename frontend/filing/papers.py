"""Files handed in that wait, by their ids in the session, for the request they belong to."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.security.limits import address_of
from procedures.definition import AnswerForm
from procedures.definition.fields.file import File
from procedures.definition.file_questions import file_field
from procedures.documents.models import Document
from procedures.documents.store import Rejected, Uploader, discard, store

Held = dict[str, list[str]]


def uploader_of(request: HttpRequest, actor: Actor) -> Uploader | None:
    """Whose quota uploads count against: one visitor's and one address's; staff have none."""
    if actor.is_staff:
        return None
    if not request.session.session_key:
        request.session.cycle_key()
    return Uploader(str(request.session.session_key), address_of(request))


class Papers:
    """The uploads of one form, by field.

    Args:
        held: field -> ids; a part of the session, changed in place (the caller saves it).
        uploader: whose quota they count against; None for staff, who have none.
        bare: what comes may become part of an anonymous request, so it must tell nobody's name.
    """

    def __init__(self, held: Held, uploader: Uploader | None, *, bare: bool = False) -> None:
        self.held, self.uploader, self.bare = held, uploader, bare

    def documents(self) -> dict[str, list[Document]]:
        """The documents by field, in one query; those that expired are forgotten."""
        wanted = [UUID(one) for ids in self.held.values() for one in ids]
        found = Document.objects.unclaimed().in_bulk(wanted) if wanted else {}
        for key, ids in self.held.items():
            self.held[key] = [one for one in ids if UUID(one) in found]
        return {key: [found[UUID(one)] for one in ids] for key, ids in self.held.items() if ids}

    def counts(self) -> dict[str, int]:
        """How many documents each field holds; in a group, by `group.row.field`."""
        return {key: len(ids) for key, ids in self.held.items()}

    def held_anything(self) -> bool:
        """Whether any file waits."""
        return any(self.held.values())

    def take(self, form: AnswerForm) -> None:
        """Keep what was uploaded with a form, whether or not the rest of it was right.

        A file that is not taken becomes an error of its field.
        """
        for key in [key for key in self.held if key.startswith(tuple(form.rows_taken_out))]:
            self._discard(self.held.pop(key))
        for key, arrived in form.uploads.items():
            if key not in form.errors:
                self._take(form, key, arrived)

    def _take(self, form: AnswerForm, key: str, arrived: list) -> None:
        question = file_field(form.definition.by_key, key)
        assert question is not None and isinstance(question.type, File)
        kept: list[str] = []
        for file in arrived:
            try:
                document = store(file, name=file.name or "", uploader=self.uploader, bare=self.bare)
            except Rejected as refused:
                name = str(file.name or "")[:60]
                form.refuse_file(key, f"«{name}»: {refused.sentence}")
                continue
            if document.media_type not in question.type.accepted(question):
                discard(document)
                form.refuse_file(key, _("Este dato no acepta archivos de ese tipo."))
                continue
            kept.append(str(document.pk))
        before = self.held.get(key, [])
        if kept and question.type.most(question) == 1:
            self._discard(before)
            before = []
        self.held[key] = [*before, *kept]

    def remove(self, document_id: str) -> None:
        """Give up one upload; one that is not of this form is left alone."""
        for ids in self.held.values():
            if document_id in ids:
                ids.remove(document_id)
                self._discard([document_id])

    def discard_all(self) -> None:
        """Give up every upload: the form was abandoned."""
        for ids in self.held.values():
            self._discard(ids)
        self.held.clear()

    def _discard(self, ids: list[str]) -> None:
        for document in Document.objects.unclaimed().filter(pk__in=ids):
            discard(document)
