"""What staff say of what a person gave: each answer and each document right, wrong, compared.

A remark on what is wrong waits as the reason of the one prevención (R7). A document shown at the
counter is compared with its original (cotejo) and never copied again (R26; LNETB arts. 19, 80).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.security.digests import keyed_digest
from procedures.definition.fields.file import File
from procedures.definition.file_questions import file_field
from procedures.requests import crypto
from procedures.requests.access import require
from procedures.requests.attachments import WITH_A_MESSAGE, held
from procedures.requests.core import Change, change
from procedures.requests.errors import Conflict, Invalid, NotFound
from procedures.requests.models import AnswerReview, Attachment, Event, ServiceRequest
from procedures.requests.models.access import Verdict

LONGEST = 300  # letters of a remark: its column's
Mark = tuple[str, str]  # verdict, remark


def review_document(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    attachment: int,
    verdict: str,
    remark: str = "",
) -> Event:
    """Say whether a document is right.

    Raises:
        Invalid: a wrong one without a remark.
        NotFound: no such document in force.
        Conflict: the request is closed.
    """
    if found := _problem((verdict, remark)):
        raise Invalid({found[0]: [found[1]]})
    with _aside(actor, service_request, "document reviewed") as now:
        require(actor, "review_document", now.service_request)
        _demand_open(now)
        paper = _in_force(now, attachment)
        paper.verdict, paper.remark = verdict, remark.strip()[:LONGEST]
        paper.save()
        return now.record(
            "document_reviewed",
            public=False,
            private={"field": paper.field_key, "verdict": verdict, "remark": paper.remark},
        )


def review_answers(
    *, actor: Actor, service_request: ServiceRequest, marks: Mapping[str, Mark]
) -> Event | None:
    """Say which answers are right. A mark is of the answer as it stands: another one has none.

    Args:
        marks: by field key; what is `pending` has its mark taken away.

    Returns:
        The event; None where every mark was so already.

    Raises:
        Invalid: a wrong one without a remark, or no such answer; by field.
        Conflict: the request is closed.
    """
    errors = {key: [found[1]] for key, mark in marks.items() if (found := _problem(mark))}
    with _aside(actor, service_request, "answers reviewed") as now:
        row = now.service_request
        require(actor, "review_document", row)
        _demand_open(now)
        answers = crypto.open_answers(row.definition.form, row.answers)
        missing = {key: [("unknown", _("No encontramos ese dato."))] for key in marks}
        errors |= {key: said for key, said in missing.items() if not answered(answers, key)}
        if errors:
            raise Invalid(errors)
        before = marks_of(row, answers)
        told = []
        for key, (verdict, remark) in marks.items():
            mark = (verdict, remark.strip()[:LONGEST] if verdict == Verdict.WRONG else "")
            if mark == before.get(key, (Verdict.PENDING, "")):
                continue
            AnswerReview.objects.update_or_create(
                service_request=row,
                field_key=key,
                defaults={"verdict": mark[0], "remark": mark[1], "of": _of(answers[key])},
            )
            told.append({"field": key, "verdict": mark[0], "remark": mark[1]})
        if not told:
            return None
        return now.record("answers_reviewed", public=False, private={"marks": told})


def marks_of(service_request: ServiceRequest, answers: Mapping[str, Any]) -> dict[str, Mark]:
    """The marks on the answers as they stand, by field key; one query.

    Args:
        answers: those of the request, sealed ones open.
    """
    return {
        one.field_key: (one.verdict, one.remark)
        for one in service_request.answer_reviews.all()
        if one.verdict != Verdict.PENDING
        and answered(answers, one.field_key)
        and one.of == _of(answers[one.field_key])
    }


def answered(answers: Mapping[str, Any], key: str) -> bool:
    """Whether there is something to say of an answer."""
    return answers.get(key) not in (None, "", [], {})


def collate_document(
    *, actor: Actor, service_request: ServiceRequest, attachment: int, same: bool = True
) -> Event:
    """Put down that a document was compared with its original, or take that back.

    Raises:
        NotAllowed: not a role that receives papers.
        NotFound: no such document in force.
        Conflict: it was so already.
    """
    with _aside(actor, service_request, "document collated") as now:
        require(actor, "collate_document", now.service_request)
        paper = _in_force(now, attachment)
        if same == (paper.collated_at is not None):
            raise Conflict(_("Ya estaba anotado así."), code="already_so")
        paper.collated_at = now.now if same else None
        paper.collated_by = actor.user if same else None
        paper.save()
        return now.record("document_collated", said={"paper": paper.field_key, "same": same})


def place_document(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int,
    attachment: int,
    field: str,
) -> Event:
    """Put what came with a message under the question it answers: nobody sends it twice (R7).

    Args:
        field: key of a file question of the form.

    Raises:
        NotFound: no such document with a message.
        Invalid: no such question, one that does not take that kind of file, or that is full.
        Conflict: the request is closed.
    """
    with change(
        actor=actor, service_request=service_request, revision=revision, why="document placed"
    ) as now:
        row = now.service_request
        require(actor, "correct_answers", row)
        _demand_open(now)
        paper = _in_force(now, attachment)
        if paper.field_key != WITH_A_MESSAGE:
            raise NotFound(_("No encontramos ese documento."))
        answers = crypto.open_answers(row.definition.form, row.answers)
        asked = row.definition.form.papers(answers, now.facts, row.case)
        question = file_field(row.definition.form.by_key, field) if field in asked else None
        if question is None or not isinstance(question.type, File):
            raise Invalid({"field": [("invalid_choice", _("Elija qué documento es."))]})
        if paper.document.media_type not in question.type.accepted(question):
            sentence = _("Este dato no acepta archivos de ese tipo.")
            raise Invalid({"field": [("media_type", sentence)]})
        if held(row).get(field, 0) >= question.type.most(question):
            sentence = _("Ahí ya están todos los archivos que caben.")
            raise Invalid({"field": [("too_many", sentence)]})
        paper.field_key = field
        paper.save()
        return now.record("document_placed", said={"paper": field})


def _aside(
    actor: Actor, service_request: ServiceRequest, why: str
) -> AbstractContextManager[Change]:
    return change(actor=actor, service_request=service_request, revision=None, why=why, aside=True)


def _demand_open(now: Change) -> None:
    if not now.service_request.is_open:
        raise Conflict(_("La solicitud ya está concluida."), code="closed")


def _in_force(now: Change, attachment: int) -> Attachment:
    found = now.service_request.attachments.filter(pk=attachment, replaced_at=None).first()
    if found is None:
        raise NotFound(_("No encontramos ese documento."))
    paper: Attachment = found
    return paper


def _problem(mark: Mark) -> tuple[str, tuple[str, str]] | None:
    verdict, remark = mark
    if verdict not in Verdict.values:
        return "verdict", ("invalid", _("Elija una opción."))
    if verdict == Verdict.WRONG and not remark.strip():
        return "remark", ("required", _("Escriba qué está mal."))
    return None


def _of(answer: Any) -> str:
    return keyed_digest("answer", json.dumps(answer, sort_keys=True, default=str)).hex()
