"""The survey: five questions, one anonymous answer a token. Nobody is asked who they are."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from procedures.catalogue.models import Procedure
from procedures.requests.errors import Conflict, Invalid, NotFound
from procedures.surveys.invitations import BadToken, Invitation, read
from procedures.surveys.models import Solved
from procedures.surveys.operations import AlreadySpent, answer, is_spent
from procedures.surveys.questions import LONGEST_COMMENT, SurveyForm

from .base import ApiView
from .fields import Body, Text, Whole
from .throttles import SurveysThrottle


def _rating() -> Whole:
    return Whole(min_value=1, max_value=5, required=False, allow_null=True)


class SurveyBody(Body):
    """The answers; none is required but one at least."""

    ease = _rating()
    time = _rating()
    treatment = _rating()
    solved = serializers.ChoiceField(choices=Solved.choices, required=False, allow_blank=True)
    comment = Text(required=False, allow_blank=True, max_length=LONGEST_COMMENT)


class QuestionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()
    help = serializers.CharField(allow_blank=True)
    options = serializers.ListField(child=serializers.DictField())


class Survey(ApiView):
    authentication_classes: ClassVar[list[Any]] = []  # who answers is nobody, logged in or not
    throttle_classes: ClassVar = [SurveysThrottle]
    problems: ClassVar = {"get": (404, 409), "post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Las preguntas"),
        responses=inline_serializer(
            "Survey",
            {
                "procedure": serializers.CharField(),
                "questions": QuestionSerializer(many=True),
            },
        ),
    )
    def get(self, request: Request, token: str) -> Response:
        """What is asked, while the token is unspent."""
        invitation = _invitation(token)
        if is_spent(invitation):
            raise _spent()
        procedure = Procedure.objects.filter(slug=invitation.procedure).first()
        return Response(
            {
                "procedure": procedure.name if procedure else invitation.procedure,
                "questions": [_question(key, field) for key, field in SurveyForm().fields.items()],
            }
        )

    @extend_schema(
        summary=gettext_lazy("Responder"),
        request=SurveyBody,
        responses={201: inline_serializer("SurveyAnswered", {"detail": serializers.CharField()})},
    )
    def post(self, request: Request, token: str) -> Response:
        """One anonymous answer; the token is spent."""
        invitation = _invitation(token)
        form = SurveyForm(self.body(SurveyBody, request))
        if not form.is_valid():
            raise Invalid(
                {
                    "" if key == "__all__" else key: [
                        (str(error.code), str(error.message)) for error in found
                    ]
                    for key, found in form.errors.as_data().items()
                }
            )
        try:
            answer(invitation, form.cleaned_data)
        except AlreadySpent as twice:
            raise _spent() from twice
        return Response(
            {"detail": _("Gracias. Su respuesta es anónima.")}, status=status.HTTP_201_CREATED
        )


def _invitation(token: str) -> Invitation:
    try:
        return read(token)
    except BadToken as bad:
        raise NotFound(_("Esta encuesta no existe o ya venció.")) from bad


def _spent() -> Conflict:
    return Conflict(_("Esta encuesta ya se respondió. Gracias."), code="spent")


def _question(key: str, field: Any) -> dict[str, Any]:
    return {
        "key": key,
        "label": str(field.label),
        "help": str(field.help_text),
        "options": [
            {"value": value, "label": str(label)} for value, label in getattr(field, "choices", [])
        ],
    }
