"""What the work on a request left, as JSON: corrections, visits, payments, papers, opinions."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from procedures.casework.appeals import came_in_time
from procedures.casework.models import (
    Appeal,
    AppealChannel,
    AppealStatus,
    BroughtBy,
    PaymentStatus,
    VisitKind,
    VisitStatus,
)
from procedures.requests.addresses import verification_url


class VisitSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=VisitKind.choices)
    purpose = serializers.CharField(allow_blank=True)
    on = serializers.DateField()
    window = serializers.CharField()
    inspector = serializers.CharField(source="inspector.full_name")
    code = serializers.CharField()
    status = serializers.ChoiceField(choices=VisitStatus.choices)
    verify_url = serializers.SerializerMethodField()

    def get_verify_url(self, row: Any) -> str:
        return verification_url(row.code)


class PaymentSerializer(serializers.Serializer[Any]):
    concept = serializers.CharField(allow_blank=True)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    uma_factor = serializers.DecimalField(max_digits=10, decimal_places=4, allow_null=True)
    uma_value = serializers.DecimalField(max_digits=8, decimal_places=2, allow_null=True)
    reference = serializers.CharField(allow_blank=True)
    expires_on = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(choices=PaymentStatus.choices)
    reported_at = serializers.DateTimeField(allow_null=True)
    rejection = serializers.CharField(allow_blank=True)
    receipt = serializers.CharField(allow_blank=True)


class ResolutionSerializer(serializers.Serializer[Any]):
    document = serializers.CharField()
    outcome = serializers.CharField()
    grounds = serializers.CharField()
    reasons = serializers.CharField()
    conditions = serializers.CharField(allow_blank=True)
    appeal = serializers.CharField()
    authority = serializers.CharField()
    issued_on = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    revoked_on = serializers.DateField(allow_null=True)
    code = serializers.CharField()
    sha256 = serializers.CharField(allow_blank=True)
    verify_url = serializers.SerializerMethodField()

    def get_verify_url(self, row: Any) -> str:
        return verification_url(row.code)


class AppealSerializer(serializers.Serializer[Any]):
    """What was received and what became of it; who brought it and what they ask are in no list."""

    number = serializers.CharField()
    code = serializers.CharField(source="resolution.code")
    received_at = serializers.DateTimeField()
    channel = serializers.ChoiceField(choices=AppealChannel.choices)
    brought_by = serializers.ChoiceField(choices=BroughtBy.choices)
    last_day = serializers.DateField(allow_null=True)
    in_time = serializers.SerializerMethodField()
    decide_by = serializers.DateField()
    status = serializers.ChoiceField(choices=AppealStatus.choices)
    ended_on = serializers.DateField(allow_null=True)
    words = serializers.CharField(allow_blank=True)

    def get_in_time(self, row: Appeal) -> bool | None:
        """Null where no day of notice, or no term, is known."""
        return came_in_time(row)


class OpinionSerializer(serializers.Serializer[Any]):
    area = serializers.CharField()
    question = serializers.CharField()
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    answer = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class CorrectionItemSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    label = serializers.CharField()
    reason = serializers.CharField()


class CorrectionSerializer(serializers.Serializer[Any]):
    """What was asked for."""

    id = serializers.IntegerField()
    items = CorrectionItemSerializer(many=True)
    note = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField()
    answered_at = serializers.DateTimeField(allow_null=True)
    expired_at = serializers.DateTimeField(allow_null=True)
