"""An ordinary step of a workflow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.accounts.actors import Actor
from procedures.definition import Kind
from procedures.requests.attachments import Documents
from procedures.requests.core import step
from procedures.requests.models import Event, ServiceRequest


def perform(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    action: str,
    revision: int,
    answers: Mapping[str, Any] | None = None,
    documents: Documents | None = None,
    note: str = "",
) -> Event:
    """Do one step of kind `step`; every other kind is refused here and has its own operation.

    Args:
        revision: the one the actor saw.
        answers: of the step's form.
        documents: of the step's file fields.
        note: for staff only.

    Raises:
        NotFound, NotAllowed, Stale, Conflict, Invalid.
    """
    return step(
        actor=actor,
        service_request=service_request,
        action=action,
        revision=revision,
        kinds=frozenset({Kind.STEP}),
        answers=answers,
        documents=documents,
        note=note,
    )
