"""Who has a request and by when, as JSON: what its page says."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from procedures.requests import standing, telling
from procedures.requests.models import ServiceRequest


class PhoneSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    hours = serializers.CharField(allow_blank=True)


class OfficeSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    address = serializers.CharField()
    hours = serializers.CharField(allow_blank=True)


class HolderSerializer(serializers.Serializer[Any]):
    """Who has to act now: the person (`yours`), or an area and how to reach it."""

    yours = serializers.BooleanField()
    area = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    phones = PhoneSerializer(many=True)
    offices = OfficeSerializer(many=True)


class DatesSerializer(serializers.Serializer[Any]):
    """When the answer is due: as promised, as it is now, and each reason why it moved."""

    promised = serializers.DateField(allow_null=True)
    due = serializers.DateField(allow_null=True)
    confirmed = serializers.BooleanField()
    paused = serializers.BooleanField()
    late_days = serializers.IntegerField()
    left_days = serializers.IntegerField(allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())
    silence = serializers.CharField(allow_blank=True)
    no_limit = serializers.CharField(
        allow_blank=True, help_text=gettext_lazy("Por qué no tiene fecha; vacío si la tiene.")
    )


def holder(row: ServiceRequest) -> Any:
    """Who has it; None once it is closed."""
    found = standing.holder_of(row)
    return HolderSerializer(found).data if found else None


def dates(row: ServiceRequest) -> Any:
    """Its dates, in the words of its page."""
    return DatesSerializer(standing.dates_of(row, telling.public_events(row))).data
