"""Conditions: the public suite, the caps, and nothing but one kind of error."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.definition import ConditionError, evaluate
from procedures.definition.condition_types import Seen, findings
from procedures.definition.conditions import OPERATORS, truthy

SUITE = Path(__file__).parents[4] / "shared" / "conformance" / "jsonlogic-compatible.json"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)
rules = st.recursive(
    json_values,
    lambda inner: st.builds(
        lambda operator, operands: {operator: operands},
        st.sampled_from(sorted(OPERATORS)),
        st.lists(inner, max_size=4) | inner,
    ),
    max_leaves=12,
)


def cases() -> list[dict[str, Any]]:
    if not SUITE.exists():
        return []
    return [one for one in json.loads(SUITE.read_text(encoding="utf-8")) if isinstance(one, dict)]


@pytest.mark.skipif(not SUITE.exists(), reason=f"the public suite is not at {SUITE}")
def test_the_public_suite_gives_the_reference_result_or_is_refused() -> None:
    exact = refused = 0
    for case in cases():
        try:
            result = evaluate(case["rule"], case.get("data"))
        except ConditionError:
            refused += 1
            continue
        assert json.dumps(result) == json.dumps(case["result"]), case
        exact += 1
    assert (exact, refused) == (213, 65)


def test_an_unknown_operator_is_refused_even_where_it_would_not_run() -> None:
    with pytest.raises(ConditionError, match="log"):
        evaluate({"if": [True, 1, {"log": "secret"}]})


def test_a_rule_deeper_than_sixteen_levels_is_refused() -> None:
    rule: Any = True
    for _level in range(15):
        rule = {"!": rule}
    assert evaluate(rule) is False
    with pytest.raises(ConditionError, match="deeper"):
        evaluate({"!": rule})


def test_a_rule_of_more_than_two_hundred_nodes_is_refused() -> None:
    assert evaluate({"+": [1] * 199}) == 199
    with pytest.raises(ConditionError, match="nodes"):
        evaluate({"+": [1] * 200})


def test_an_object_of_two_operators_is_refused() -> None:
    with pytest.raises(ConditionError):
        evaluate({"==": [1, 1], "!=": [1, 2]})


@pytest.mark.parametrize(
    ("rule", "result"),
    [
        ({"==": [None, False]}, False),
        ({"==": ["", 0]}, True),
        ({"==": [[1], "1"]}, True),
        ({"===": [1, 1.0]}, True),
        ({"<": ["a", 1]}, False),
        ({"<": ["10", "9"]}, True),
        ({">": ["10", 9]}, True),
        ({"+": ["3 metros", 1]}, 4),
        ({"%": [-7, 3]}, -1),
        ({"-": ["2"]}, -2),
        ({"in": [1, ["1"]]}, False),
        ({"max": []}, -math.inf),
        ({"/": [1, 0]}, math.inf),
        ({"missing": ["a", "b"]}, ["a", "b"]),
    ],
)
def test_coercions_are_those_of_javascript(rule: Any, result: Any) -> None:
    assert evaluate(rule) == result


@given(rule=rules, data=json_values)
def test_evaluating_anything_gives_a_value_or_one_kind_of_error(rule: Any, data: Any) -> None:
    try:
        truthy(evaluate(rule, data))
    except ConditionError:
        return


@given(rule=rules)
def test_a_rule_the_proof_accepts_always_runs(rule: Any) -> None:
    if not list(findings(rule, {})):
        evaluate(rule, {})


SCOPE = {
    "edad": Seen("number"),
    "nombre": Seen("string"),
    "uso": Seen("string", frozenset({"casa", "comercio"})),
    "fallas": Seen("list", frozenset({"fuga", "otro"})),
    "dia": Seen("date"),
    "acepta": Seen("boolean"),
}


@pytest.mark.parametrize(
    "rule",
    [
        {"==": [{"var": "uso"}, "casa"]},
        {"in": [{"var": "uso"}, ["casa", "comercio"]]},
        {"in": ["otro", {"var": "fallas"}]},
        {">=": [{"var": "dia"}, "2026-01-01"]},
        {"<": [0, {"var": "edad"}, 18]},
        {"and": [{"var": "acepta"}, {"!": {"missing": ["nombre"]}}]},
        {"==": [{"var": "nombre"}, None]},
        {">": [{"*": [{"var": "edad"}, 2]}, 10]},
    ],
)
def test_a_sound_rule_has_no_findings(rule: Any) -> None:
    assert list(findings(rule, SCOPE)) == []


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ({"==": [{"var": "nadie"}, 1]}, "nadie"),
        ({"==": [{"var": "uso"}, "industria"]}, "industria"),
        ({"in": [{"var": "uso"}, ["casa", "oficina"]]}, "oficina"),
        ({"in": ["gotera", {"var": "fallas"}]}, "gotera"),
        ({"==": [{"var": "edad"}, "18"]}, "comparar"),
        ({"==": [{"var": "acepta"}, "si"]}, "comparar"),
        ({"<": [{"var": "nombre"}, 3]}, "texto"),
        ({">": [{"var": "dia"}, "ayer"]}, "2026"),
        ({"+": [{"var": "nombre"}, 1]}, "números"),
        ({"==": [1]}, "cantidad"),
        ({"map": [[], 1]}, "operador"),
        ({"var": {"var": "nombre"}}, "nombre"),
        ({"in": ["a", {"var": "edad"}]}, "lista"),
    ],
)
def test_an_unsound_rule_is_told_in_spanish(rule: Any, word: str) -> None:
    assert any(word in sentence for _path, sentence in findings(rule, SCOPE))
