"""Requests: filed, listed, opened, told, and their papers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http.response import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor, actor_of
from procedures.casework.desk.queue import (
    ORDERINGS,
    TABS,
    Filters,
    Understood,
    count_tabs,
    queue,
    read_filters,
    understand,
)
from procedures.casework.issuing import in_large_letters
from procedures.casework.operations import note_opening
from procedures.documents.serving import response_for
from procedures.requests.access import only_asked
from procedures.requests.attachments import WITH_A_MESSAGE
from procedures.requests.errors import NotAllowed, NotFound
from procedures.requests.filtering import filterables
from procedures.requests.idempotency import once
from procedures.requests.models import Attachment
from procedures.requests.models.request import (
    OutcomeChoices,
    PhaseChoices,
    Source,
)
from procedures.requests.operations import Filing
from procedures.requests.receipt import acuse_pdf
from procedures.requests.telling import TALK

from .authentication import filer
from .base import ApiView, RequestView, StaffView
from .filing import (
    IDEMPOTENCY_HEADER,
    FiledSerializer,
    FilingBody,
    client_of,
    file_request,
    filed,
    idempotency_key,
)
from .pagination import PAGE_PARAMETERS, count, page_of, paginated
from .parameters import check_one_of, day, one_of
from .permissions import IsStaff, WithinScopes
from .representations import (
    QueueRowSerializer,
    RequestSerializer,
)
from .throttles import DrawingsThrottle, FilingsThrottle
from .timeline import EventSerializer


def asked_of(request: Request, actor: Actor) -> tuple[Filters, Understood]:
    """The filters of a call and what they mean.

    Raises:
        Invalid: each filter whose value it does not take.
    """
    offered = filterables(actor, request.query_params.get("procedure", ""))
    filters = read_filters(request.query_params, offered)
    return filters, understand(actor, filters, offered)


class CountSerializer(serializers.Serializer[Any]):
    """Exact to 1 000; beyond that, `more`."""

    count = serializers.IntegerField()
    more = serializers.BooleanField()


LETTERS = ("letra", ["grande"])  # papers for whoever reads large letters, as on the pages
ABOUT_PEOPLE = ("contact", "applicants")  # of the body of a filing
QUEUE_PARAMETERS = [
    one_of("tab", TABS),
    one_of("phase", ["open", *PhaseChoices.values]),
    OpenApiParameter("state", str),
    OpenApiParameter("procedure", str),
    OpenApiParameter("area", str),
    OpenApiParameter("assignee", str, description=gettext_lazy("`me`, `none` o un usuario.")),
    one_of("source", Source.values),
    one_of("due", ["overdue", "soon"]),
    OpenApiParameter("q", str, description=gettext_lazy("Folio, nombre, teléfono, cuenta…")),
    day("received_from"),
    day("received_to"),
    day("closed_from"),
    day("closed_to"),
    one_of("outcome", OutcomeChoices.values),
    OpenApiParameter("label", str, description=gettext_lazy("El `id` de una etiqueta.")),
    OpenApiParameter(
        "answer",
        {"type": "object", "additionalProperties": {"type": "string"}},
        style="deepObject",
        explode=True,
        description=gettext_lazy(
            "Con `procedure`: `answer[clave]` por cada pregunta con `x-filter` en su formulario;"
            " las de números y fechas, `answer[clave.from]` y `answer[clave.to]`."
        ),
    ),
]


class Requests(ApiView):
    throttle_classes: ClassVar = [FilingsThrottle]
    problems: ClassVar = {"post": (409,)}

    def get_permissions(self) -> list[BasePermission]:
        staff_only = [IsStaff()] if self.request.method in SAFE_METHODS else []
        return [*staff_only, WithinScopes()]

    @extend_schema(
        operation_id="requests_list",
        summary=gettext_lazy("Bandeja"),
        parameters=[
            *QUEUE_PARAMETERS,
            one_of("ordering", ORDERINGS),
            *PAGE_PARAMETERS,
        ],
        responses=page_of("QueuePage", QueueRowSerializer),
    )
    def get(self, request: Request) -> Response:
        """The requests the caller may see, filtered."""
        actor = actor_of(request)
        filters, understood = asked_of(request, actor)
        return paginated(
            request,
            queue(actor, filters, understood=understood),
            ordering=filters.ordering,
            represent=lambda row: QueueRowSerializer(row).data,
        )

    @extend_schema(
        summary=gettext_lazy("Presentar una solicitud"),
        parameters=[
            OpenApiParameter(
                IDEMPOTENCY_HEADER,
                str,
                OpenApiParameter.HEADER,
                description=gettext_lazy(
                    "Algo al azar: repetir el envío con ella da la misma respuesta (24 h)."
                ),
            )
        ],
        request=FilingBody,
        responses={201: FiledSerializer},
    )
    def post(self, request: Request) -> Response:
        """File; with an Idempotency-Key, once however often it is sent."""
        body = self.body(FilingBody, request)
        actor = filer(request, body["source"])

        def file() -> Filing:
            return file_request(actor, body)

        key = idempotency_key(request)
        client, sent = client_of(request), dict(request.data)
        if body["anonymous"]:  # not even a digest of a token or a name may lead back (DOMAIN §8.2)
            client = ""
            sent = {name: part for name, part in sent.items() if name not in ABOUT_PEOPLE}
        filing = once(client=client, key=key, body=sent, file=file)[0] if key else file()
        return Response(filed(filing), status=status.HTTP_201_CREATED)


class Counts(StaffView):
    @extend_schema(
        summary=gettext_lazy("Cuántas hay en cada pestaña"),
        parameters=QUEUE_PARAMETERS,
        responses=inline_serializer(
            "Counts",
            {tab: CountSerializer(allow_null=True) for tab in TABS},
        ),
    )
    def get(self, request: Request) -> Response:
        """By tab, for the same filters as the list; null where it is not counted."""
        actor = actor_of(request)
        filters, understood = asked_of(request, actor)
        numbers = count_tabs(actor, filters, understood=understood)
        return Response(
            {tab: None if number is None else count(number) for tab, number in numbers.items()}
        )


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
        if only_asked(actor, row):
            found = found.exclude(kind__in=TALK)
        context = {"actor": actor, "workflow": row.workflow}
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
