"""What the staff's desk has for a case: labels, and replies to begin a message with."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor, actor_of
from procedures.casework.desk import labels, replies, watching
from procedures.requests.errors import NotAllowed
from procedures.requests.models import ServiceRequest

from .base import RequestView, StaffView
from .fields import Body, Whole, YesNo
from .representations import LabelSerializer

LARGEST = 2**31 - 1


class LabelBody(Body):
    label = Whole(min_value=1, max_value=LARGEST, help_text=gettext_lazy("Su `id`."))
    on = YesNo(required=False, default=True, help_text=gettext_lazy("false la quita."))


class ReplySerializer(serializers.Serializer[Any]):
    """A reply filled in for a case; `lacking` is what the case does not have, to be completed."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    lacking = serializers.ListField(child=serializers.CharField())


LABELS = inline_serializer("Labels", {"results": LabelSerializer(many=True)})


class Labels(StaffView):
    @extend_schema(summary=gettext_lazy("Etiquetas"), responses=LABELS)
    def get(self, request: Request) -> Response:
        """Those in use that the caller may put on a case: of their areas, and of all."""
        found = labels.labels_of(actor_of(request)).in_use()
        return Response({"results": LabelSerializer(found, many=True).data})


class CaseView(RequestView):
    """About a case, for the staff alone."""

    def case(self, folio: str) -> tuple[Actor, ServiceRequest]:
        """Who asks and the case.

        Raises:
            NotFound: not there, or not theirs. NotAllowed: its citizen.
        """
        actor, row = self.asked(folio)
        if not actor.is_staff:
            raise NotAllowed(_("Esto es solo para el personal."))
        return actor, row


class CaseLabels(CaseView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Poner o quitar una etiqueta"), request=LabelBody, responses=LABELS
    )
    def post(self, request: Request, folio: str) -> Response:
        """Doing it twice does it once; the answer is what the case bears now."""
        actor, row = self.case(folio)
        body = self.body(LabelBody, request)
        operation = labels.put_label if body["on"] else labels.take_label
        operation(actor=actor, service_request=row, label=body["label"])
        return Response({"results": LabelSerializer(labels.borne_by(row), many=True).data})


class Replies(CaseView):
    @extend_schema(
        summary=gettext_lazy("Respuestas preparadas"),
        responses=inline_serializer("Replies", {"results": ReplySerializer(many=True)}),
    )
    def get(self, request: Request, folio: str) -> Response:
        """Each with the data of this case in its place, to be read before `messages/` sends it."""
        actor, row = self.case(folio)
        told = []
        for reply in replies.offered(row):
            filled = replies.fill(reply, row, actor)
            told.append(
                {
                    "id": reply.pk,
                    "title": reply.title,
                    "text": filled.text,
                    "lacking": filled.lacking,
                }
            )
        return Response({"results": ReplySerializer(told, many=True).data})


class WatchBody(Body):
    on = YesNo(required=False, default=True, help_text=gettext_lazy("false deja de seguirla."))


class Watch(CaseView):
    @extend_schema(
        summary=gettext_lazy("Seguir una solicitud"),
        request=WatchBody,
        responses=inline_serializer(
            "Watching",
            {
                "watching": serializers.BooleanField(),
                "watchers": serializers.ListField(child=serializers.CharField()),
            },
        ),
    )
    def post(self, request: Request, folio: str) -> Response:
        """Be told when it changes hands, is answered or is due soon; or no longer."""
        actor, row = self.case(folio)
        body = self.body(WatchBody, request)
        on = watching.watch(actor=actor, service_request=row, on=body["on"])
        names = [user.username for user in watching.watchers_of(row)]
        return Response({"watching": on, "watchers": names})
