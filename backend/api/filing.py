"""A filing as the API takes it: its body, its Idempotency-Key, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor
from backend.accounts.models import ApiToken
from notifications.ways import choosable
from procedures.requests.acceptance import ELECTRONIC
from procedures.requests.addresses import tracking_url
from procedures.requests.errors import Invalid, NotFound
from procedures.requests.idempotency import once
from procedures.requests.models.request import LONGEST_POSTAL, ApplicantRole, Channel, Source
from procedures.requests.operations import Contact, Filing, Person, submit

from .fields import Body, Text, YesNo, documents_field
from .papers import uploads
from .procedures import in_force
from .representations import receipt_url

ABOUT_PEOPLE = ("contact", "applicants")  # of the body of a filing
NEEDED = {"email": "email", "sms": "phone", "whatsapp": "phone", "letter": "postal"}
IDEMPOTENCY_HEADER = "Idempotency-Key"
LONGEST_KEY = 200
IDEMPOTENCY_PARAMETER = OpenApiParameter(
    IDEMPOTENCY_HEADER,
    str,
    OpenApiParameter.HEADER,
    description=gettext_lazy(
        "Algo al azar: repetir el envío con ella da la misma respuesta (24 h)."
    ),
)


class ContactBody(Body):
    """Whom to tell, and how."""

    name = Text(max_length=200)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    phone = Text(required=False, allow_blank=True, max_length=20, default="")
    postal = Text(
        required=False,
        allow_blank=True,
        max_length=LONGEST_POSTAL,
        default="",
        help_text=gettext_lazy("A dónde va una carta, renglón por renglón."),
    )
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.COUNTER)
    accepts_electronic_notice = YesNo(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed = NEEDED.get(attrs["channel"])
        if needed and not attrs[needed]:
            raise serializers.ValidationError(
                {needed: [serializers.ErrorDetail(_("Hace falta para avisarle así."), "required")]}
            )
        if attrs["channel"] in ELECTRONIC and attrs["channel"] not in choosable():
            sentence = _("Este organismo no avisa por ese medio.")
            raise serializers.ValidationError(
                {"channel": [serializers.ErrorDetail(sentence, "invalid_choice")]}
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

    procedure = Text(max_length=80)
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


def file_request(actor: Actor, body: dict[str, Any]) -> Filing:
    """File what a `FilingBody` says."""
    try:
        version = in_force(body["procedure"])
    except NotFound as missing:
        raise Invalid({"procedure": [("not_found", str(missing))]}) from missing
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


def filed(filing: Filing) -> dict[str, Any]:
    """A filing done, as JSON."""
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


def answer_of(request: Request, body: dict[str, Any], file: Callable[[], Filing]) -> Response:
    """File what was asked for; with an Idempotency-Key, once however often it is sent.

    Args:
        body: a `FilingBody`. file: does the filing.
    """
    key = idempotency_key(request)
    client, sent = client_of(request), {**request.data, "at": request.path}
    if body["anonymous"]:  # not even a digest of a token or a name may lead back (DOMAIN §8.2)
        client = ""
        sent = {name: part for name, part in sent.items() if name not in (*ABOUT_PEOPLE, "at")}
    filing = once(client=client, key=key, body=sent, file=file)[0] if key else file()
    return Response(filed(filing), status=status.HTTP_201_CREATED)


def staff_actor(actor: Actor, source: str) -> Actor:
    """Somebody of the staff who files by a channel."""
    return replace(actor, source=source)


def client_of(request: Request) -> str:
    """Whose Idempotency-Key it is: of a token, of a session, or of the public."""
    if isinstance(request.auth, ApiToken):
        return f"token {request.auth.pk}"
    if request.user.is_authenticated:
        return f"session {request._request.session.session_key}"
    return ""


def idempotency_key(request: Request) -> str:
    """The key that came, or "".

    Raises:
        Invalid: it is too long, or not plain letters.
    """
    key: str = request.headers.get(IDEMPOTENCY_HEADER, "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable() or not key.isascii():
        raise Invalid(
            {IDEMPOTENCY_HEADER: [("invalid", _("Use hasta %d letras y números.") % LONGEST_KEY)]}
        )
    return key
