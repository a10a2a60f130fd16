"""Is this document authentic: for whoever holds a paper, or opens the door to an inspector."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from procedures.casework.verification import Verified, verify
from procedures.requests.errors import NotFound

from .base import ApiView
from .throttles import ChecksThrottle


class VerifiedSerializer(serializers.Serializer[Any]):
    """What the code stands for, as the page of the same name says it; nothing of the person.

    A visit has no `folio` nor `authority`: who is visited and why is nobody else's.
    """

    kind = serializers.ChoiceField(choices=["resolution", "visit"])
    document = serializers.CharField()
    folio = serializers.CharField(allow_blank=True)
    authority = serializers.CharField(allow_blank=True)
    on = serializers.DateField()
    valid = serializers.BooleanField()
    state = serializers.ChoiceField(choices=["valid", "expired", "revoked", "planned", "past"])
    valid_until = serializers.DateField(allow_null=True)
    revoked_on = serializers.DateField(allow_null=True)
    inspector = serializers.CharField(allow_blank=True)
    sha256 = serializers.CharField(
        allow_blank=True, help_text=gettext_lazy("De los bytes del PDF firmado, para compararlo.")
    )
    window = serializers.CharField(allow_blank=True)
    hours = serializers.CharField(allow_blank=True, help_text=gettext_lazy("Entre qué horas."))
    purpose = serializers.CharField(allow_blank=True)
    credential = serializers.CharField(allow_blank=True)
    photo_url = serializers.SerializerMethodField()

    def get_photo_url(self, found: Verified) -> str | None:
        """The inspector's photograph, which anybody may see."""
        return reverse("inspector-photo", args=[found.credential]) if found.has_photo else None


class Verify(ApiView):
    throttle_classes: ClassVar = [ChecksThrottle]

    @extend_schema(
        summary=gettext_lazy("Comprobar un documento o una visita"), responses=VerifiedSerializer
    )
    def get(self, request: Request, code: str) -> Response:
        """By the code printed on it."""
        found = verify(code, timezone.localdate())
        if found is None:
            raise NotFound(_("Ese código no corresponde a ningún documento nuestro."))
        return Response(VerifiedSerializer(found).data)
