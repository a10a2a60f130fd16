"""Operations of the kinds that casework answers for: opinions, visits, payments.

Each is a step of its own kind and carries the effect of the same name; `perform` refuses them, so
no rule has a second door (ARCHITECTURE rule 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.models import User
from backend.accounts.roles import Role
from procedures.definition import Kind, Transition
from procedures.requests.attachments import Documents
from procedures.requests.errors import Invalid
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.operations.steps import step


def accredited(transition: Transition) -> QuerySet[User]:
    """The inspectors who may be sent by a `plan_visit` step: those of the area it names."""
    area = dict(transition.effects)["plan_visit"]["area"]
    return (
        User.objects.filter(is_active=True, memberships__role=Role.INSPECTOR)
        .filter(Q(memberships__area__key=area) | Q(memberships__area=None))
        .distinct()
        .order_by("full_name")
    )


def plan_visit(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    action: str,
    revision: int,
    inspector: User | str | None,
    answers: Mapping[str, Any] | None = None,
    documents: Documents | None = None,
    note: str = "",
) -> Event:
    """Plan a visit.

    Args:
        inspector: who goes, or their user name; must be accredited in the area of the visit.

    Raises:
        Invalid: no inspector, or one who is not accredited there.
    """
    found = None
    name = inspector.username if isinstance(inspector, User) else inspector
    transition = service_request.workflow.find(service_request.state, action)
    if transition is not None and "plan_visit" in dict(transition.effects) and name:
        found = accredited(transition).filter(username=name).first()
    if found is None:
        raise Invalid(
            {"inspector": [("required", _("Elija a una persona inspectora acreditada."))]}
        )
    return _step(
        "plan_visit",
        Kind.VISIT,
        actor=actor,
        service_request=service_request,
        action=action,
        revision=revision,
        answers=answers,
        documents=documents,
        note=note,
        inputs={"inspector": found},
    )


def _step(effect: str, kind: Kind, **arguments: Any) -> Event:
    return step(kinds=frozenset({kind}), effect=effect, **arguments)


def reschedule_visit(**arguments: Any) -> Event:
    """Move a planned visit; takes what `perform` takes."""
    return _step("reschedule_visit", Kind.VISIT, **arguments)


def record_visit(**arguments: Any) -> Event:
    """Put down what a visit found; takes what `perform` takes."""
    return _step("record_visit", Kind.VISIT, **arguments)


def order_payment(**arguments: Any) -> Event:
    """Issue a línea de captura; takes what `perform` takes."""
    return _step("order_payment", Kind.PAY, **arguments)


def verify_payment(**arguments: Any) -> Event:
    """Verify the payment; takes what `perform` takes."""
    return _step("verify_payment", Kind.PAY, **arguments)


def ask_opinion(**arguments: Any) -> Event:
    """Ask another area; takes what `perform` takes."""
    return _step("ask_opinion", Kind.OPINION, **arguments)


def give_opinion(**arguments: Any) -> Event:
    """Answer another area; takes what `perform` takes."""
    return _step("give_opinion", Kind.OPINION, **arguments)


def assume_no_objection(**arguments: Any) -> Event:
    """Go on without an opinion that did not come in time; takes what `perform` takes."""
    return _step("assume_no_objection", Kind.OPINION, **arguments)
