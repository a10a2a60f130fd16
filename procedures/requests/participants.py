"""Who has a part in a case: the roles its present state waits for or lets act."""

from __future__ import annotations

from procedures.definition import State, Workflow

from .models import CaseAccess, ServiceRequest

NOT_STAFF = frozenset({"citizen", "system"})


def _grant(service_request: ServiceRequest, who: str, reason: str) -> None:
    role, _at, area = who.partition("@")
    if not role or role in NOT_STAFF:  # a closed state waits for nobody
        return
    CaseAccess.objects.get_or_create(
        service_request=service_request,
        role="" if role == "*" else role,
        area=area,
        user=None,
        defaults={"reason": reason},
    )


def enter(service_request: ServiceRequest, workflow: Workflow, state: State) -> None:
    """Let in whoever owns the state or can move the case out of it, and set the owning area.

    A state that waits for the citizen keeps the area it came from: somebody answers for it still.
    Nobody is let into a restricted case this way (DOMAIN §8.2); that takes `let_in`.
    """
    role, _at, area = state.owner.partition("@")
    if role not in NOT_STAFF and area:
        service_request.area = area
    if service_request.procedure.restricted:
        return
    _grant(service_request, state.owner, state.key)
    for transition in workflow.transitions:
        if state.key in transition.from_:
            for who in transition.by:
                _grant(service_request, who, state.key)


def let_out(service_request: ServiceRequest, area: str) -> None:
    """Close a restricted case to an area it was handed to by mistake."""
    service_request.accesses.filter(area=area, user=None).update(explicit=False)


def let_in(service_request: ServiceRequest, role: str, area: str, reason: str) -> None:
    """Open a case, restricted or not, to a role of an area, and make that area its owner."""
    CaseAccess.objects.update_or_create(
        service_request=service_request,
        role=role,
        area=area,
        user=None,
        defaults={"reason": reason, "explicit": True},
    )
    service_request.area = area
