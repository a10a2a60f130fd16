"""Talking on a request: the messages between the person and the utility."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor
from procedures.requests import operations
from procedures.requests.access import only_asked
from procedures.requests.errors import NotAllowed
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.operations.talk import MOST_FILES

from .base import RequestView
from .fields import UploadId
from .papers import uploads
from .representations import MovedSerializer
from .talk import MessageSerializer, conversation_of, unread_by
from .verbs import TextBody, Verb


class MessageBody(TextBody):
    documents = serializers.ListField(
        child=UploadId(),
        required=False,
        default=list,
        max_length=MOST_FILES,
        help_text=gettext_lazy("Archivos que van con el mensaje, de `POST /uploads/`."),
    )


@extend_schema_view(
    post=extend_schema(
        summary=gettext_lazy("Escribir un mensaje"),
        request=MessageBody,
        responses={200: MovedSerializer},
    )
)
class Messages(Verb):
    """Between the person and the utility; both read it on the case."""

    takes = MessageBody

    @extend_schema(
        summary=gettext_lazy("La conversación"),
        responses=inline_serializer(
            "Conversation",
            {"unread": serializers.IntegerField(), "results": MessageSerializer(many=True)},
        ),
    )
    def get(self, request: Request, folio: str) -> Response:
        """The messages, oldest first. Asking for them reads nothing: `messages/read/` does."""
        actor, row = self.asked(folio)
        if only_asked(actor, row):
            raise NotAllowed(_("Su función no permite hacer esto en la solicitud."))
        return Response(conversation_of(actor, row))

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        papers = uploads({"documents": body["documents"]})
        return operations.post_message(
            actor=actor,
            service_request=row,
            text=body["text"],
            documents=papers.get("documents", ()),
        )


class MessagesRead(RequestView):
    @extend_schema(
        summary=gettext_lazy("Dar por leídos los mensajes"),
        request=None,
        responses=inline_serializer("MessagesRead", {"unread": serializers.IntegerField()}),
    )
    def post(self, request: Request, folio: str) -> Response:
        """What the other side wrote was shown to whoever asks; the first time is put down."""
        actor, row = self.asked(folio)
        operations.read_messages(actor=actor, service_request=row)
        return Response({"unread": unread_by(actor, row)})
