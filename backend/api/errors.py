"""Every error of the API as RFC 9457 `application/problem+json`, in Spanish.

Operations raise their own refusals, DRF raises its own, and whatever nobody foresaw becomes a 500
that says nothing of the inside. One function turns each into a status, a code and a sentence.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from procedures.documents.rejections import Rejected
from procedures.documents.serving import HeldBack
from procedures.requests import errors as refusals

from .content import TooLarge

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 30  # when a part of the house is away
TITLES = {
    400: gettext_lazy("Hay datos que corregir"),
    401: gettext_lazy("Identifíquese"),
    403: gettext_lazy("Su función no lo permite"),
    404: gettext_lazy("No encontramos lo que busca"),
    405: gettext_lazy("Método no permitido"),
    409: gettext_lazy("La situación no lo permite"),
    410: gettext_lazy("Ya no está disponible"),
    413: gettext_lazy("Demasiado grande"),
    415: gettext_lazy("Tipo de contenido no admitido"),
    429: gettext_lazy("Demasiados intentos"),
    500: gettext_lazy("Algo falló de nuestro lado"),
    503: gettext_lazy("Servicio no disponible por ahora"),
}
REJECTED = {
    "too_large": 413,
    "too_many_pixels": 413,
    "type": 415,
    "mismatch": 415,
    "quota": 429,
    "address_quota": 429,
    "disk": 503,
    "busy": 503,
}
QUOTA_WAIT = 60 * 60  # seconds; uploads that nobody claimed make room as they expire
WAITS = {429: QUOTA_WAIT, 503: 60}

log = logging.getLogger(__name__)

Finding = Mapping[str, str]


def problem(
    status: int,
    *,
    code: str = "",
    detail: str = "",
    errors: Iterable[Finding] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """One problem.

    Args:
        code: what programs tell problems apart by, the last part of `type`.
        detail: what happened and what to do, for a person.
        errors: each `{"field", "code", "message"}`.
        more: members of this problem alone, such as the current revision.
    """
    body = {
        "type": f"urn:ventanilla:problem:{code or status}",
        "title": str(TITLES[status]),
        "status": status,
        "detail": detail or str(TITLES[status]),
        "errors": list(errors),
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        **more,
    }
    return Response(body, status=status, headers=dict(headers or {}), content_type=MEDIA_TYPE)


def handle(exception: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's EXCEPTION_HANDLER."""
    set_rollback()
    match exception:
        case refusals.OperationError():
            return _refusal(exception, context)
        case Rejected():
            return _rejected(exception)
        case HeldBack():
            return problem(410, code="held_back", detail=str(exception.sentence))
        case exceptions.APIException():
            return _drf(exception)
        case Http404():
            return problem(404, code="not_found")
        case PermissionDenied():
            return problem(403, code="forbidden")
        case RequestDataTooBig():
            return _drf(TooLarge(settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
        case SuspiciousOperation():
            return problem(400, code="malformed")
        case OperationalError() | InterfaceError() | FileNotFoundError():
            log.exception("a part of the house is away")
            return problem(
                503,
                code="unavailable",
                detail=_("Por ahora no podemos atenderlo. Intente en unos minutos."),
                headers={"Retry-After": str(RETRY_SECONDS)},
                works="/health/ready",
            )
    log.exception("unforeseen")
    got_request_exception.send(sender=None, request=context["request"]._request)
    return problem(
        500,
        code="internal",
        detail=_("No fue culpa de usted y ya quedó registrado. Intente más tarde."),
    )


def _refusal(refused: refusals.OperationError, context: Mapping[str, Any]) -> Response:
    said = str(refused)
    match refused:
        case refusals.Stale():
            return problem(409, code="stale", detail=said, **standing_of(refused.service_request))
        case refusals.Conflict():
            row = getattr(context["view"], "service_request", None)
            return problem(
                409,
                code=refused.code,
                detail=said,
                errors=[finding("", refused.code, said)],
                **(standing_of(row) if row else {}),
            )
        case refusals.NotAllowed():
            return problem(403, code="forbidden", detail=said)
        case refusals.NotFound():
            return problem(404, code="not_found", detail=said)
        case refusals.Invalid():
            found = [
                finding(field, code, message)
                for field, items in refused.errors.items()
                for code, message in items
            ]
            return problem(
                400, code="invalid", detail=_("Revise los datos señalados."), errors=found
            )
    raise TypeError(f"a refusal without a status: {type(refused).__name__}")


def standing_of(row: Any) -> dict[str, Any]:
    """Where a request stands now, for whoever came too late."""
    return {"state": row.state, "phase": row.phase, "revision": row.revision}


def _rejected(rejected: Rejected) -> Response:
    status = REJECTED.get(rejected.code, 400)
    return problem(
        status,
        code=rejected.code,
        detail=rejected.sentence,
        errors=[finding("file", rejected.code, rejected.sentence)],
        headers={"Retry-After": str(WAITS[status])} if status in WAITS else {},
    )


def _drf(raised: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(raised, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if isinstance(raised, exceptions.Throttled):
        wait = max(1, math.ceil(raised.wait or 1))
        return problem(
            429,
            code="throttled",
            detail=_("Espere %s segundos y vuelva a intentarlo.") % wait,
            headers={"Retry-After": str(wait)},
        )
    if isinstance(raised, exceptions.ValidationError):
        return problem(
            400,
            code="invalid",
            detail=_("Revise los datos señalados."),
            errors=list(_flat(raised.get_full_details())),
        )
    if isinstance(raised, exceptions.MethodNotAllowed):
        return problem(405, code="method_not_allowed")
    details = raised.get_full_details()
    if str(details.get("message", "")).startswith("CSRF Failed"):  # DRF says it in English alone
        return problem(
            403,
            code="csrf",
            detail=_("Con la sesión de una página, mande también su testigo CSRF."),
        )
    return problem(
        raised.status_code, code=details["code"], detail=str(details["message"]), headers=headers
    )


def _flat(details: Any, field: str = "") -> Iterable[Finding]:
    """DRF's nested details as a flat list; a path reaches inward with dots."""
    if isinstance(details, list):
        for index, item in enumerate(details):
            leaf = isinstance(item, dict) and item.keys() == {"message", "code"}
            yield from _flat(item, field if leaf else f"{field}.{index}")
    elif details.keys() == {"message", "code"}:
        yield finding(field, details["code"], details["message"])
    else:
        for name, item in details.items():
            inner = "" if name == "non_field_errors" else str(name)
            yield from _flat(item, ".".join(part for part in (field, inner) if part))


def finding(field: str, code: str, message: str) -> Finding:
    """One error: the field (a path with dots, "" for the whole), a code and a sentence."""
    return {"field": field, "code": str(code), "message": str(message)}
