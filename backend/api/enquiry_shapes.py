"""An enquiry as JSON: in a list, whole, and as a change left it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from procedures.contact import access
from procedures.contact.models import Enquiry, EnquiryEntry, EntryKind, Reason, State
from procedures.contact.words import text_of, words_of
from procedures.requests.access import visible_to
from procedures.requests.models import ServiceRequest


class EnquiryRowSerializer(serializers.Serializer[Enquiry]):
    """An enquiry in a list; `title` is its subject, or how it begins: "" once it was erased."""

    number = serializers.CharField()
    channel = serializers.CharField(source="channel.key")
    kind = serializers.CharField(source="channel.kind")
    area = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    reason = serializers.ChoiceField(choices=Reason.choices, allow_blank=True)
    received_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    ended_at = serializers.DateTimeField(allow_null=True)
    owner = serializers.CharField(source="owner.username", default=None, allow_null=True)
    revision = serializers.IntegerField()
    title = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()

    def get_title(self, row: Enquiry) -> str:
        return words_of(row).title

    def get_name(self, row: Enquiry) -> str:
        return words_of(row).name


class WordsSerializer(serializers.Serializer[Any]):
    """What was written, and how to reach who did; empty once it was erased."""

    text = serializers.CharField(allow_blank=True)
    subject = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)


class StorySerializer(serializers.Serializer[EnquiryEntry]):
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.username", default=None, allow_null=True)
    text = serializers.SerializerMethodField()

    def get_text(self, entry: EnquiryEntry) -> str:
        return text_of(entry)


class EnquiryDetailSerializer(EnquiryRowSerializer):
    """A whole one. `may` is what the caller may do with it; `folio`, the request it became, where
    they may see it."""

    words = serializers.SerializerMethodField()
    erased_at = serializers.DateTimeField(allow_null=True)
    folio = serializers.SerializerMethodField()
    may = serializers.SerializerMethodField()
    story = serializers.SerializerMethodField()

    @extend_schema_field(WordsSerializer)
    def get_words(self, row: Enquiry) -> Any:
        return WordsSerializer(words_of(row)).data

    def get_folio(self, row: Enquiry) -> str | None:
        if row.service_request_id is None:
            return None
        mine = ServiceRequest.objects.filter(pk=row.service_request_id)
        seen = visible_to(mine, self.context["actor"])
        return seen.values_list("folio", flat=True).first()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_may(self, row: Enquiry) -> list[str]:
        return [one for one in access.ACTIONS if access.may(self.context["actor"], one, row)]

    @extend_schema_field(StorySerializer(many=True))
    def get_story(self, row: Enquiry) -> Any:
        return StorySerializer(row.entries.select_related("by"), many=True).data


class DoneSerializer(serializers.Serializer[Enquiry]):
    """How a change left it."""

    number = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    area = serializers.CharField()
    owner = serializers.CharField(source="owner.username", default=None, allow_null=True)
    revision = serializers.IntegerField()
