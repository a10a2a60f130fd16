"""What staff say of what a person gave: right or wrong, compared with its original, in its place.

The operations are those of the case's page. A document is named by the `id` the request lists.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor
from procedures.requests import crypto, operations
from procedures.requests.access import require
from procedures.requests.errors import NotFound
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.models.access import Verdict
from procedures.requests.operations.reviewing import LONGEST, answered, marks_of

from .desk import CaseView
from .fields import Body, RevisionBody, Text, YesNo
from .verbs import Verb, documented


class MarkBody(Body):
    verdict = serializers.ChoiceField(
        choices=Verdict.choices, help_text=gettext_lazy("`pending` quita lo que se había dicho.")
    )
    remark = Text(
        required=False,
        allow_blank=True,
        max_length=LONGEST,
        default="",
        help_text=gettext_lazy("Qué está mal: obligatorio con `wrong`; lo recoge la prevención."),
    )


class MarksBody(Body):
    marks = serializers.DictField(
        child=MarkBody(), allow_empty=False, help_text=gettext_lazy("Por la clave de cada dato.")
    )


class CollateBody(Body):
    same = YesNo(required=False, default=True, help_text=gettext_lazy("false quita el cotejo."))


class PlaceBody(RevisionBody):
    field = Text(max_length=150, help_text=gettext_lazy("La pregunta que el archivo contesta."))


class AnswerMarkSerializer(serializers.Serializer[Any]):
    """An answer as it stands and what was said of it; another answer has no mark."""

    field = serializers.CharField()
    label = serializers.CharField()
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    remark = serializers.CharField(allow_blank=True)


MARKS = inline_serializer("AnswerMarks", {"results": AnswerMarkSerializer(many=True)})


class Review(CaseView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(summary=gettext_lazy("Qué respuestas están bien"), responses=MARKS)
    def get(self, request: Request, folio: str) -> Response:
        """Every answer, with its mark; those of documents are with the documents."""
        actor, row = self.case(folio)
        require(actor, "review_document", row)
        return Response(_told(row))

    @extend_schema(
        summary=gettext_lazy("Marcar respuestas como correctas o no"),
        request=MarksBody,
        responses=MARKS,
    )
    def post(self, request: Request, folio: str) -> Response:
        """Only those named change; the person is not told."""
        actor, row = self.case(folio)
        given = self.body(MarksBody, request)["marks"]
        marks = {key: (one["verdict"], one["remark"]) for key, one in given.items()}
        operations.review_answers(actor=actor, service_request=row, marks=marks)
        return Response(_told(row))


class OfADocument(Verb):
    """What is done to one document of the request that is in force."""

    def attachment(self, row: ServiceRequest, document: str) -> int:
        """The place it has.

        Raises:
            NotFound: it is none of this request's, or was replaced.
        """
        found = row.attachments.filter(document_id=document, replaced_at=None)
        attachment = found.values_list("pk", flat=True).first()
        if attachment is None:
            raise NotFound(_("No encontramos ese documento."))
        return int(attachment)


@documented(gettext_lazy("Decir si un documento está bien"), MarkBody)
class ReviewDocument(OfADocument):
    """What is wrong with it waits as the reason of the one prevención."""

    takes = MarkBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.review_document(
            actor=actor,
            service_request=row,
            attachment=self.attachment(row, where["document"]),
            **body,
        )


@documented(gettext_lazy("Cotejar un documento con su original"), CollateBody)
class Collate(OfADocument):
    """Put down that it was compared; its person reads it too."""

    takes = CollateBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.collate_document(
            actor=actor,
            service_request=row,
            attachment=self.attachment(row, where["document"]),
            **body,
        )


@documented(gettext_lazy("Poner en su lugar un archivo que llegó con un mensaje"), PlaceBody)
class Place(OfADocument):
    """Under the question it answers, so that nobody sends it twice."""

    takes = PlaceBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.place_document(
            actor=actor,
            service_request=row,
            attachment=self.attachment(row, where["document"]),
            **body,
        )


def _told(row: ServiceRequest) -> dict[str, Any]:
    """Every answer there is something to say of, with its mark."""
    form = row.definition.form
    answers = crypto.open_answers(form, row.answers)
    marks = marks_of(row, answers)
    told = []
    for item in form.fields:
        if item.stores_answer and answered(answers, item.key):
            verdict, remark = marks.get(item.key, (Verdict.PENDING, ""))
            told.append(
                {"field": item.key, "label": item.label, "verdict": verdict, "remark": remark}
            )
    return {"results": AnswerMarkSerializer(told, many=True).data}
