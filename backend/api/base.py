"""The views' common ground: who asks, which request, nothing personal in a cache."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from backend.accounts.actors import Actor
from procedures.requests.models import ServiceRequest

from .authentication import asker
from .permissions import IsStaff, WithinScopes

AnySerializer = TypeVar("AnySerializer", bound=Serializer[Any])


class ApiView(APIView):
    """Open to anybody; a token still needs its scope.

    `problems` lists, for the OpenAPI, the statuses of a method that nothing else reveals;
    `request_key` says that a citizen may open it with `Request-Key`.
    """

    permission_classes: ClassVar[list[type[BasePermission]]] = [WithinScopes]
    problems: ClassVar[dict[str, tuple[int, ...]]] = {}
    request_key = False
    public = False

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if not self.public and not answer.has_header("Cache-Control"):
            patch_cache_control(answer, private=True, no_store=True)
        return answer

    def body(self, serializer: type[AnySerializer], request: Request) -> dict[str, Any]:
        """The body, proven to have the shape the serializer says."""
        bound = serializer(data=request.data)
        bound.is_valid(raise_exception=True)
        return dict(bound.validated_data)


class StaffView(ApiView):
    """For those who work here; others get 401."""

    permission_classes: ClassVar[list[type[BasePermission]]] = [IsStaff, WithinScopes]


class RequestView(ApiView):
    """About one request, for whoever may see it; for anybody else there is none (404)."""

    request_key = True
    service_request: ServiceRequest | None = None

    def asked(self, folio: str) -> tuple[Actor, ServiceRequest]:
        """Who asks, and the request they ask about.

        Raises:
            NotFound: not there, or not theirs; the two are the same.
        """
        actor, row = asker(self.request, folio)
        self.service_request = row
        return actor, row
