"""A message to the utility that is no request: as the contact form, for other sites and kiosks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import ANONYMOUS
from procedures.contact.models import Kind
from procedures.contact.receiving import receive, receive_once
from procedures.contact.words import LONGEST_EMAIL, LONGEST_NAME, LONGEST_TEXT, words_of

from .base import ApiView
from .fields import Body, Text
from .filing import IDEMPOTENCY_PARAMETER, idempotency_key
from .throttles import ContactThrottle


class EnquiryBody(Body):
    text = Text(max_length=LONGEST_TEXT)
    name = Text(required=False, allow_blank=True, max_length=LONGEST_NAME)
    email = Text(required=False, allow_blank=True, max_length=LONGEST_EMAIL)
    phone = Text(required=False, allow_blank=True, max_length=30)
    privacy_notice = Text(
        max_length=20, help_text=gettext_lazy("La versión del aviso que leyó la persona.")
    )


class EnquirySerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    due_on = serializers.DateField(
        allow_null=True, help_text=gettext_lazy("Nulo si no dejó cómo responderle.")
    )


class Contact(ApiView):
    authentication_classes: ClassVar[list[Any]] = []  # who writes is nobody, logged in or not
    throttle_classes: ClassVar = [ContactThrottle]
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Escribir un mensaje"),
        parameters=[IDEMPOTENCY_PARAMETER],
        request=EnquiryBody,
        responses={201: EnquirySerializer},
    )
    def post(self, request: Request) -> Response:
        """An enquiry, without an account; its number, and by when it is answered. With an
        Idempotency-Key, once however often it is sent."""
        told = self.body(EnquiryBody, request)
        sent: dict[str, Any] = {
            "actor": ANONYMOUS,
            "kind": Kind.FORM,
            "privacy_notice": told.pop("privacy_notice"),
            "told": told,
        }
        key = idempotency_key(request)
        row = receive_once(**sent, key=key) if key else receive(**sent)
        due = row.due_on if words_of(row).reachable else None
        return Response({"number": row.number, "due_on": due}, status=status.HTTP_201_CREATED)
