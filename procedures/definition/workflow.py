"""The way a request goes: states in phases, transitions of a kind, and who may make them.

Phases and outcomes are code, so that queues, clocks and indicators share them; the states of a
procedure are data, each mapped to one phase (ARCHITECTURE, "The few signatures that matter").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from .conditions import evaluate, truthy
from .facts import Facts

if TYPE_CHECKING:
    from .form import Field, Form

ANYWHERE = "*open"
NOBODY = "nobody"
CITIZEN = "citizen"
SYSTEM = "system"


class Phase(StrEnum):
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    WAITING_CITIZEN = "waiting_citizen"
    WAITING_PAYMENT = "waiting_payment"
    IN_PROGRESS = "in_progress"
    DECIDING = "deciding"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a request ended; reports never merge them (DOMAIN R31)."""

    FAVOURABLE = "favourable"
    CONDITIONAL = "conditional"
    UNFAVOURABLE = "unfavourable"
    DISMISSED = "dismissed"
    NOT_FILED = "not_filed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    FORWARDED = "forwarded"
    INADMISSIBLE = "inadmissible"


class Kind(StrEnum):
    """What a transition is; each kind but `step` has its own operation (ARCHITECTURE rule 2)."""

    STEP = "step"
    CORRECT = "correct"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    EXPIRE = "expire"
    PAY = "pay"
    OPINION = "opinion"
    VISIT = "visit"


class Clock(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True)
class State:
    """Where a request may stand. `owner` is `role@area`, `role`, `*@area`, citizen or system.

    `clock` None means what the version's `time.pauses` say of the phase.
    """

    key: str
    label: str
    phase: Phase
    owner: str = ""
    next: str = ""
    clock: Clock | None = None
    target_days: int | None = None
    outcome: Outcome | None = None

    @property
    def closed(self) -> bool:
        return self.phase is Phase.CLOSED


@dataclass(frozen=True)
class Transition:
    """A move from any of `from_` to `to`; `*open` is already expanded."""

    action: str
    label: str
    from_: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    form: Form
    kind: Kind = Kind.STEP
    condition: Any = None
    notify: str = NOBODY
    effects: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    reopens: bool = False

    @property
    def by_people(self) -> bool:
        """True when somebody, not only the clock, can make this move."""
        return any(who != SYSTEM for who in self.by)


@dataclass(frozen=True)
class Workflow:
    """The states of a procedure by key, in the order written, and its transitions."""

    key: str
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    start: str
    answer_fields: Mapping[str, Field] = field(default_factory=dict, repr=False)
    case_fields: Mapping[str, Field] = field(default_factory=dict, repr=False)

    def state(self, key: str) -> State:
        """The state called `key`.

        Raises:
            KeyError: there is none.
        """
        return self.states[key]

    def find(self, state: str, action: str) -> Transition | None:
        """The transition `action` that leaves `state`, or None; who and when are not asked."""
        for transition in self.transitions:
            if transition.action == action and state in transition.from_:
                return transition
        return None


class Refused(Exception):
    """The move cannot be made; `reason` is a code and `message` a Spanish sentence.

    Reasons: unknown_action, wrong_state, wrong_role, condition.
    """

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        self.message = message
        super().__init__(message)


def acts_as(allowed: str, actor_roles: Collection[str]) -> bool:
    """Does one of the actor's grants satisfy `allowed`?

    Args:
        allowed: `role@area`, `role` (in any area), `*@area` (any role there), citizen or system.
        actor_roles: grants such as `reviewer@comercializacion`, `supervisor@*`, `citizen`.
    """
    role, _at, area = allowed.partition("@")
    for grant in actor_roles:
        held, _at, where = grant.partition("@")
        if held in (CITIZEN, SYSTEM) or role in (CITIZEN, SYSTEM):
            if held == allowed:
                return True
        elif (role in ("*", held)) and (not area or where in (area, "*")):
            return True
    return False


def decide(
    workflow: Workflow,
    *,
    state: str,
    action: str,
    actor_roles: Collection[str],
    answers: Mapping[str, Any],
    case: Mapping[str, Any],
    facts: Facts,
) -> Transition:
    """The transition `action` makes from `state`, if this actor may make it now. Pure.

    Args:
        state: key of the state the request stands in.
        actor_roles: see `acts_as`.
        answers: what the person answered; `case`: what staff filled in.

    Raises:
        Refused: unknown_action, wrong_state, wrong_role or condition.
    """
    if not any(transition.action == action for transition in workflow.transitions):
        raise Refused("unknown_action", _("Este trámite no tiene esa acción."))
    transition = workflow.find(state, action)
    if transition is None:
        raise Refused("wrong_state", _("La solicitud ya no está en un estado que lo permita."))
    if not any(acts_as(allowed, actor_roles) for allowed in transition.by):
        raise Refused("wrong_role", _("Su función no permite esta acción."))
    if not _opens(workflow, transition, answers, case, facts):
        raise Refused("condition", _("Todavía no se cumple lo necesario para esta acción."))
    return transition


def available(
    workflow: Workflow,
    *,
    state: str,
    actor_roles: Collection[str],
    answers: Mapping[str, Any],
    case: Mapping[str, Any],
    facts: Facts,
) -> tuple[Transition, ...]:
    """The transitions this actor may make now, in the order written; same arguments as `decide`."""
    return tuple(
        transition
        for transition in workflow.transitions
        if state in transition.from_
        and any(acts_as(allowed, actor_roles) for allowed in transition.by)
        and _opens(workflow, transition, answers, case, facts)
    )


def _opens(
    workflow: Workflow,
    transition: Transition,
    answers: Mapping[str, Any],
    case: Mapping[str, Any],
    facts: Facts,
) -> bool:
    if transition.condition is None:
        return True
    data = {
        **_readable(workflow.answer_fields, answers),
        "case": _readable(workflow.case_fields, case),
        "facts": facts.as_data(),
    }
    return truthy(evaluate(transition.condition, data))


def _readable(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
    readable = dict(values)
    for key, item in fields.items():
        readable[key] = item.type.logic(values.get(key))
    return readable
