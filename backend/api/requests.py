"""Requests: filed, listed, opened, told, and their papers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.http.response import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import ANONYMOUS, Actor, actor_of
from backend.accounts.models import ApiToken
from procedures.casework.desk.queue import (
    ORDERINGS,
    TABS,
    count_tabs,
    queue,
    read_filters,
)
from procedures.documents.serving import response_for
from procedures.requests.addresses import tracking_url
from procedures.requests.errors import Invalid, NotFound
from procedures.requests.idempotency import once
from procedures.requests.models import Attachment
from procedures.requests.models.request import (
    ApplicantRole,
    Channel,
    OutcomeChoices,
    PhaseChoices,
    Source,
)
from procedures.requests.operations import Contact, Filing, Person, submit
from procedures.requests.receipt import acuse_pdf

from .base import ApiView, RequestView, StaffView
from .fields import Body, Text, YesNo, documents_field
from .pagination import PAGE_PARAMETERS, count, page_of, paginated
from .papers import uploads
from .permissions import IsStaff, WithinScopes
from .procedures import in_force
from .representations import (
    EventSerializer,
    QueueRowSerializer,
    RequestSerializer,
    receipt_url,
)
from .throttles import FilingsThrottle

IDEMPOTENCY_HEADER = "Idempotency-Key"
LONGEST_KEY = 200


class ContactBody(Body):
    """Whom to tell, and how."""

    name = Text(max_length=200)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    phone = Text(required=False, allow_blank=True, max_length=20, default="")
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.COUNTER)
    accepts_electronic_notice = YesNo(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed = {"email": "email", "sms": "phone", "whatsapp": "phone"}.get(attrs["channel"])
        if needed and not attrs[needed]:
            raise serializers.ValidationError(
                {needed: [serializers.ErrorDetail(_("Hace falta para avisarle así."), "required")]}
            )
        return attrs


class PersonBody(Body):
    """Somebody else of the request."""

    role = serializers.ChoiceField(
        choices=[ApplicantRole.REPRESENTATIVE, ApplicantRole.CO_APPLICANT]
    )
    name = Text(max_length=200)
    kind = serializers.ChoiceField(choices=["fisica", "moral"], required=False, default="")


class FilingBody(Body):
    """A filing; `form/` says what answers and documents it takes."""

    procedure = serializers.SlugField(max_length=80)
    answers = serializers.DictField()
    documents = documents_field()
    contact = ContactBody(required=False, allow_null=True, default=None)
    applicants = PersonBody(many=True, required=False, default=list, max_length=20)
    privacy_notice = Text(max_length=20, help_text=gettext_lazy("`x-privacy-notice` de `form/`."))
    anonymous = YesNo(default=False)
    source = serializers.ChoiceField(choices=Source.choices, default=Source.ONLINE)
    received_on = serializers.DateField(required=False, allow_null=True, default=None)
    identity_check = Text(required=False, allow_blank=True, max_length=40, default="")


class FiledSerializer(serializers.Serializer[Any]):
    """A filing done. The key is shown here and in the receipt's message, and kept nowhere."""

    folio = serializers.CharField()
    key = serializers.CharField()
    state = serializers.CharField()
    phase = serializers.CharField()
    revision = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    due_confirmed = serializers.BooleanField()
    target_on = serializers.DateField(allow_null=True)
    tracking_url = serializers.URLField()
    receipt_url = serializers.CharField()
    version = serializers.IntegerField()
    anonymous = serializers.BooleanField()
    notice = serializers.CharField(help_text=gettext_lazy("Qué conviene saber de esta solicitud."))


class CountSerializer(serializers.Serializer[Any]):
    """Exact to 1 000; beyond that, `more`."""

    count = serializers.IntegerField()
    more = serializers.BooleanField()


QUEUE_PARAMETERS = [
    OpenApiParameter("tab", str, enum=list(TABS)),
    OpenApiParameter("phase", str, enum=["open", *PhaseChoices.values]),
    OpenApiParameter("state", str),
    OpenApiParameter("procedure", str),
    OpenApiParameter("area", str),
    OpenApiParameter("assignee", str, description=gettext_lazy("`me`, `none` o un usuario.")),
    OpenApiParameter("source", str, enum=list(Source.values)),
    OpenApiParameter("due", str, enum=["overdue", "soon"]),
    OpenApiParameter("q", str, description=gettext_lazy("Folio, nombre, teléfono, cuenta…")),
    OpenApiParameter("received_from", OpenApiTypes.DATE),
    OpenApiParameter("received_to", OpenApiTypes.DATE),
    OpenApiParameter("closed_from", OpenApiTypes.DATE),
    OpenApiParameter("closed_to", OpenApiTypes.DATE),
    OpenApiParameter("outcome", str, enum=list(OutcomeChoices.values)),
]


