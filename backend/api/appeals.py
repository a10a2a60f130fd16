"""Recursos against a resolution: received, decided, listed, and their acuse."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor, actor_of
from procedures.casework import appeal_checks, appeals
from procedures.casework.appeal_receipt import appeal_receipt_pdf
from procedures.casework.models import AppealChannel, BroughtBy
from procedures.requests.access import require
from procedures.requests.errors import NotFound
from procedures.requests.models import Event, ServiceRequest

from .base import RequestView, StaffView
from .fields import RevisionBody, Text, UploadId
from .pagination import PAGE_PARAMETERS, page_of, paginated
from .papers import uploads
from .verbs import Verb, documented
from .work import AppealSerializer


def _papers() -> serializers.ListField:
    return serializers.ListField(
        child=UploadId(),
        required=False,
        default=list,
        max_length=appeal_checks.MOST_FILES,
        help_text=gettext_lazy("Archivos digitalizados, de `POST /uploads/`."),
    )


class AppealBody(RevisionBody):
    code = Text(max_length=20, help_text=gettext_lazy("Código de la resolución."))
    received_at = serializers.DateTimeField()
    channel = serializers.ChoiceField(choices=AppealChannel.choices)
    brought_by = serializers.ChoiceField(choices=BroughtBy.choices)
    person = serializers.ChoiceField(choices=["", "fisica", "moral"], required=False, default="")
    name = Text(required=False, allow_blank=True, default="", max_length=appeal_checks.LONGEST_NAME)
    asks = Text(required=False, allow_blank=True, default="", max_length=appeal_checks.LONGEST)
    notified = serializers.DateField(
        required=False,
        allow_null=True,
        default=None,
        help_text=gettext_lazy("Día en que se entregó la resolución, si el registro no lo sabe."),
    )
    documents = _papers()


class DecisionBody(RevisionBody):
    decision = serializers.ChoiceField(
        choices=[(one, one.label) for one in appeal_checks.DECISIONS]
    )
    on = serializers.DateField()
    words = Text(max_length=appeal_checks.LONGEST)
    documents = _papers()


class WaitingAppealSerializer(AppealSerializer):
    """One that waits to be decided, and of which request."""

    folio = serializers.CharField(source="resolution.service_request.folio")
    procedure = serializers.SlugField(source="resolution.service_request.procedure.slug")


@documented(gettext_lazy("Recibir un recurso"), AppealBody)
class Appeals(Verb):
    """Always received, on time or not; the resolution does not change by it."""

    takes = AppealBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        told = appeal_checks.Brought(
            **{name: body.pop(name) for name in ("name", "person", "asks")}
        )
        papers = uploads({"documents": body.pop("documents")})
        return appeals.receive_appeal(
            actor=actor,
            service_request=row,
            told=told,
            documents=papers.get("documents", ()),
            **body,
        )


@documented(gettext_lazy("Registrar qué se decidió de un recurso"), DecisionBody)
class Decide(Verb):
    """Admitted, or how it ended. Revoking the resolution is its own call."""

    takes = DecisionBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        papers = uploads({"documents": body.pop("documents")})
        return appeals.decide_appeal(
            actor=actor,
            service_request=row,
            number=where["number"],
            documents=papers.get("documents", ()),
            **body,
        )


class AppealReceipt(RequestView):
    @extend_schema(
        summary=gettext_lazy("El acuse de un recurso"),
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, folio: str, number: str) -> HttpResponse:
        """A PDF; the request's person gets that of their own."""
        actor, row = self.asked(folio)
        if actor.is_staff:
            require(actor, "read_appeal", row)
        appeal = appeals.appeal_of(row, number)
        if not actor.is_staff and not appeal.of_the_person:
            raise NotFound(_("No encontramos ese recurso."))
        response = HttpResponse(appeal_receipt_pdf(appeal), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="acuse-{number}.pdf"'
        return response


class AppealsWaiting(StaffView):
    @extend_schema(
        operation_id="appeals_waiting",
        summary=gettext_lazy("Recursos por resolver"),
        parameters=PAGE_PARAMETERS,
        responses=page_of("AppealPage", WaitingAppealSerializer),
    )
    def get(self, request: Request) -> Response:
        """The one to decide first comes first."""
        return paginated(
            request,
            appeals.visible_appeals(actor_of(request)).pending(),
            ordering=appeals.ORDERING,
            represent=lambda row: WaitingAppealSerializer(row).data,
        )
