"""A request as JSON: one shape for everybody, with a `staff` part only staff get to read."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from backend.accounts.actors import Actor
from procedures.casework.appeals import appeals_of
from procedures.casework.desk.labels import borne_by
from procedures.casework.desk.models.labels import Colour
from procedures.definition import mask
from procedures.definition.fields.base import MASK
from procedures.documents.models import ScanState
from procedures.requests import crypto
from procedures.requests.access import ACCESS_TO_A_PERSON, only_asked
from procedures.requests.addresses import tracking_url
from procedures.requests.attachments import WITH_A_MESSAGE
from procedures.requests.models import Attachment, Event, ServiceRequest
from procedures.requests.models.access import Verdict
from procedures.requests.models.request import (
    ApplicantRole,
    Channel,
    OutcomeChoices,
    PhaseChoices,
    Source,
)

from .standing import ClocksSerializer, DatesSerializer, HolderSerializer, clocks, dates, holder
from .talk import unread_by
from .work import (
    AppealSerializer,
    CorrectionSerializer,
    OpinionSerializer,
    PaymentSerializer,
    ResolutionSerializer,
    VisitSerializer,
)

Json = dict[str, Any]


def _choices(choices: Any, *, blank: bool = False) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices.choices, allow_blank=blank)


class RowSerializer(serializers.Serializer[ServiceRequest]):
    """A request in a list."""

    folio = serializers.CharField()
    procedure = serializers.SlugField(source="procedure.slug")
    procedure_name = serializers.CharField(source="procedure.name")
    state = serializers.CharField()
    state_label = serializers.CharField(source="current_state.label")
    phase = _choices(PhaseChoices)
    outcome = _choices(OutcomeChoices, blank=True)
    revision = serializers.IntegerField()
    source = _choices(Source)
    received_on = serializers.DateField()
    due_on = serializers.DateField(allow_null=True)
    due_confirmed = serializers.BooleanField()
    target_on = serializers.DateField(allow_null=True)
    citizen_due_on = serializers.DateField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class QueueRowSerializer(RowSerializer):
    """And who has it."""

    area = serializers.CharField(allow_blank=True)
    assignee = serializers.CharField(source="assignee.username", default=None, allow_null=True)
    silence = serializers.BooleanField()
    unread = serializers.IntegerField(source="unread_by_staff")


class DocumentSerializer(serializers.Serializer[Attachment]):
    """A document in its place. What staff say of it is theirs (null for its citizen) until it is
    asked for; that its original was compared is told to both."""

    id = serializers.UUIDField(source="document_id")
    field = serializers.CharField(source="field_key")
    name = serializers.CharField(source="document.name")
    media_type = serializers.CharField(source="document.media_type")
    size = serializers.IntegerField(source="document.size")
    sha256 = serializers.CharField(source="document.sha256")
    scan_state = serializers.ChoiceField(source="document.scan_state", choices=ScanState.choices)
    replaced = serializers.SerializerMethodField()
    collated_at = serializers.DateTimeField(allow_null=True)
    verdict = serializers.SerializerMethodField()
    remark = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_replaced(self, row: Attachment) -> bool:
        return row.replaced_at is not None

    @extend_schema_field(serializers.ChoiceField(choices=Verdict.choices, allow_null=True))
    def get_verdict(self, row: Attachment) -> str | None:
        return row.verdict if self.context["staff"] else None

    def get_remark(self, row: Attachment) -> str | None:
        return row.remark if self.context["staff"] else None

    def get_url(self, row: Attachment) -> str:
        where = {"folio": self.context["folio"], "document": row.document_id}
        return reverse("api:request-document", kwargs=where)


class ApplicantSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    role = _choices(ApplicantRole)
    person_kind = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    postal = serializers.CharField(allow_blank=True)
    channel = _choices(Channel)
    accepts_electronic_notice = serializers.BooleanField()
    is_contact = serializers.BooleanField()


class LabelSerializer(serializers.Serializer[Any]):
    """A label of the staff; nobody outside gets to know it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    colour = _choices(Colour)
    area = serializers.CharField(allow_blank=True)


class StaffPartSerializer(serializers.Serializer[ServiceRequest]):
    """What only staff see of a request."""

    area = serializers.CharField(allow_blank=True)
    assignee = serializers.CharField(source="assignee.username", default=None, allow_null=True)
    captured_by = serializers.CharField(
        source="captured_by.username", default=None, allow_null=True
    )
    identity_check = serializers.CharField(allow_blank=True)
    correction_limit_on = serializers.DateField(allow_null=True)
    corrections_used = serializers.IntegerField()
    extension_days = serializers.IntegerField()
    silence = serializers.BooleanField()
    case = serializers.DictField()
    applicants = serializers.SerializerMethodField()
    opinions = OpinionSerializer(many=True, source="opinions.all")
    labels = serializers.SerializerMethodField()

    @extend_schema_field(LabelSerializer(many=True))
    def get_labels(self, row: ServiceRequest) -> Any:
        return LabelSerializer([] if self.context["only_asked"] else borne_by(row), many=True).data

    @extend_schema_field(ApplicantSerializer(many=True))
    def get_applicants(self, row: ServiceRequest) -> list[Json]:
        """Where only an opinion is asked, who asks and nothing of how to reach them (R22)."""
        people = ApplicantSerializer(row.applicants.all(), many=True).data
        if not self.context["only_asked"]:
            return people
        return [{**one, "email": "", "phone": "", "postal": ""} for one in people]