class Requests(ApiView):
    throttle_classes: ClassVar = [FilingsThrottle]
    problems: ClassVar = {"post": (404, 409)}

    def get_permissions(self) -> list[BasePermission]:
        staff_only = [IsStaff()] if self.request.method == "GET" else []
        return [*staff_only, WithinScopes()]

    @extend_schema(
        operation_id="requests_list",
        summary=gettext_lazy("Bandeja"),
        parameters=[
            *QUEUE_PARAMETERS,
            OpenApiParameter("ordering", str, enum=list(ORDERINGS)),
            *PAGE_PARAMETERS,
        ],
        responses=page_of("QueuePage", QueueRowSerializer),
    )
    def get(self, request: Request) -> Response:
        """The requests the caller may see, filtered."""
        filters = read_filters(request.query_params)
        return paginated(
            request,
            queue(actor_of(request), filters),
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
        actor = _filer(request, body["source"])

        def file() -> Filing:
            return _file(actor, body)

        key = _idempotency_key(request)
        filing = (
            once(client=_client(request), key=key, body=request.data, file=file)[0]
            if key
            else file()
        )
        return Response(_filed(filing), status=status.HTTP_201_CREATED)


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
        numbers = count_tabs(actor_of(request), read_filters(request.query_params))
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
        context = {"actor": actor, "workflow": row.workflow}
        return paginated(
            request,
            found if actor.is_staff else found.filter(public=True),
            ordering="sequence",
            represent=lambda event: EventSerializer(event, context=context).data,
        )


class Receipt(RequestView):
    @extend_schema(
        summary=gettext_lazy("El acuse"),
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, folio: str) -> HttpResponseBase:
        """The receipt as a PDF, without the key."""
        _actor, row = self.asked(folio)
        response = HttpResponse(acuse_pdf(row), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="acuse-{row.folio}.pdf"'
        return response


class DocumentFile(RequestView):
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
        if attachment is None:
            raise NotFound(_("No encontramos ese documento."))
        return response_for(attachment.document)


def _filer(request: Request, source: str) -> Actor:
    """Who files: a person online is nobody in particular, even where staff happen to be logged in.

    So that no name joins an anonymous filing (DOMAIN §8.2).
    """
    if source == Source.ONLINE:
        return ANONYMOUS
    return replace(actor_of(request), source=source)


def _file(actor: Actor, body: dict[str, Any]) -> Filing:
    version = in_force(body["procedure"])
    contact = body["contact"]
    return submit(
        actor=actor,
        version=version,
        answers=body["answers"],
        documents=uploads(body["documents"]),
        contact=Contact(**contact) if contact else None,
        applicants=[Person(**person) for person in body["applicants"]],
        privacy_notice=body["privacy_notice"],
        anonymous=body["anonymous"],
        received_on=body["received_on"],
        identity_check=body["identity_check"],
    )


def _filed(filing: Filing) -> dict[str, Any]:
    row = filing.service_request
    return FiledSerializer(
        {
            "folio": row.folio,
            "key": filing.key,
            "state": row.state,
            "phase": row.phase,
            "revision": row.revision,
            "due_on": row.due_on,
            "due_confirmed": row.due_confirmed,
            "target_on": row.target_on,
            "tracking_url": tracking_url(row.folio),
            "receipt_url": receipt_url(row),
            "version": row.version.number,
            "anonymous": row.anonymous,
            "notice": _(
                "No guardamos ningún dato de contacto: sin el folio y la clave no podrá seguirla."
            )
            if row.anonymous
            else _("Guarde el folio y la clave: con ellos sigue su solicitud."),
        }
    ).data


def _client(request: Request) -> str:
    """Whose Idempotency-Key it is: of a token, of a session, or of the public."""
    if isinstance(request.auth, ApiToken):
        return f"token {request.auth.pk}"
    if request.user.is_authenticated:
        return f"session {request._request.session.session_key}"
    return ""


def _idempotency_key(request: Request) -> str:
    key: str = request.headers.get(IDEMPOTENCY_HEADER, "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable() or not key.isascii():
        raise Invalid(
            {IDEMPOTENCY_HEADER: [("invalid", _("Use hasta %d letras y números.") % LONGEST_KEY)]}
        )
    return key
