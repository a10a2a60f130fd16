"""Workflows: who may move what, and what is proven before one is published."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from procedures.definition import (
    Clock,
    EffectSpec,
    Facts,
    Kind,
    Refused,
    acts_as,
    available,
    decide,
)

from .sample import FACTS, TODAY, no_effect, parsed, problems_of, source, workflow_source

REVIEWER = frozenset({"reviewer@comercializacion"})


def move(state: str, action: str, roles: frozenset[str], facts: Facts = FACTS) -> str:
    workflow = parsed().workflow
    assert workflow is not None
    return decide(
        workflow,
        state=state,
        action=action,
        actor_roles=roles,
        answers={},
        case={},
        facts=facts,
    ).to


def refusal(state: str, action: str, roles: frozenset[str], facts: Facts = FACTS) -> str:
    with pytest.raises(Refused) as refused:
        move(state, action, roles, facts)
    assert refused.value.message
    return refused.value.reason


def test_a_move_is_decided_by_state_role_and_condition() -> None:
    assert move("recibida", "tomar", REVIEWER) == "en_revision"
    assert refusal("recibida", "bailar", REVIEWER) == "unknown_action"
    assert refusal("prevenida", "tomar", REVIEWER) == "wrong_state"
    assert refusal("recibida", "tomar", frozenset({"reviewer@operacion"})) == "wrong_role"
    assert refusal("recibida", "tomar", frozenset({"citizen"})) == "wrong_role"
    used = Facts(today=TODAY, corrections_used=1)
    assert refusal("en_revision", "prevenir", REVIEWER, used) == "condition"


def test_what_is_available_is_what_would_be_decided() -> None:
    workflow = parsed().workflow
    assert workflow is not None
    roles: list[frozenset[str]] = [REVIEWER, frozenset({"citizen"}), frozenset({"system"})]
    for state in workflow.states:
        for actor_roles in roles:
            open_moves = available(
                workflow, state=state, actor_roles=actor_roles, answers={}, case={}, facts=FACTS
            )
            for transition in workflow.transitions:
                try:
                    decided = move(state, transition.action, actor_roles)
                except Refused:
                    assert transition not in open_moves
                else:
                    assert transition in open_moves and transition.to == decided


@pytest.mark.parametrize(
    ("allowed", "grant", "may"),
    [
        ("reviewer@padron", "reviewer@padron", True),
        ("reviewer@padron", "reviewer@*", True),
        ("reviewer@padron", "reviewer@otra", False),
        ("reviewer", "reviewer@otra", True),
        ("*@padron", "crew@padron", True),
        ("*@padron", "crew@otra", False),
        ("*@padron", "citizen", False),
        ("citizen", "citizen", True),
        ("citizen", "reviewer@*", False),
        ("system", "citizen", False),
    ],
)
def test_a_grant_satisfies_what_a_transition_allows(allowed: str, grant: str, may: bool) -> None:
    assert acts_as(allowed, {grant}) is may


def test_any_open_state_is_expanded_and_clocks_follow_the_phase() -> None:
    workflow = parsed().workflow
    assert workflow is not None
    withdraw = workflow.find("prevenida", "desistir")
    assert withdraw is not None and withdraw.kind is Kind.WITHDRAW
    assert set(withdraw.from_) == {"recibida", "en_revision", "prevenida"}
    assert workflow.state("prevenida").clock is Clock.PAUSED
    assert workflow.state("negada").clock is Clock.STOPPED
    assert workflow.state("recibida").clock is Clock.RUNNING


def test_a_condition_may_read_amounts_staff_filled_in() -> None:
    changed = workflow_source()
    step = next(one for one in changed["transitions"] if one["action"] == "resolver")
    step["form"].append({"key": "monto", "type": "money", "label": "Monto"})
    step["if"] = {">": [{"var": "case.monto"}, 9]}
    workflow = parsed(source(workflow=changed)).workflow
    assert workflow is not None
    ready: dict[str, Any] = {
        "state": "en_revision",
        "action": "resolver",
        "actor_roles": REVIEWER,
        "answers": {},
        "facts": FACTS,
    }
    assert decide(workflow, case={"monto": "100.00"}, **ready).to == "resuelta_favorable"
    with pytest.raises(Refused):
        decide(workflow, case={"monto": "9.00"}, **ready)


def changed_step(step: str, /, **changes: Any) -> dict[str, Any]:
    workflow = copy.deepcopy(workflow_source())
    for transition in workflow["transitions"]:
        if transition["action"] == step:
            transition.update(changes)
    return source(workflow=workflow)


def changed_state(key: str, **changes: Any) -> dict[str, Any]:
    workflow = copy.deepcopy(workflow_source())
    workflow["states"][key].update(changes)
    return source(workflow=workflow)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        (changed_step("tomar", to="perdida"), "workflow.transitions[0].to"),
        (changed_step("tomar", by=["jefe@comercializacion"]), "workflow.transitions[0].by[0]"),
        (changed_step("tomar", by=["reviewer@luna"]), "workflow.transitions[0].by[0]"),
        (changed_step("tomar", notify="gritar"), "workflow.transitions[0].notify"),
        (changed_step("tomar", notify=None), "workflow.transitions[0].notify"),
        (changed_step("tomar", effects=["volar"]), "workflow.transitions[0].effects[0]"),
        (changed_step("tomar", effects=[{"sign": {}}]), "workflow.transitions[0].effects[0]"),
        (changed_step("tomar", kind="visit"), "workflow.transitions[0].effects"),
        (
            changed_step("tomar", kind="visit", effects=[{"plan_visit": {"area": "luna"}}]),
            "workflow.transitions[0].effects[0]",
        ),
        (
            changed_step("tomar", effects=[{"plan_visit": {"area": "modulo"}}]),
            "workflow.transitions[0].effects[0]",
        ),
        (changed_step("tomar", **{"if": {"var": "case.nada"}}), "workflow.transitions[0].if.var"),
        (changed_step("prevenir", to="en_revision"), "workflow.transitions[1].kind"),
        (changed_step("desahogar", by=["reviewer"]), "workflow.transitions[2].kind"),
        (changed_step("vencer", to="negada"), "workflow.transitions[3].kind"),
        (changed_step("desistir", to="negada"), "workflow.transitions[6].kind"),
        (changed_step("resolver", **{"from": ["negada"]}), "workflow.transitions[4].from"),
        (changed_step("tomar", reopens=True), "workflow.transitions[0].reopens"),
        (changed_step("desistir", action="negar"), "workflow.transitions[6].action"),
        (changed_state("recibida", phase="in_review"), "workflow.states.recibida.phase"),
        (changed_state("negada", outcome=None), "workflow.states.negada.outcome"),
        (changed_state("recibida", outcome="favourable"), "workflow.states.recibida.outcome"),
        (changed_state("recibida", owner="nadie@modulo"), "workflow.states.recibida.owner"),
        (changed_state("negada", clock="running"), "workflow.states.negada.clock"),
    ],
)
def test_a_flaw_of_a_workflow_is_told_where_it_is(changed: dict[str, Any], path: str) -> None:
    assert path in problems_of(changed)


def test_a_state_no_path_reaches_is_told() -> None:
    workflow = workflow_source()
    workflow["states"]["isla"] = {
        "label": "Isla",
        "phase": "in_progress",
        "owner": "reviewer@comercializacion",
    }
    sentences = problems_of(source(workflow=workflow))
    assert (
        "Ningún camino" in sentences["workflow.states.isla"]
        or "resolución" in (sentences["workflow.states.isla"])
    )


def test_a_request_that_only_the_clock_can_end_is_refused() -> None:
    workflow = workflow_source()
    for transition in workflow["transitions"]:
        if transition["action"] in ("resolver", "negar"):
            transition["by"] = ["system"]
    assert {"workflow.states.recibida", "workflow.states.en_revision"} <= set(
        problems_of(source(workflow=workflow))
    )


def test_a_declared_reopening_is_accepted() -> None:
    workflow = workflow_source()
    workflow["transitions"].append(
        {
            "action": "reabrir",
            "label": "Reabrir",
            "from": ["resuelta_favorable"],
            "to": "en_revision",
            "by": ["citizen"],
            "notify": "nobody",
            "reopens": True,
        }
    )
    assert problems_of(source(workflow=workflow)) == {}


def test_an_effect_with_what_it_needs_is_accepted() -> None:
    visit = {
        "kind": "visit",
        "effects": [{"plan_visit": {"area": "operacion"}}],
        "form": [{"key": "fecha_visita", "type": "date", "label": "Fecha", "required": True}],
    }
    assert problems_of(changed_step("tomar", **visit)) == {}


def test_parameters_of_effects_have_their_type() -> None:
    effects = {"wait": EffectSpec("wait", no_effect, {"days": "integer"})}
    assert (
        problems_of(changed_step("tomar", effects=[{"wait": {"days": 3}}]), effects=effects) == {}
    )
    for given in ({"days": "3"}, {"days": True}, {"days": 3, "more": 1}, {}):
        assert problems_of(changed_step("tomar", effects=[{"wait": given}]), effects=effects)


def test_one_key_of_the_case_means_one_thing_in_all_steps() -> None:
    changed = changed_step(
        "negar", form=[{"key": "serie_instalada", "type": "integer", "label": "Serie"}]
    )
    assert "workflow.transitions[5].form[0].type" in problems_of(changed)
