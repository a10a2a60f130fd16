"""The story of a request as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from procedures.requests.models import Event
from procedures.requests.notices import Sent


class SentSerializer(serializers.Serializer[Sent]):
    """What the person was told by it; keys, links and names are not in it."""

    subject = serializers.CharField()
    text = serializers.CharField()


class EventSerializer(serializers.Serializer[Event]):
    """One thing that happened. `by` names nobody to the citizen; `private` is null for them."""

    id = serializers.IntegerField(source="sequence")
    kind = serializers.CharField()
    action = serializers.CharField(allow_blank=True)
    label = serializers.SerializerMethodField()
    from_state = serializers.CharField(allow_blank=True)
    to_state = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    actor = serializers.CharField(source="actor_kind")
    user = serializers.SerializerMethodField()
    public = serializers.BooleanField()
    said = serializers.SerializerMethodField()
    private = serializers.SerializerMethodField()
    messages = serializers.SerializerMethodField()

    @property
    def _staff(self) -> bool:
        return self.context["actor"].is_staff

    def get_label(self, row: Event) -> str:
        workflow = self.context["workflow"]
        done = workflow.find(row.from_state, row.action)
        return done.label if done else ""

    def get_user(self, row: Event) -> str | None:
        return row.actor_user.username if self._staff and row.actor_user else None

    @extend_schema_field(serializers.DictField)
    def get_said(self, row: Event) -> Mapping[str, Any]:
        return _payload(row).get("public", {})

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_private(self, row: Event) -> Mapping[str, Any] | None:
        return _payload(row).get("private", {}) if self._staff else None

    @extend_schema_field(SentSerializer(many=True))
    def get_messages(self, row: Event) -> Any:
        return SentSerializer(self.context["sent"].get(row.sequence, ()), many=True).data


def _payload(row: Event) -> Mapping[str, Any]:
    payload = getattr(row, "payload", None)
    return payload.data if payload else {}
