"""Enquiries for the staff: found, taken, answered, passed on, and filed when they are requests.

Every one is the operation of the page. What a person wrote is told to whoever may read it there.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor, actor_of
from procedures.contact import access, becoming, operations
from procedures.contact.channels import replies_of
from procedures.contact.models import Reason
from procedures.contact.operations import LONGEST_NOTE
from procedures.contact.queue import TABS, counts, enquiries
from procedures.contact.replying import fill
from procedures.contact.words import LONGEST_TEXT
from procedures.requests.errors import NotAllowed
from procedures.requests.operations import Filing

from .base import StaffView
from .desk import ReplySerializer
from .enquiry_shapes import DoneSerializer, EnquiryDetailSerializer, EnquiryRowSerializer
from .fields import Body, RevisionBody, Text, YesNo
from .filing import (
    IDEMPOTENCY_PARAMETER,
    FiledSerializer,
    FilingBody,
    answer_of,
    file_request,
    staff_actor,
)
from .inbox import CountSerializer
from .pagination import PAGE_PARAMETERS, count, page_of, paginated
from .parameters import check_one_of, one_of

SEARCH = OpenApiParameter(
    "q",
    str,
    description=gettext_lazy("El número, el correo o el teléfono completos, o el nombre."),
)


class AnswerEnquiryBody(RevisionBody):
    text = Text(max_length=LONGEST_TEXT)


class CallBody(RevisionBody):
    reached = YesNo(help_text=gettext_lazy("Si contestó: entonces quedó respondida."))
    text = Text(required=False, allow_blank=True, max_length=LONGEST_NOTE, default="")


class NoteBody(Body):
    text = Text(max_length=LONGEST_NOTE)


class AssignEnquiryBody(RevisionBody):
    to = Text(allow_blank=True, max_length=150, help_text=gettext_lazy("Usuario; vacío, a nadie."))


class MoveBody(RevisionBody):
    area = Text(max_length=40, help_text=gettext_lazy("Clave del área a la que le toca."))
    reason = Text(max_length=LONGEST_NOTE)


class CloseBody(RevisionBody):
    reason = serializers.ChoiceField(choices=Reason.choices)
    text = Text(required=False, allow_blank=True, max_length=LONGEST_NOTE, default="")


class Enquiries(StaffView):
    @extend_schema(
        operation_id="enquiries_list",
        summary=gettext_lazy("Consultas"),
        parameters=[one_of("tab", TABS), SEARCH, *PAGE_PARAMETERS],
        responses=page_of("EnquiryPage", EnquiryRowSerializer),
    )
    def get(self, request: Request) -> Response:
        """Those the caller may see; without a tab, all of them, the newest first."""
        actor, tab, typed = _asked(request)
        rows = enquiries(actor, tab, timezone.localdate(), typed)
        return paginated(
            request,
            rows.select_related("channel", "owner"),
            ordering=TABS[tab][1],
            represent=lambda row: EnquiryRowSerializer(row).data,
        )


class EnquiryCounts(StaffView):
    @extend_schema(
        summary=gettext_lazy("Cuántas consultas hay en cada pestaña"),
        parameters=[SEARCH],
        responses=inline_serializer(
            "EnquiryCounts", {tab: CountSerializer(allow_null=True) for tab in TABS}
        ),
    )
    def get(self, request: Request) -> Response:
        """By tab, for the same search as the list; null where it is not counted."""
        actor, _tab, typed = _asked(request)
        numbers = counts(actor, timezone.localdate(), typed)
        return Response(
            {tab: None if number is None else count(number) for tab, number in numbers.items()}
        )


class OneEnquiry(StaffView):
    @extend_schema(summary=gettext_lazy("Una consulta"), responses=EnquiryDetailSerializer)
    def get(self, request: Request, number: str) -> Response:
        """What was written, its story, and what may be done with it."""
        actor = actor_of(request)
        row = access.find(actor, number)
        return Response(EnquiryDetailSerializer(row, context={"actor": actor}).data)


class EnquiryReplies(StaffView):
    @extend_schema(
        summary=gettext_lazy("Respuestas preparadas para una consulta"),
        responses=inline_serializer("EnquiryReplies", {"results": ReplySerializer(many=True)}),
    )
    def get(self, request: Request, number: str) -> Response:
        """Those of its channel, filled in, to be read before `answer/` sends one."""
        actor = actor_of(request)
        row = access.find(actor, number)
        access.require(actor, "answer", row)
        told = []
        for reply in replies_of(row.channel):
            filled = fill(reply, row, actor)
            told.append(
                {
                    "id": reply.pk,
                    "title": reply.title,
                    "text": filled.text,
                    "lacking": filled.lacking,
                }
            )
        return Response({"results": ReplySerializer(told, many=True).data})


class Deed(StaffView):
    """One operation on an enquiry: its body, and how it was left."""

    problems: ClassVar = {"post": (409,)}
    takes: type[Body]
    operation: ClassVar[Any]

    def post(self, request: Request, number: str) -> Response:
        actor = actor_of(request)
        row = access.find(actor, number)
        body = self.body(self.takes, request)
        type(self).operation(actor=actor, enquiry=row, **body)
        return Response(DoneSerializer(row).data)


def _deed(summary: Any, takes: type[Body], operation: Any, said: str) -> type[Deed]:
    """A deed with what the OpenAPI says of it."""
    made = type(
        takes.__name__.removesuffix("Body"),
        (Deed,),
        {"takes": takes, "operation": staticmethod(operation), "__doc__": said},
    )
    shown = extend_schema(
        summary=summary, description=said, request=takes, responses={200: DoneSerializer}
    )
    return extend_schema_view(post=shown)(made)


ClaimEnquiry = _deed(
    gettext_lazy("Tomar una consulta"), RevisionBody, operations.claim, "One that nobody has."
)
AssignEnquiry = _deed(
    gettext_lazy("Dar una consulta a alguien"),
    AssignEnquiryBody,
    operations.assign,
    "Who answers in its area.",
)
AnswerEnquiry = _deed(
    gettext_lazy("Responder una consulta"),
    AnswerEnquiryBody,
    operations.answer,
    "By mail; of who left a telephone alone, the words are kept for the call.",
)
CallEnquiry = _deed(
    gettext_lazy("Anotar que se llamó a quien pregunta"),
    CallBody,
    operations.log_call,
    "Reached, they are answered.",
)
NoteEnquiry = _deed(
    gettext_lazy("Anotar algo de una consulta para el personal"),
    NoteBody,
    operations.note,
    "Whoever asked never reads it.",
)
MoveEnquiry = _deed(
    gettext_lazy("Pasar una consulta a otra área"),
    MoveBody,
    operations.move,
    "Nobody there has it yet, and its day stays. The caller may see it no more.",
)
CloseEnquiry = _deed(
    gettext_lazy("Cerrar una consulta sin respuesta"),
    CloseBody,
    operations.close,
    "For a reason of the list.",
)
ReopenEnquiry = _deed(
    gettext_lazy("Volver a abrir una consulta"),
    RevisionBody,
    operations.reopen,
    "Its days begin again today.",
)


class FileEnquiry(StaffView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Registrar una consulta como solicitud"),
        parameters=[IDEMPOTENCY_PARAMETER],
        request=FilingBody,
        responses={201: FiledSerializer},
    )
    def post(self, request: Request, number: str) -> Response:
        """A filing as `POST /requests/`, by the channel and of the day the message came; the
        enquiry ends in it."""
        actor = actor_of(request)
        row = access.find(actor, number)
        access.require(actor, "file", row)
        body = self.body(FilingBody, request)
        body["received_on"] = body["received_on"] or timezone.localdate(row.received_at)
        filer = staff_actor(actor, becoming.source_of(row))

        def file() -> Filing:
            with transaction.atomic():
                operations.demand_alive(row)
                filing = file_request(filer, body)
                becoming.became(actor=actor, enquiry=row, service_request=filing.service_request)
            return filing

        return answer_of(request, body, file)


def _asked(request: Request) -> tuple[Actor, str, str]:
    """Who asks, the tab and what is searched for.

    Raises:
        NotAllowed: not a function that answers enquiries. Invalid: no such tab.
    """
    actor = actor_of(request)
    if not access.may_see_enquiries(actor):
        raise NotAllowed(_("Su función no incluye las consultas."))
    check_one_of(request.query_params, "tab", TABS)
    tab = request.query_params.get("tab") or "all"
    return actor, tab, request.query_params.get("q", "")
