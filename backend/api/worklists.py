"""What waits for an area or for the cashier, as JSON: the lists of the pages of the same names."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import actor_of
from procedures.casework.desk import opinions, payments

from .base import StaffView
from .pagination import PAGE_PARAMETERS, page_of, paginated


class WaitingOpinionSerializer(serializers.Serializer[Any]):
    """A question that waits for an answer, and of which request."""

    folio = serializers.CharField(source="service_request.folio")
    procedure = serializers.SlugField(source="service_request.procedure.slug")
    area = serializers.CharField()
    question = serializers.CharField()
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField()


class ReportedPaymentSerializer(serializers.Serializer[Any]):
    """An order whose payment was reported; its receipt is among the request's documents."""

    folio = serializers.CharField(source="service_request.folio")
    procedure = serializers.SlugField(source="service_request.procedure.slug")
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    reference = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True)
    reported_at = serializers.DateTimeField()


class Opinions(StaffView):
    @extend_schema(
        operation_id="opinions_waiting",
        summary=gettext_lazy("Opiniones que esperan respuesta de mis áreas"),
        parameters=PAGE_PARAMETERS,
        responses=page_of("OpinionPage", WaitingOpinionSerializer),
    )
    def get(self, request: Request) -> Response:
        """The one that ends first comes first; answering is the request's own step."""
        return paginated(
            request,
            opinions.waiting_for(actor_of(request)),
            ordering=opinions.ORDERING,
            represent=lambda row: WaitingOpinionSerializer(row).data,
        )


class Payments(StaffView):
    @extend_schema(
        operation_id="payments_to_verify",
        summary=gettext_lazy("Pagos por verificar"),
        parameters=PAGE_PARAMETERS,
        responses=page_of("PaymentPage", ReportedPaymentSerializer),
    )
    def get(self, request: Request) -> Response:
        """The oldest report first; verifying is the request's own step."""
        return paginated(
            request,
            payments.to_verify(actor_of(request)),
            ordering=payments.ORDERING,
            represent=lambda row: ReportedPaymentSerializer(row).data,
        )
