"""One deed on many cases: asked for, looked at, cancelled."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from backend.accounts.actors import actor_of
from procedures.casework.desk import bulk
from procedures.casework.desk.bulk_deeds import LONGEST_REASON
from procedures.casework.desk.models import BulkItem, BulkJob
from procedures.casework.desk.models.bulk import Deed, ItemStatus
from procedures.casework.desk.replies import LONGEST_BODY
from procedures.requests.errors import NotFound
from procedures.requests.operations.talk import LONGEST

from .base import StaffView
from .fields import Body, Text, UploadId, Whole, YesNo

NAMES = ("to", "reason", "text", "label", "on", "question")


class BulkBody(Body):
    id = UploadId(
        required=False,
        help_text=gettext_lazy("Un UUID suyo: repetir la petición con él la hace una sola vez."),
    )
    deed = serializers.ChoiceField(choices=Deed.choices)
    folios = serializers.ListField(
        child=Text(max_length=32), allow_empty=False, max_length=bulk.MOST
    )
    to = Text(
        required=False,
        allow_null=True,
        max_length=150,
        help_text=gettext_lazy("`assign`: usuario; null, a nadie."),
    )
    reason = Text(required=False, allow_blank=True, max_length=LONGEST_REASON)
    text = Text(
        required=False,
        max_length=LONGEST_BODY,
        help_text=gettext_lazy("`message`: puede llevar {folio}, {nombre}…"),
    )
    label = Whole(required=False, min_value=1, max_value=2**31 - 1)
    on = YesNo(required=False, help_text=gettext_lazy("`label`: false la quita."))
    question = Text(required=False, max_length=LONGEST)


class BulkItemSerializer(serializers.Serializer[BulkItem]):
    folio = serializers.CharField(source="service_request.folio")
    status = serializers.ChoiceField(choices=ItemStatus.choices)
    detail = serializers.CharField(source="sentence", allow_blank=True)


class BulkJobSerializer(serializers.Serializer[BulkJob]):
    """A job and what became of each case; `unknown` counts folios that are nobody's to see."""

    id = serializers.UUIDField()
    deed = serializers.ChoiceField(choices=Deed.choices)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    unknown = serializers.IntegerField()
    url = serializers.SerializerMethodField()
    items = serializers.SerializerMethodField()

    def get_url(self, job: BulkJob) -> str:
        return reverse("api:bulk-job", kwargs={"job": job.pk})

    @extend_schema_field(BulkItemSerializer(many=True))
    def get_items(self, job: BulkJob) -> list[dict[str, Any]]:
        found = job.items.select_related("service_request")
        return BulkItemSerializer(found, many=True).data


class Bulk(StaffView):
    problems: ClassVar = {"post": (403, 409)}

    @extend_schema(
        summary=gettext_lazy("Hacer algo con varias solicitudes"),
        request=BulkBody,
        responses={202: BulkJobSerializer},
    )
    def post(self, request: Request) -> Response:
        """A worker does it case by case, each with the caller's permissions; look at `url`."""
        body = self.body(BulkBody, request)
        job = bulk.start(
            actor=actor_of(request),
            key=body.get("id") or uuid.uuid4(),
            deed=body["deed"],
            folios=body["folios"],
            parameters={name: body[name] for name in NAMES if name in body},
        )
        return Response(BulkJobSerializer(job).data, status=status.HTTP_202_ACCEPTED)


class OneJob(StaffView):
    def job(self, request: Request, key: uuid.UUID) -> BulkJob:
        """The caller's job with this id; another's is not there."""
        found = bulk.jobs_of(actor_of(request)).filter(pk=key).first()
        if found is None:
            raise NotFound(_("No encontramos ese lote."))
        return found


class Job(OneJob):
    problems: ClassVar = {"get": (404,)}

    @extend_schema(summary=gettext_lazy("Cómo va un lote"), responses=BulkJobSerializer)
    def get(self, request: Request, job: uuid.UUID) -> Response:
        """Each case with its result: waiting, done, refused (and why) or cancelled."""
        return Response(BulkJobSerializer(self.job(request, job)).data)


class Cancel(OneJob):
    problems: ClassVar = {"post": (404,)}

    @extend_schema(
        summary=gettext_lazy("Cancelar lo que falta de un lote"),
        request=None,
        responses=BulkJobSerializer,
    )
    def post(self, request: Request, job: uuid.UUID) -> Response:
        """What was done stays done."""
        done = bulk.cancel(actor=actor_of(request), job=self.job(request, job))
        return Response(BulkJobSerializer(done).data)
