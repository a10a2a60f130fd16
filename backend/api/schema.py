"""The OpenAPI: every operation with every status it can answer, problems included.

What a view can refuse with follows from what it is (has a path, a body, a filter, somebody logged
in); only conflicts have to be said by the view itself.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from .authentication import KEY_HEADER
from .errors import MEDIA_TYPE, TITLES

WITH_RETRY_AFTER = frozenset({429, 503})


class FindingSerializer(serializers.Serializer[Any]):
    """One error of a problem."""

    field = serializers.CharField(allow_blank=True, help_text=_("Ruta con puntos; vacía, el todo."))
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457. A 409 about a request adds where it stands now."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FindingSerializer(many=True)
    request_id = serializers.CharField(allow_blank=True)
    state = serializers.CharField(required=False)
    phase = serializers.CharField(required=False)
    revision = serializers.IntegerField(required=False)
    works = serializers.CharField(required=False)


class Schema(AutoSchema):
    """drf-spectacular's, with our problems, tags and the citizen's key."""

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").partition("/")[0]]

    def get_override_parameters(self) -> list[Any]:
        if not getattr(self.view, "request_key", False):
            return []
        return [
            OpenApiParameter(
                KEY_HEADER,
                str,
                OpenApiParameter.HEADER,
                description=_("La clave de seguimiento de la solicitud."),
            )
        ]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status in sorted(self._problems()):
            answer = self._get_response_for_code(
                OpenApiResponse(ProblemSerializer, description=str(TITLES[status])),
                str(status),
                [MEDIA_TYPE],
                direction,
            )
            if status in WITH_RETRY_AFTER:
                answer["headers"] = {
                    "Retry-After": {
                        "schema": {"type": "integer"},
                        "description": str(_("Segundos que hay que esperar.")),
                    }
                }
            bodies[str(status)] = answer
        return bodies

    def _problems(self) -> set[int]:
        found = {429, 503, *self.view.problems.get(self.method.lower(), ())}
        if self.view.authentication_classes:
            found |= {401, 403}
        if "{" in self.path:
            found.add(404)
        if self.method == "POST":
            found |= {400, 413, 415}
        elif any(one["in"] == "query" for one in self._get_parameters()):
            found.add(400)
        return found


class BearerScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI says "a token"."""

    target_class = "backend.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": str(_("De `manage.py api_token USUARIO`; alcances `read` y `write`.")),
        }
