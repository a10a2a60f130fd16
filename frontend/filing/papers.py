"""Files handed in that wait, by their ids, for the request they belong to.

A page takes them in three ways, one piece for all: with the whole form; one at a time with the
button "Subir" beside a question; and one at a time by the script, which sends the same button and
gets its answer as JSON (`by_script`). The address is the page's own, so who may upload there, and
to which questions, is what the page already knows.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.security.limits import address_of
from procedures.definition import AnswerForm, Field
from procedures.definition.fields.file import File
from procedures.definition.file_questions import file_field
from procedures.documents.models import Document
from procedures.documents.store import Rejected, Uploader, discard, store

Held = dict[str, list[str]]


SEND, REMOVE = "subir", "quitar"  # buttons: their values are the question's name, the file's id


def by_script(request: HttpRequest) -> bool:
    """Whether the script sends one file and waits for JSON."""
    return SEND in request.POST and request.headers.get("Accept") == "application/json"


def pressed(request: HttpRequest) -> bool:
    """Whether a button of a file was pressed, and not the one that sends the form."""
    return SEND in request.POST or REMOVE in request.POST


def forgive(form: AnswerForm) -> None:
    """A file was handed in or taken out, not the form: what is not answered yet is no error."""
    for key, problems in list(form.errors.items()):
        left = [one for one in problems.as_data() if one.code not in ("required", "revealed")]
        if left:
            form.errors[key] = form.error_class(left, renderer=form.renderer)
        else:
            del form.errors[key]


def _refusal(file: UploadedFile, refused: Rejected) -> str:
    return f"«{(file.name or '')[:60]}»: {refused.sentence}"


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
        held: field -> ids; part of a draft or of the session, changed in place (the caller saves).
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
        assert question is not None
        for file in arrived:
            try:
                self.add(key, question, file)
            except Rejected as refused:
                form.refuse_file(key, _refusal(file, refused))

    def add(self, key: str, question: Field, file: UploadedFile) -> Document:
        """Keep one file for a question; one that takes a single file gives up the one before.

        A file that is there already is not kept twice: on a bad line the same one comes again.

        Args:
            key: what it waits under; the question's own, or one that tells rows apart.

        Raises:
            Rejected: as `store`, and `kind`, `too_many`.
        """
        assert isinstance(question.type, File)
        document = store(file, name=file.name or "", uploader=self.uploader, bare=self.bare)
        before = self.documents().get(key, [])
        most = question.type.most(question)
        try:
            if document.media_type not in question.type.accepted(question):
                raise Rejected("kind")
            for same in before:
                if same.sha256 == document.sha256:
                    discard(document)
                    return same
            if 1 < most <= len(before):
                raise Rejected("too_many", most=most)
        except Rejected:
            discard(document)
            raise
        if most == 1:
            self._discard(self.held.get(key, []))
            before = []
        self.held[key] = [*(str(one.pk) for one in before), str(document.pk)]
        return document

    def offer(self, form: AnswerForm) -> None:
        """Draw each file question of a form with what waits for it and a button of its own."""
        held = self.documents()
        for question in form.questions:
            if question.is_file and question.key in form.fields:
                form.fields[question.key].widget.alone = {
                    "label": question.label,
                    "papers": held.get(question.key, []),
                    "megabytes": settings.UPLOAD_MAX_BYTES // 1024 // 1024,
                }

    def answer(self, request: HttpRequest, form: AnswerForm) -> JsonResponse:
        """Take one file the script sent; the caller saves what is held.

        Args:
            form: of the page as it was shown, not bound; a file is taken for its questions alone.

        Returns:
            `{"row", "only"}`: the file as the page lists it, and whether it replaces the one
            before; or `{"problem"}`, a sentence.
        """
        name = request.POST[SEND]
        asked = {form.add_prefix(one.key): one for one in form.questions if one.key in form.fields}
        question, file = asked.get(name), request.FILES.get(name)
        if question is None or not isinstance(question.type, File) or file is None:
            sentence = _("Esta página cambió. Recárguela para seguir; lo que subió sigue aquí.")
            return JsonResponse({"problem": sentence}, status=409)
        try:
            paper = self.add(question.key, question, file)
        except Rejected as refused:
            return JsonResponse({"problem": _refusal(file, refused)}, status=400)
        row = render_to_string("filing/paper.html", {"paper": paper}, request)
        return JsonResponse({"row": row, "only": question.type.most(question) == 1})

    def remove(self, document_id: str) -> None:
        """Give up one upload; one that is not of this form is left alone."""
        for ids in self.held.values():
            if document_id in ids:
                ids.remove(document_id)
                self._discard([document_id])

    def discard(self, key: str) -> None:
        """Give up the uploads of one field."""
        self._discard(self.held.pop(key, []))

    def _discard(self, ids: list[str]) -> None:
        for document in Document.objects.unclaimed().filter(pk__in=ids):
            discard(document)
