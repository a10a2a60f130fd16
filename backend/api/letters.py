"""The letters of the counter, as JSON: what the page does, for whoever prints with other means."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor, actor_of
from notifications.models import Letter, LetterBatch, OutboxMessage, Returned
from procedures.casework import letters

from .base import StaffView
from .fields import Body, Whole
from .pagination import PAGE_PARAMETERS, page_of, paginated


class WaitingLetterSerializer(serializers.Serializer[OutboxMessage]):
    """A letter to be printed; where it goes is on the paper alone."""

    id = serializers.IntegerField()
    folio = serializers.CharField(source="reference")
    kind = serializers.CharField()
    subject = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class LetterSerializer(serializers.Serializer[Letter]):
    """A printed letter; `goes` is false where it was taken back before it was posted."""

    id = serializers.IntegerField()
    folio = serializers.CharField(source="message.reference")
    kind = serializers.CharField(source="message.kind")
    goes = serializers.SerializerMethodField()
    posted_on = serializers.DateField(allow_null=True)
    returned_on = serializers.DateField(allow_null=True)
    returned_why = serializers.CharField(allow_blank=True)

    def get_goes(self, row: Letter) -> bool:
        return letters.goes(row)


class BatchSerializer(serializers.Serializer[Any]):
    """Letters that were printed together."""

    id = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    letters = LetterSerializer(many=True)


class PostedBody(Body):
    letters = serializers.ListField(child=Whole(min_value=1), min_length=1, max_length=100)
    on = serializers.DateField(help_text=gettext_lazy("El día en que se pusieron en el correo."))


class ReturnedBody(Body):
    why = serializers.ChoiceField(choices=Returned.choices)
    on = serializers.DateField(help_text=gettext_lazy("El día en que regresó."))


class Letters(StaffView):
    @extend_schema(
        operation_id="letters_to_print",
        summary=gettext_lazy("Cartas por imprimir"),
        parameters=PAGE_PARAMETERS,
        responses=page_of("LetterPage", WaitingLetterSerializer),
    )
    def get(self, request: Request) -> Response:
        """Of the requests the caller sees, the oldest first."""
        return paginated(
            request,
            letters.to_print(letters.poster(actor_of(request))),
            ordering="created_at",
            represent=lambda row: WaitingLetterSerializer(row).data,
        )


class Batches(StaffView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Hacer un lote con las cartas por imprimir"),
        request=None,
        responses={201: BatchSerializer},
    )
    def post(self, request: Request) -> Response:
        """Up to a hundred, the oldest first."""
        actor = actor_of(request)
        batch = letters.print_letters(actor=actor)
        return Response(_batch(actor, batch.pk), status=201)


class Batch(StaffView):
    @extend_schema(summary=gettext_lazy("Un lote de cartas"), responses=BatchSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Its letters, of the requests the caller sees."""
        return Response(_batch(letters.poster(actor_of(request)), pk))


class BatchFile(StaffView):
    problems: ClassVar = {"get": (409,)}

    @extend_schema(
        summary=gettext_lazy("Las cartas de un lote, para imprimir"),
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """As often as need be; what was taken back is left out."""
        _printed, found = letters.batch_of(letters.poster(actor_of(request)), pk)
        answer = HttpResponse(letters.letters_pdf(found), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="cartas-{pk}.pdf"'
        return answer


class Posted(StaffView):
    @extend_schema(
        summary=gettext_lazy("Anotar que se pusieron cartas en el correo"),
        request=PostedBody,
        responses=BatchSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Any number of times, with one effect."""
        actor = letters.poster(actor_of(request))
        body = self.body(PostedBody, request)
        letters.mark_posted(actor=actor, batch=pk, on=body["on"], chosen=body["letters"])
        return Response(_batch(actor, pk))


class Back(StaffView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Anotar que el correo regresó una carta"),
        request=ReturnedBody,
        responses=LetterSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Any number of times, with one effect: the request says that the person was not found."""
        actor = letters.poster(actor_of(request))
        body = self.body(ReturnedBody, request)
        letters.mark_returned(actor=actor, letter=pk, **body)
        return Response(LetterSerializer(letters.letter_of(actor, pk)).data)


def _batch(actor: Actor, pk: int) -> dict[str, Any]:
    batch: LetterBatch
    batch, found = letters.batch_of(actor, pk)
    told = {"id": batch.pk, "made_at": batch.made_at, "letters": found}
    return dict(BatchSerializer(told).data)
