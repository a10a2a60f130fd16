"""Who has a request, by when and what time was used, as JSON: what its page says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from procedures.requests import clock, standing, telling, timekeeping
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


class ClockSerializer(serializers.Serializer[Any]):
    """Business days used so far by one side, and its date."""

    days = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)


class ClocksSerializer(serializers.Serializer[Any]):
    utility = ClockSerializer()
    citizen = ClockSerializer()


def holder(row: ServiceRequest) -> Any:
    """Who has it; None once it is closed."""
    found = standing.holder_of(row)
    return HolderSerializer(found).data if found else None


def dates(row: ServiceRequest) -> Any:
    """Its dates, in the words of its page."""
    return DatesSerializer(standing.dates_of(row, telling.public_events(row))).data


def clocks(row: ServiceRequest) -> Any:
    """What each side has used of its time, and its date."""
    spans, calendar = timekeeping.spans_of(row), timekeeping.calendar_of(row)
    today = timezone.localdate()
    sides: dict[clock.Owner, dt.date | None] = {
        "utility": row.due_on,
        "citizen": row.citizen_due_on,
    }
    told = {
        side: {"days": clock.days_used(spans, side, today, calendar), "due_on": due}
        for side, due in sides.items()
    }
    return ClocksSerializer(told).data
