"""What a caller must be before the view looks at anything."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from backend.accounts.actors import actor_of
from backend.accounts.models import ApiToken
from procedures.requests.access import may_see_figures


class WithinScopes(BasePermission):
    """A token reads with the scope `read` and changes with `write`; others have no scopes."""

    message = _("Esa llave de la API no permite esta operación.")
    code = "scope"

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        return ("read" if request.method in SAFE_METHODS else "write") in request.auth.scopes


class IsStaff(BasePermission):
    """Somebody who works here; nobody else has lists of requests (401)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user and request.user.is_authenticated)


class SeesFigures(IsStaff):
    """The management's figures."""

    message = _("Su función no incluye el tablero de indicadores.")

    def has_permission(self, request: Request, view: Any) -> bool:
        return super().has_permission(request, view) and may_see_figures(actor_of(request))
