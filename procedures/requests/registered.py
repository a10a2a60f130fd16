"""The account of a request in the customer register, for who handles the case and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.accounts.actors import Actor
from procedures.register.comparing import Comparison, compare

from .access import may
from .models import ServiceRequest


def beside_the_register(
    actor: Actor, service_request: ServiceRequest, answers: Mapping[str, Any]
) -> Comparison | None:
    """What the register says today beside what was answered.

    Args:
        actor: who asks; residents are never told, however well they know the account.
        answers: those of the request, sealed ones open.

    Returns:
        None where this actor may not see it, the request is anonymous (an account would lead to
        somebody), or there is nothing to compare.
    """
    if service_request.anonymous or not may(actor, "see_register", service_request):
        return None
    return compare(service_request.definition.form, answers)
