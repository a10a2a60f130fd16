"""What is proven of a workflow: it starts, people can end it, and everything named exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .condition_types import Scope, findings
from .problems import Problem, join
from .vocabulary import EffectSpec, Vocabulary
from .workflow import CITIZEN, NOBODY, SYSTEM, Kind, Outcome, Phase, State, Transition, Workflow

# Endings that are no answer: a request must be able to end without them.
NO_ANSWER = (Kind.WITHDRAW, Kind.LAPSE, Kind.EXPIRE)
ONE_EFFECT = (Kind.PAY, Kind.OPINION, Kind.VISIT)
WAITING = (Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT)
_TYPES = {"area": str, "text": str, "integer": int, "boolean": bool}


def prove_workflow(workflow: Workflow, known: Vocabulary, scope: Scope) -> Iterator[Problem]:
    """Every reason why this workflow cannot be published.

    Args:
        scope: what the conditions of its transitions may read.
    """
    if workflow.state(workflow.start).phase is not Phase.RECEIVED:
        path = join("workflow.states", workflow.start, "phase")
        yield Problem(path, _("El primer estado es el inicio: su fase debe ser «received»."))
    for state in workflow.states.values():
        yield from _prove_state(state, known)
    taken: dict[tuple[str, str], int] = {}
    for at, transition in enumerate(workflow.transitions):
        path = join("workflow.transitions", at)
        yield from _prove_ends(workflow, transition, path)
        yield from _prove_actors(transition, known, path)
        yield from _prove_effects(transition, known, path)
        if transition.notify != NOBODY and transition.notify not in known.messages:
            sentence = _("No existe el mensaje «%(n)s».") % {"n": transition.notify}
            yield Problem(join(path, "notify"), sentence)
        if transition.condition is not None:
            for inside, sentence in findings(transition.condition, scope):
                yield Problem(join(path, "if", inside), sentence)
        for key in transition.from_:
            if (transition.action, key) in taken:
                sentence = _("La acción «%(a)s» ya sale del estado «%(s)s» (transición %(n)d).")
                told = {"a": transition.action, "s": key, "n": taken[transition.action, key]}
                yield Problem(join(path, "action"), sentence % told)
            taken.setdefault((transition.action, key), at)
    yield from _prove_case(workflow)
    yield from _prove_paths(workflow)


def _prove_state(state: State, known: Vocabulary) -> Iterator[Problem]:
    path = join("workflow.states", state.key)
    if state.closed and state.outcome is None:
        yield Problem(join(path, "outcome"), _("Un estado cerrado dice con qué resultado."))
    if not state.closed and state.outcome is not None:
        yield Problem(join(path, "outcome"), _("Solo un estado cerrado tiene resultado."))
    if state.closed and state.clock != "stopped":
        yield Problem(join(path, "clock"), _("En un estado cerrado el reloj está detenido."))
    if not state.closed and not state.owner:
        yield Problem(join(path, "owner"), _("Diga a quién le toca."))
    if state.owner:
        yield from _prove_actor(state.owner, known, join(path, "owner"))


def _prove_actors(transition: Transition, known: Vocabulary, path: str) -> Iterator[Problem]:
    for at, actor in enumerate(transition.by):
        yield from _prove_actor(actor, known, join(path, "by", at))


def _prove_actor(actor: str, known: Vocabulary, path: str) -> Iterator[Problem]:
    if actor in (CITIZEN, SYSTEM):
        return
    role, at, area = actor.partition("@")
    if role != "*" and (role not in known.roles or role in (CITIZEN, SYSTEM)):
        yield Problem(path, _("No existe la función «%(n)s».") % {"n": role})
    if (at and area not in known.areas) or (role == "*" and not at):
        yield Problem(path, _("No existe el área «%(n)s».") % {"n": area})


def _prove_ends(workflow: Workflow, transition: Transition, path: str) -> Iterator[Problem]:
    """Where it leaves from and where it arrives, by its kind."""
    unknown = [key for key in (*transition.from_, transition.to) if key not in workflow.states]
    for key in dict.fromkeys(unknown):
        word = "to" if key == transition.to else "from"
        yield Problem(join(path, word), _("El flujo no tiene el estado «%(n)s».") % {"n": key})
    if not transition.from_:
        yield Problem(join(path, "from"), _("No hay ningún estado abierto del que salga."))
    if unknown:
        return
    target = workflow.state(transition.to)
    sources = [workflow.state(key) for key in transition.from_]
    leaves_closed = any(state.closed for state in sources)
    if leaves_closed and not transition.reopens:
        sentence = _("De un estado cerrado solo se sale reabriendo (reopens: true).")
        yield Problem(join(path, "from"), sentence)
    if transition.reopens and (
        target.closed or transition.kind is not Kind.STEP or not all(one.closed for one in sources)
    ):
        yield Problem(join(path, "reopens"), _("Reabrir va de lo cerrado a lo abierto."))
    yield from _prove_kind(transition, sources, target, path)


def _prove_kind(
    transition: Transition, sources: list[State], target: State, path: str
) -> Iterator[Problem]:
    kind, by = transition.kind, transition.by
    staff = [one for one in by if one not in (CITIZEN, SYSTEM)]
    waiting = all(state.phase is Phase.WAITING_CITIZEN for state in sources)
    refused: dict[str, bool] = {}
    if kind is Kind.CORRECT:
        refused = {
            _("Pedir una corrección lleva a un estado que espera a la persona."): (
                target.phase is not Phase.WAITING_CITIZEN
            ),
            _("Solo el personal pide una corrección."): len(staff) != len(by),
        }
    elif kind is Kind.ANSWER:
        refused = {
            _("Se contesta desde un estado que espera a la persona."): not waiting,
            _("La persona debe poder contestar (by: citizen)."): CITIZEN not in by,
            _("Contestar no cierra la solicitud."): target.closed,
        }
    elif kind is Kind.WITHDRAW:
        refused = {
            _("Desistir cierra con el resultado «withdrawn»."): (
                target.outcome is not Outcome.WITHDRAWN
            ),
            _("La persona debe poder desistir (by: citizen)."): CITIZEN not in by,
        }
    elif kind is Kind.LAPSE:
        refused = {
            _("Caducar cierra con el resultado «lapsed»."): target.outcome is not Outcome.LAPSED,
            _("La persona no declara la caducidad."): CITIZEN in by,
        }
    elif kind is Kind.EXPIRE:
        refused = {
            _("Vencer cierra con el resultado «dismissed», «not_filed» o «lapsed»."): (
                target.outcome not in (Outcome.DISMISSED, Outcome.NOT_FILED, Outcome.LAPSED)
            ),
            _("Vence lo que espera a la persona."): any(
                state.phase not in WAITING for state in sources
            ),
            _("La persona no declara el vencimiento."): CITIZEN in by,
        }
    elif target.outcome is Outcome.WITHDRAWN:
        refused = {_("Solo desistir (kind: withdraw) lleva a «withdrawn»."): True}
    for sentence, wrong in refused.items():
        if wrong:
            yield Problem(join(path, "kind"), sentence)


def _prove_effects(transition: Transition, known: Vocabulary, path: str) -> Iterator[Problem]:
    specs: list[EffectSpec] = []
    for at, (name, parameters) in enumerate(transition.effects):
        where = join(path, "effects", at)
        spec = known.effects.get(name)
        if spec is None:
            yield Problem(where, _("No existe el efecto «%(n)s».") % {"n": name})
            continue
        specs.append(spec)
        yield from _prove_parameters(spec, parameters, known, where)
        yield from _prove_needs(spec, transition, where)
        if spec.kind is not None and spec.kind is not transition.kind:
            sentence = _("El efecto «%(n)s» va en una transición de tipo «%(k)s».")
            yield Problem(where, sentence % {"n": name, "k": spec.kind})
    if transition.kind in ONE_EFFECT:
        if sum(spec.kind is transition.kind for spec in specs) != 1:
            sentence = _("Una transición de tipo «%(k)s» lleva un efecto de ese tipo, y solo uno.")
            yield Problem(join(path, "effects"), sentence % {"k": transition.kind})


def _prove_parameters(
    spec: EffectSpec, given: Mapping[str, Any], known: Vocabulary, path: str
) -> Iterator[Problem]:
    for name in spec.parameters:
        if given.get(name) is None:
            sentence = _("Al efecto «%(e)s» le falta «%(p)s».") % {"e": spec.name, "p": name}
            yield Problem(path, sentence)
    for name, value in given.items():
        wanted = spec.parameters.get(name)
        told = {"e": spec.name, "p": name}
        if wanted is None:
            yield Problem(path, _("El efecto «%(e)s» no lleva «%(p)s».") % told)
        elif value is None:
            continue
        elif not isinstance(value, _TYPES.get(wanted, str)) or (
            wanted == "integer" and isinstance(value, bool)
        ):
            yield Problem(path, _("«%(p)s» no es del tipo que pide el efecto «%(e)s».") % told)
        elif wanted == "area" and value not in known.areas:
            yield Problem(path, _("No existe el área «%(n)s».") % {"n": value})


def _prove_needs(spec: EffectSpec, transition: Transition, path: str) -> Iterator[Problem]:
    for key, kind in spec.needs.items():
        field = transition.form.by_key.get(key)
        if field is None or field.type.name != kind:
            sentence = _("El efecto «%(e)s» pide en el formulario el campo «%(k)s», de tipo %(t)s.")
            yield Problem(path, sentence % {"e": spec.name, "k": key, "t": kind})


def _prove_case(workflow: Workflow) -> Iterator[Problem]:
    """What staff fill in is one document, so a key means one thing in all the steps."""
    kinds: dict[str, str] = {}
    for at, transition in enumerate(workflow.transitions):
        for place, field in enumerate(transition.form.fields):
            kind = kinds.setdefault(field.key, field.type.name)
            if kind != field.type.name:
                sentence = _("En otra transición «%(k)s» es de tipo %(t)s.")
                path = join("workflow.transitions", at, "form", place, "type")
                yield Problem(path, sentence % {"k": field.key, "t": kind})
            if field.holds_sensitive:  # the document of the case is not encrypted
                path = join("workflow.transitions", at, "form", place, "sensitive")
                yield Problem(path, _("Un paso no pide datos sensibles: pregúntelos al presentar."))


def _prove_paths(workflow: Workflow) -> Iterator[Problem]:
    """Every state is reached, and people can bring every open one to a decision."""
    forward = _edges(workflow.transitions)
    reached = _walk({workflow.start}, forward)
    deciding = [
        transition
        for transition in workflow.transitions
        if transition.by_people and transition.kind not in NO_ANSWER
    ]
    backward: dict[str, set[str]] = {}
    for source, targets in _edges(deciding).items():
        for target in targets:
            backward.setdefault(target, set()).add(source)
    closed = {key for key, state in workflow.states.items() if state.closed}
    can_end = _walk(closed, backward)
    for key, state in workflow.states.items():
        path = join("workflow.states", key)
        if key not in reached:
            yield Problem(path, _("Ningún camino llega a este estado."))
        if not state.closed and key not in can_end:
            sentence = _("De aquí no se llega a una resolución por pasos que den las personas.")
            yield Problem(path, sentence)


def _edges(transitions: Iterable[Transition]) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for transition in transitions:
        for source in transition.from_:
            edges.setdefault(source, set()).add(transition.to)
    return edges


def _walk(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    reached, pending = set(start), list(start)
    while pending:
        for target in edges.get(pending.pop(), set()) - reached:
            reached.add(target)
            pending.append(target)
    return reached