class RequestSerializer(RowSerializer):
    """A whole request; `staff` is null for its citizen."""

    version = serializers.IntegerField(source="version.number")
    next_step = serializers.CharField(source="current_state.next", allow_blank=True)
    filed_at = serializers.DateTimeField()
    anonymous = serializers.BooleanField()
    promised_on = serializers.DateField(allow_null=True)
    holder = serializers.SerializerMethodField()
    dates = serializers.SerializerMethodField()
    unread = serializers.SerializerMethodField()
    clocks = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()
    case = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()
    corrections = CorrectionSerializer(many=True, source="corrections.all")
    visits = VisitSerializer(many=True, source="visits.all")
    payments = PaymentSerializer(many=True, source="payment_orders.all")
    resolutions = ResolutionSerializer(many=True, source="resolutions.all")
    appeals = serializers.SerializerMethodField()
    tracking_url = serializers.SerializerMethodField()
    receipt_url = serializers.SerializerMethodField()
    staff = serializers.SerializerMethodField()

    @property
    def _actor(self) -> Actor:
        return self.context["actor"]

    @cached_property
    def _only_asked(self) -> bool:
        assert isinstance(self.instance, ServiceRequest)
        return only_asked(self._actor, self.instance)

    @extend_schema_field(HolderSerializer(allow_null=True))
    def get_holder(self, row: ServiceRequest) -> Any:
        return holder(row)

    @extend_schema_field(DatesSerializer)
    def get_dates(self, row: ServiceRequest) -> Any:
        return dates(row)

    def get_unread(self, row: ServiceRequest) -> int:
        """Messages of the other side that the asker's side has not read."""
        return unread_by(self._actor, row)

    @extend_schema_field(ClocksSerializer)
    def get_clocks(self, row: ServiceRequest) -> Any:
        return clocks(row)

    @extend_schema_field(serializers.DictField)
    def get_answers(self, row: ServiceRequest) -> Json:
        """In full for its citizen; staff see the sensitive ones on the page that puts it down."""
        form = row.definition.form
        given = crypto.open_answers(form, row.answers)
        if not self._actor.is_staff:
            return given
        hidden = ACCESS_TO_A_PERSON if self._only_asked else frozenset()
        shown = mask(given, form)
        return {
            key: MASK * 3 if key in form.by_key and form.by_key[key].type.name in hidden else value
            for key, value in shown.items()
        }

    @extend_schema_field(serializers.DictField)
    def get_case(self, row: ServiceRequest) -> Json:
        """What staff filled in that the workflow calls public."""
        fields = row.workflow.case_fields
        return {k: v for k, v in row.case.items() if k in fields and fields[k].public}

    @extend_schema_field(DocumentSerializer(many=True))
    def get_documents(self, row: ServiceRequest) -> list[Json]:
        found = row.attachments.select_related("document")
        if not self._actor.is_staff:
            found = found.filter(public=True)
        elif self._only_asked:
            found = found.exclude(field_key=WITH_A_MESSAGE)
        context = {"folio": row.folio, "staff": self._actor.is_staff}
        return DocumentSerializer(found, many=True, context=context).data

    @extend_schema_field(AppealSerializer(many=True))
    def get_appeals(self, row: ServiceRequest) -> Any:
        return AppealSerializer([] if self._only_asked else appeals_of(row), many=True).data

    def get_tracking_url(self, row: ServiceRequest) -> str:
        return tracking_url(row.folio)

    def get_receipt_url(self, row: ServiceRequest) -> str:
        return receipt_url(row)

    @extend_schema_field(StaffPartSerializer(allow_null=True))
    def get_staff(self, row: ServiceRequest) -> Json | None:
        if not self._actor.is_staff:
            return None
        return StaffPartSerializer(row, context={"only_asked": self._only_asked}).data


class MovedSerializer(serializers.Serializer[Any]):
    """What a change left."""

    event = serializers.IntegerField(help_text="Número del suceso en la historia.")
    state = serializers.CharField()
    phase = _choices(PhaseChoices)
    revision = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)


def moved(event: Event, row: ServiceRequest) -> Json:
    """A change, as every operation answers it."""
    return MovedSerializer(
        {
            "event": event.sequence,
            "state": row.state,
            "phase": row.phase,
            "revision": row.revision,
            "due_on": row.due_on,
        }
    ).data


def receipt_url(row: ServiceRequest) -> str:
    return reverse("api:request-receipt", kwargs={"folio": row.folio})
