"""A step of a workflow: what every kind's own operation is made of, and the ordinary one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.definition import Kind
from procedures.requests.attachments import Documents
from procedures.requests.core import change
from procedures.requests.errors import Conflict
from procedures.requests.models import Event, ServiceRequest


def step(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    action: str,
    revision: int,
    kinds: frozenset[Kind],
    answers: Mapping[str, Any] | None = None,
    documents: Documents | None = None,
    note: str = "",
    inputs: Mapping[str, Any] | None = None,
    known: Mapping[str, Any] | None = None,
    effect: str = "",
) -> Event:
    """A whole move of one of `kinds`: what `perform` and every kind's own operation are made of.

    Args:
        known: what was looked up before it, for the private side of the event.
        effect: when given, the transition must carry it (the operation is about that effect).
    """
    with change(actor=actor, service_request=service_request, revision=revision, why=action) as now:
        transition = now.decide(action, kinds=kinds)
        if effect and effect not in {name for name, _parameters in transition.effects}:
            raise Conflict(
                _("Este paso tiene su propia operación; no puede hacerse por aquí."),
                code="wrong_kind",
            )
        clean = now.clean(transition, answers or {}, documents or {})
        return now.move(
            transition, answers=clean, documents=documents, note=note, inputs=inputs, known=known
        )


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
