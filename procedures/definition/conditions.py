"""Conditions are data: a capped subset of JsonLogic, evaluated here and nowhere else.

Within its operators it behaves as the reference implementation (json-logic-js), JavaScript's
coercions included, because that is what authors can look up and test elsewhere. The whole rule is
checked before anything runs, so a bad branch is refused even where it would not be reached.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .coercion import (
    UNDEFINED,
    less,
    loosely_equal,
    parse_float,
    strictly_equal,
    tidy,
    to_number,
    to_string,
)

MAX_DEPTH = 16
MAX_NODES = 200
OPERATORS = frozenset(
    (
        "var missing missing_some == != === !== ! !! and or if ?: in < <= > >= + - * / % min max"
    ).split()
)


class ConditionError(ValueError):
    """The rule is not one of ours: an unknown operator, or too deep or too large."""


def evaluate(rule: Any, data: Any = None) -> Any:
    """The value of a rule over some data.

    Args:
        rule: JSON; an object with one key is an operator, everything else is itself.
        data: JSON that `var` reads from.

    Raises:
        ConditionError: an unknown operator anywhere, deeper than 16, or over 200 nodes.
    """
    check_size(rule)
    result = _apply(rule, data)
    return None if result is UNDEFINED else result


def truthy(value: Any) -> bool:
    """Truth as JsonLogic has it: an empty list is false, the text "0" is true."""
    if isinstance(value, float) and math.isnan(value):
        return False
    if isinstance(value, Mapping):
        return True
    return bool(value) and value is not UNDEFINED


def check_size(rule: Any) -> None:
    """Refuse a rule with an unknown operator, a malformed object, or beyond the caps.

    Raises:
        ConditionError: with the reason.
    """
    nodes = 0
    pending: list[tuple[Any, int]] = [(rule, 1)]
    while pending:
        node, depth = pending.pop()
        nodes += 1
        if nodes > MAX_NODES:
            raise ConditionError(f"more than {MAX_NODES} nodes")
        if depth > MAX_DEPTH:
            raise ConditionError(f"deeper than {MAX_DEPTH} levels")
        if isinstance(node, Mapping):
            if len(node) != 1:
                raise ConditionError("an operator is an object with exactly one key")
            operator, operands = next(iter(node.items()))
            if operator not in OPERATORS:
                raise ConditionError(f"unknown operator {operator!r}")
            items = operands if isinstance(operands, list | tuple) else [operands]
            pending.extend((item, depth + 1) for item in items)
        elif isinstance(node, list | tuple):
            pending.extend((item, depth + 1) for item in node)
        elif not (node is None or isinstance(node, str | int | float | bool)):
            raise ConditionError(f"{type(node).__name__} is not JSON")


def variables(rule: Any) -> Iterator[str]:
    """The names a rule reads through `var`, `missing` and `missing_some` when written plainly."""
    if isinstance(rule, Mapping):
        for operator, operands in rule.items():
            items = operands if isinstance(operands, list | tuple) else [operands]
            if operator == "var" and items and isinstance(items[0], str | int):
                yield str(items[0])
            elif operator in ("missing", "missing_some"):
                yield from _texts(items)
            yield from variables(list(items))
    elif isinstance(rule, list | tuple):
        for item in rule:
            yield from variables(item)


def _texts(items: Sequence[Any]) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            yield item
        elif isinstance(item, list | tuple):
            yield from _texts(item)


def _apply(rule: Any, data: Any) -> Any:
    if isinstance(rule, list | tuple):
        return [_none(_apply(item, data)) for item in rule]
    if not isinstance(rule, Mapping):
        return rule
    operator, operands = next(iter(rule.items()))
    given = list(operands) if isinstance(operands, list | tuple) else [operands]
    if operator in ("if", "?:"):
        return _if(given, data)
    if operator in ("and", "or"):
        return _junction(given, data, stop_when=operator == "or")
    values = [_apply(item, data) for item in given]
    if operator == "var":
        return _var(data, values)
    if operator == "missing":
        return _missing(data, values)
    if operator == "missing_some":
        return _missing_some(data, values)
    return _SIMPLE[operator](values)


def _if(branches: list[Any], data: Any) -> Any:
    for position in range(0, len(branches) - 1, 2):
        if truthy(_apply(branches[position], data)):
            return _apply(branches[position + 1], data)
    return _apply(branches[-1], data) if len(branches) % 2 else None


def _junction(operands: list[Any], data: Any, *, stop_when: bool) -> Any:
    value: Any = None
    for operand in operands:
        value = _apply(operand, data)
        if truthy(value) is stop_when:
            return value
    return value


def _var(data: Any, values: Sequence[Any]) -> Any:
    name = values[0] if values else None
    default = values[1] if len(values) > 1 else None
    if name is None or name is UNDEFINED or name == "":
        return data
    for part in to_string(name).split("."):
        found: Any = UNDEFINED
        if isinstance(data, Mapping):
            found = data.get(part, UNDEFINED)
        elif isinstance(data, list | tuple) and part.isascii() and part.isdigit():
            index = int(part) if len(part) < 10 else len(data)
            found = data[index] if index < len(data) else UNDEFINED
        if found is UNDEFINED:
            return default
        data = found
    return data


def _missing(data: Any, values: Sequence[Any]) -> list[Any]:
    names = values[0] if values and isinstance(values[0], list) else values
    return [name for name in names if _var(data, [name]) in (None, "")]


def _missing_some(data: Any, values: Sequence[Any]) -> list[Any]:
    wanted = to_number(_operand(values, 0))
    names = _operand(values, 1)
    if not isinstance(names, list):
        return []
    absent = _missing(data, [names])
    return [] if len(names) - len(absent) >= wanted else absent


def _operand(values: Sequence[Any], position: int) -> Any:
    return values[position] if position < len(values) else UNDEFINED


def _none(value: Any) -> Any:
    return None if value is UNDEFINED else value


def _ordered(values: Sequence[Any], *, or_equal: bool) -> bool:
    ordered = less(_operand(values, 0), _operand(values, 1), or_equal=or_equal)
    if len(values) > 2:
        return ordered and less(values[1], values[2], or_equal=or_equal)
    return ordered


def _in(values: Sequence[Any]) -> bool:
    needle, hay = _operand(values, 0), _operand(values, 1)
    if isinstance(hay, str):
        return bool(hay) and to_string(needle) in hay
    if isinstance(hay, list | tuple):
        return any(strictly_equal(needle, item) for item in hay)
    return False


def _product(values: Sequence[Any]) -> Any:
    if len(values) == 1:
        return values[0]
    return tidy(math.prod(parse_float(value) for value in values))


def _minus(values: Sequence[Any]) -> Any:
    first = to_number(_operand(values, 0))
    return tidy(-first if len(values) < 2 else first - to_number(values[1]))


def _divide(values: Sequence[Any]) -> Any:
    above, below = to_number(_operand(values, 0)), to_number(_operand(values, 1))
    if below == 0 or math.isnan(below):
        sign = math.copysign(1, above) * math.copysign(1, below)
        undefined = above == 0 or math.isnan(above) or math.isnan(below)
        return math.nan if undefined else math.inf * sign
    return tidy(above / below)


def _remainder(values: Sequence[Any]) -> Any:
    above, below = to_number(_operand(values, 0)), to_number(_operand(values, 1))
    if below == 0 or not math.isfinite(above) or math.isnan(below):
        return math.nan
    return tidy(math.fmod(above, below))


def _extreme(values: Sequence[Any], choose: Callable[[list[float]], float], empty: float) -> Any:
    numbers = [to_number(value) for value in values]
    if any(math.isnan(number) for number in numbers):
        return math.nan
    return tidy(choose(numbers)) if numbers else empty


_SIMPLE: dict[str, Callable[[Sequence[Any]], Any]] = {
    "==": lambda values: loosely_equal(_operand(values, 0), _operand(values, 1)),
    "!=": lambda values: not loosely_equal(_operand(values, 0), _operand(values, 1)),
    "===": lambda values: strictly_equal(_operand(values, 0), _operand(values, 1)),
    "!==": lambda values: not strictly_equal(_operand(values, 0), _operand(values, 1)),
    "!": lambda values: not truthy(_operand(values, 0)),
    "!!": lambda values: truthy(_operand(values, 0)),
    "in": _in,
    "<": lambda values: _ordered(values, or_equal=False),
    "<=": lambda values: _ordered(values, or_equal=True),
    ">": lambda values: less(_operand(values, 1), _operand(values, 0)),
    ">=": lambda values: less(_operand(values, 1), _operand(values, 0), or_equal=True),
    "+": lambda values: tidy(math.fsum(_finite(values))),
    "-": _minus,
    "*": _product,
    "/": _divide,
    "%": _remainder,
    "min": lambda values: _extreme(values, min, math.inf),
    "max": lambda values: _extreme(values, max, -math.inf),
}


def _finite(values: Sequence[Any]) -> list[float]:
    numbers = [parse_float(value) for value in values]
    return numbers if all(math.isfinite(number) for number in numbers) else [math.nan]
