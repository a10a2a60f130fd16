"""The conversation on a request as JSON, and how much of it is unread."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from backend.accounts.actors import Actor
from procedures.requests import telling
from procedures.requests.attachments import WITH_A_MESSAGE
from procedures.requests.models import ServiceRequest


class MessageFileSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    url = serializers.CharField()


class MessageSerializer(serializers.Serializer[Any]):
    """One message. `read_at` is when the other side first saw it, where that is known."""

    text = serializers.CharField()
    at = serializers.DateTimeField()
    mine = serializers.BooleanField()
    unread = serializers.BooleanField()
    read_at = serializers.DateTimeField(allow_null=True)
    documents = MessageFileSerializer(many=True)


def unread_by(actor: Actor, row: ServiceRequest) -> int:
    """How many messages of the other side the asker's side has not read."""
    return row.unread_by_staff if actor.is_staff else row.unread_by_citizen


def conversation_of(actor: Actor, row: ServiceRequest) -> dict[str, Any]:
    """The messages as the asker may see them, the oldest first."""
    unread = unread_by(actor, row)
    papers = row.attachments.filter(field_key=WITH_A_MESSAGE).select_related("document")
    told = telling.conversation(
        telling.public_events(row), papers, unread=unread, staff=actor.is_staff
    )
    results = [
        {
            "text": said.text,
            "at": said.at,
            "mine": said.mine,
            "unread": said.new,
            "read_at": said.read_at,
            "documents": [
                {
                    "id": paper.pk,
                    "name": paper.name,
                    "media_type": paper.media_type,
                    "size": paper.size,
                    "sha256": paper.sha256,
                    "url": reverse(
                        "api:request-document", kwargs={"folio": row.folio, "document": paper.pk}
                    ),
                }
                for paper in said.papers
            ],
        }
        for said in told
    ]
    return {"unread": unread, "results": MessageSerializer(results, many=True).data}
