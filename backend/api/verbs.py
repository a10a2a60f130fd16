"""What has a call of its own: taking cases, asking for what is missing, talking.

Every one is the operation of the same name; a citizen's key opens those the operation lets a
citizen do, and the rest answer 403.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor
from backend.accounts.models import User
from procedures.casework.operations import LONGEST_REASON, revoke_resolution
from procedures.requests import notices, operations
from procedures.requests.errors import Invalid
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.operations.silence import LONGEST as LONGEST_CERTIFICATE

from .base import RequestView
from .fields import Answers, Body, RevisionBody, Text, Whole, documents_field
from .papers import uploads
from .representations import MovedSerializer, moved

LONGEST = 4000


class ReasonBody(RevisionBody):
    reason = Text(required=False, allow_blank=True, max_length=LONGEST, default="")


class AssignBody(ReasonBody):
    to = Text(allow_null=True, max_length=150, help_text=gettext_lazy("Usuario; null, a nadie."))


class ExcuseBody(RevisionBody):
    reason = Text(max_length=LONGEST)


class RevokeBody(RevisionBody):
    code = Text(max_length=20)
    reason = Text(max_length=LONGEST_REASON)


class CertificateBody(RevisionBody):
    text = Text(
        max_length=LONGEST_CERTIFICATE,
        help_text=gettext_lazy("Qué documento es y dónde se entrega; la persona lo lee."),
    )


class ItemBody(Body):
    field = Text(max_length=60)
    reason = Text(max_length=1000)


class CorrectionBody(RevisionBody):
    items = ItemBody(many=True, allow_empty=False, max_length=100)
    note = Text(required=False, allow_blank=True, max_length=LONGEST, default="")
    action = Text(required=False, allow_blank=True, max_length=60, default="")
    answers = Answers()


class AnswerBody(RevisionBody):
    answers = Answers()
    documents = documents_field()


class WithdrawBody(RevisionBody):
    answers = Answers()
    note = Text(required=False, allow_blank=True, max_length=LONGEST, default="")
    applicant = Whole(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        help_text=gettext_lazy("Quién se retira, de varias personas: su `id`. Solo el personal."),
    )


class TextBody(Body):
    text = Text(max_length=LONGEST)


class KeySerializer(serializers.Serializer[Any]):
    """`key` is there only for staff, and only where it could not be sent."""

    sent = serializers.BooleanField()
    key = serializers.CharField(allow_null=True)
    revision = serializers.IntegerField()


class Verb(RequestView):
    """One operation: its body, and what the request became."""

    problems: ClassVar = {"post": (409,)}
    takes: type[Body]

    def post(self, request: Request, folio: str, **where: Any) -> Response:
        actor, row = self.asked(folio)
        event = self.do(actor, row, self.body(self.takes, request), **where)
        return Response(moved(event, row))

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        """Call the operation."""
        raise NotImplementedError


def documented(summary: Any, body: type[Body]) -> Any:
    """What the OpenAPI says of a verb; its docstring is the description."""
    return extend_schema_view(
        post=extend_schema(summary=summary, request=body, responses={200: MovedSerializer})
    )


@documented(gettext_lazy("Tomar la solicitud"), ReasonBody)
class Claim(Verb):
    """Take it; taking one that somebody has, or before those that came first (`out_of_turn`),
    needs a reason."""

    takes = ReasonBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.claim(actor=actor, service_request=row, **body)


@documented(gettext_lazy("Excusarse de atenderla"), ExcuseBody)
class Excuse(Verb):
    """A conflict of interest: for good, and somebody else is looked for."""

    takes = ExcuseBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.excuse(actor=actor, service_request=row, **body)


@documented(gettext_lazy("Asignarla a alguien"), AssignBody)
class Assign(Verb):
    """Give it to somebody who can see it, or to nobody."""

    takes = AssignBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        to = None
        if body["to"] is not None:
            to = User.objects.filter(username=body["to"], is_active=True).first()
            if to is None:
                raise Invalid({"to": [("not_found", _("No hay nadie con ese usuario."))]})
        return operations.assign(
            actor=actor,
            service_request=row,
            revision=body["revision"],
            to=to,
            reason=body["reason"],
        )


@documented(gettext_lazy("Pedir lo que falta (prevención)"), CorrectionBody)
class Corrections(Verb):
    """Ask once, within the window, for what the record lists."""

    takes = CorrectionBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.request_correction(actor=actor, service_request=row, **body)


@documented(gettext_lazy("Responder una prevención"), AnswerBody)
class Answer(Verb):
    """Only what was asked for may change."""

    takes = AnswerBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.answer_correction(
            actor=actor,
            service_request=row,
            revision=body["revision"],
            answers=body["answers"],
            documents=uploads(body["documents"]),
            correction=where["correction"],
        )


@documented(gettext_lazy("Retirar la solicitud"), WithdrawBody)
class Withdraw(Verb):
    """The person withdraws, at any time before the resolution."""

    takes = WithdrawBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.withdraw(actor=actor, service_request=row, **body)


@documented(gettext_lazy("Dejar constancia de que el silencio fue a favor"), CertificateBody)
class Certificate(Verb):
    """Put down that it was issued; the case stays open and still has to be resolved."""

    takes = CertificateBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.certify_silence(actor=actor, service_request=row, **body)


@documented(gettext_lazy("Revocar una resolución o constancia"), RevokeBody)
class Revoke(Verb):
    """It stays as it was signed, and whoever checks its code reads that it no longer holds."""

    takes = RevokeBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return revoke_resolution(actor=actor, service_request=row, **body)


@documented(gettext_lazy("Anotar algo para el personal"), TextBody)
class Notes(Verb):
    """A note the citizen never sees."""

    takes = TextBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.add_note(actor=actor, service_request=row, **body)


class Key(RequestView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Renovar la clave"), request=None, responses={200: KeySerializer}
    )
    def post(self, request: Request, folio: str) -> Response:
        """A new key goes to the contact on file and the old one dies."""
        actor, row = self.asked(folio)
        sent = notices.mailbox_of(row) is not None
        key = operations.renew_key(actor=actor, service_request=row)
        shown = key if actor.is_staff and not sent else None
        return Response(KeySerializer({"sent": sent, "key": shown, "revision": row.revision}).data)
