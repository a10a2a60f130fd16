"""Requests: filed, listed, opened, told, and their papers."""

from __future__ import annotations

from typing import ClassVar

from django.http.response import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from procedures.casework.desk.queue import ORDERINGS
from procedures.casework.issuing import in_large_letters
from procedures.casework.operations import note_opening
from procedures.documents.serving import response_for
from procedures.requests import notices
from procedures.requests.access import only_asked
from procedures.requests.attachments import WITH_A_MESSAGE
from procedures.requests.errors import NotAllowed, NotFound
from procedures.requests.models import Attachment
from procedures.requests.operations import Filing
from procedures.requests.receipt import acuse_pdf
from procedures.requests.telling import TALK

from .authentication import filer
from .base import ApiView, RequestView
from .filing import (
    IDEMPOTENCY_PARAMETER,
    FiledSerializer,
    FilingBody,
    answer_of,
    file_request,
)
from .inbox import COLUMNS_PARAMETER, QUEUE_PAGE, QUEUE_PARAMETERS, listed
from .pagination import PAGE_PARAMETERS, page_of, paginated
from .parameters import check_one_of, one_of
from .permissions import IsStaff, WithinScopes
from .representations import RequestSerializer
from .throttles import DrawingsThrottle, FilingsThrottle
from .timeline import EventSerializer

LETTERS = ("letra", ["grande"])  # papers for whoever reads large letters, as on the pages


class Requests(ApiView):
    throttle_classes: ClassVar = [FilingsThrottle]
    problems: ClassVar = {"get": (404,), "post": (409,)}

    def get_permissions(self) -> list[BasePermission]:
        staff_only = [IsStaff()] if self.request.method in SAFE_METHODS else []
        return [*staff_only, WithinScopes()]

    @extend_schema(
        operation_id="requests_list",
        summary=gettext_lazy("Bandeja"),
        parameters=[
            *QUEUE_PARAMETERS,
            one_of("ordering", ORDERINGS),
            COLUMNS_PARAMETER,
            *PAGE_PARAMETERS,
        ],
        responses=QUEUE_PAGE,
    )
    def get(self, request: Request) -> Response:
        """The requests the caller may see, filtered."""
        return listed(request)

    @extend_schema(
        summary=gettext_lazy("Presentar una solicitud"),
        parameters=[IDEMPOTENCY_PARAMETER],
        request=FilingBody,
        responses={201: FiledSerializer},
    )
    def post(self, request: Request) -> Response:
        """File; with an Idempotency-Key, once however often it is sent."""
        body = self.body(FilingBody, request)
        actor = filer(request, body["source"])

        def file() -> Filing:
            return file_request(actor, body)

        return answer_of(request, body, file)


class RequestDetail(RequestView):
    @extend_schema(summary=gettext_lazy("Una solicitud"), responses=RequestSerializer)
    def get(self, request: Request, folio: str) -> Response:
        """As its citizen sees it, or as staff do."""
        actor, row = self.asked(folio)
        return Response(RequestSerializer(row, context={"actor": actor}).data)


class Events(RequestView):
    @extend_schema(
        summary=gettext_lazy("La historia de una solicitud"),
        parameters=PAGE_PARAMETERS,
        responses=page_of("EventPage", EventSerializer),
    )
    def get(self, request: Request, folio: str) -> Response:
        """What happened, oldest first; the citizen sees what is public."""
        actor, row = self.asked(folio)
        found = row.events.select_related("payload", "actor_user")
        told = {} if only_asked(actor, row) else notices.sent(row)
        if only_asked(actor, row):
            found = found.exclude(kind__in=TALK)
        context = {"actor": actor, "workflow": row.workflow, "sent": told}
        return paginated(
            request,
            found if actor.is_staff else found.filter(public=True),
            ordering="sequence",
            represent=lambda event: EventSerializer(event, context=context).data,
        )


class Receipt(RequestView):
    throttle_classes: ClassVar = [DrawingsThrottle]

    @extend_schema(
        summary=gettext_lazy("El acuse"),
        parameters=[one_of(*LETTERS)],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, folio: str) -> HttpResponseBase:
        """The receipt as a PDF, without the key; in large letters with `letra=grande`."""
        actor, row = self.asked(folio)
        if only_asked(actor, row):
            raise NotAllowed(_("Su función no permite hacer esto en la solicitud."))
        content = acuse_pdf(row, large=_wants_large(request))
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="acuse-{row.folio}.pdf"'
        return response


class ResolutionFile(RequestView):
    @extend_schema(
        summary=gettext_lazy("La resolución o constancia"),
        parameters=[one_of(*LETTERS)],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, folio: str) -> HttpResponseBase:
        """The last paper the request ended with: the very bytes that were signed, or with
        `letra=grande` its words in large letters, to be read."""
        actor, row = self.asked(folio)
        paper = row.resolutions.select_related("paper").exclude(sha256="").last()
        if paper is None:
            raise NotFound(_("Esta solicitud todavía no tiene un documento para descargar."))
        note_opening(actor=actor, service_request=row, resolution=paper)
        large = _wants_large(request)
        content = in_large_letters(paper) if large else bytes(paper.paper.content)
        name = f"{paper.code}-letra-grande" if large else paper.code
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        return response


class DocumentFile(RequestView):
    problems: ClassVar = {"get": (410,)}

    @extend_schema(
        summary=gettext_lazy("Un documento de la solicitud"),
        responses={
            (200, media): OpenApiTypes.BINARY
            for media in ("application/pdf", "image/jpeg", "image/png")
        },
    )
    def get(self, request: Request, folio: str, document: str) -> HttpResponseBase:
        """The file, for whoever may see the request; the citizen gets what is public."""
        actor, row = self.asked(folio)
        found = row.attachments.select_related("document").filter(document_id=document)
        attachment: Attachment | None = (
            found if actor.is_staff else found.filter(public=True)
        ).first()
        talked = attachment is not None and attachment.field_key == WITH_A_MESSAGE
        if attachment is None or (talked and only_asked(actor, row)):
            raise NotFound(_("No encontramos ese documento."))
        return response_for(attachment.document)


def _wants_large(request: Request) -> bool:
    name, values = LETTERS
    check_one_of(request.query_params, name, values)
    return request.query_params.get(name) in values
