"""All that a condition may know of a request, worked out in one place."""

from __future__ import annotations

import datetime as dt

from backend.accounts.actors import Actor
from procedures.definition import Facts

from . import crypto
from .models import ServiceRequest


def facts_for_filing(
    actor: Actor, today: dt.date, applicant_kind: str = "", anonymous: bool = False
) -> Facts:
    """The facts while a form is being filled in and there is no request yet."""
    return Facts(
        source=actor.source,
        today=today,
        applicant_kind=applicant_kind,
        corrections_used=0,
        within_correction_window=True,
        anonymous=anonymous,
        staff=actor.kind == "staff",
    )


def facts_of(service_request: ServiceRequest, actor: Actor, today: dt.date) -> Facts:
    """The facts of a request as they are today for this actor.

    `within_correction_window` is DOMAIN R8: the authority may ask for what is missing only in the
    first third of the term.
    """
    limit = service_request.correction_limit_on
    return Facts(
        source=service_request.source,
        today=today,
        applicant_kind=_applicant_kind(service_request),
        corrections_used=service_request.corrections_used,
        within_correction_window=limit is None or today <= limit,
        extensions_used=int(service_request.extension_days > 0),
        anonymous=service_request.anonymous,
        staff=actor.kind == "staff",
    )


def _applicant_kind(service_request: ServiceRequest) -> str:
    """What the `solicitante` block asks; opened where a version says it is sensitive."""
    kind = {"tipo_persona": service_request.answers.get("tipo_persona") or ""}
    return str(crypto.open_answers(service_request.definition.form, kind)["tipo_persona"])
