"""The messages somebody answers for, as JSON: the list of the page, and what is done with one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import actor_of
from notifications.channels import channels
from notifications.models import OutboxMessage, State
from notifications.rendering import timeline_text
from notifications.secrets import blank
from procedures.casework import delivering
from procedures.casework.delivering import AGES, ORDERING, TABS

from .base import StaffView
from .fields import Body, Text
from .pagination import PAGE_PARAMETERS, page_of, paginated
from .parameters import one_of

CHANNELS = sorted(set(channels()) - {"webhook"})


class DeliverySerializer(serializers.Serializer[OutboxMessage]):
    """A message: `to` and `subject` as they went, what is private said to be so."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    folio = serializers.CharField(source="reference", allow_blank=True)
    channel = serializers.CharField()
    to = serializers.SerializerMethodField()
    subject = serializers.CharField()
    state = serializers.ChoiceField(choices=[one.value for one in State])
    problem = serializers.CharField(allow_blank=True)
    tries = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)

    def get_to(self, row: OutboxMessage) -> str:
        return blank(row.address)


class DeliveryDetailSerializer(DeliverySerializer):
    """And its words, without a key, a link or anything else that opens something."""

    text = serializers.SerializerMethodField()

    def get_text(self, row: OutboxMessage) -> str:
        return timeline_text(row)


class AddressBody(Body):
    address = Text(max_length=254, help_text=gettext_lazy("Correo o teléfono, según el medio."))


class Deliveries(StaffView):
    @extend_schema(
        operation_id="deliveries_list",
        summary=gettext_lazy("Avisos enviados"),
        parameters=[
            one_of("tab", TABS),
            one_of("channel", CHANNELS),
            one_of("age", AGES),
            OpenApiParameter("kind", str),
            OpenApiParameter("folio", str),
            *PAGE_PARAMETERS,
        ],
        responses=page_of("DeliveryPage", DeliverySerializer),
    )
    def get(self, request: Request) -> Response:
        """Of the cases the caller sees, and of none for administration; the newest first."""
        filters = delivering.read_filters(request.query_params)
        rows = delivering.deliveries(actor_of(request), filters)
        return paginated(
            request,
            rows.defer("text", "html", "short"),
            ordering=ORDERING,
            represent=lambda row: DeliverySerializer(row).data,
        )


class OneDelivery(StaffView):
    @extend_schema(summary=gettext_lazy("Un aviso enviado"), responses=DeliveryDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What it says and what became of it."""
        row = delivering.find(actor_of(request), pk)
        return Response(DeliveryDetailSerializer(row).data)


class Resend(StaffView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Volver a enviar un aviso"),
        request=None,
        responses={201: DeliverySerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """The answer is the message that goes now; the one before stays as it was."""
        actor = actor_of(request)
        row = delivering.resend(actor=actor, message=delivering.find(actor, pk))
        return Response(DeliverySerializer(row).data, status=201)


class Readdress(StaffView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Enviar un aviso a otra dirección"),
        request=AddressBody,
        responses={201: DeliverySerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """This one message; where the request writes to stays as it is."""
        actor = actor_of(request)
        row = delivering.find(actor, pk)
        body: dict[str, Any] = self.body(AddressBody, request)
        row = delivering.change_address(actor=actor, message=row, **body)
        return Response(DeliverySerializer(row).data, status=201)


class CancelDelivery(StaffView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Cancelar un aviso que no ha salido"),
        request=None,
        responses={200: DeliverySerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Before it goes."""
        actor = actor_of(request)
        delivering.cancel(actor=actor, message=delivering.find(actor, pk))
        return Response(DeliverySerializer(delivering.find(actor, pk)).data)
