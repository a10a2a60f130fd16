"""Conditions are data: a capped subset of JsonLogic, evaluated here and nowhere else.

Within its operators it behaves as the reference implementation (json-logic-js), JavaScript's
coercions included, because that is what authors can look up and test elsewhere. The whole rule is
checked before anything runs, so a bad branch is refused even where it would not be reached.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

MAX_DEPTH = 16
MAX_NODES = 200
OPERATORS = frozenset(
    (
        "var missing missing_some == != === !== ! !! and or if ?: in < <= > >= + - * / % min max"
    ).split()
)


class ConditionError(ValueError):
    """The rule is not one of ours: an unknown operator, or too deep or too large."""


class _Undefined:
    """JavaScript's `undefined`, for operands that were not given."""


_UNDEFINED = _Undefined()
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WHITESPACE = " \t\n\r\v\f\ufeff\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"


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
    return None if result is _UNDEFINED else result


def truthy(value: Any) -> bool:
    """Truth as JsonLogic has it: an empty list is false, the text "0" is true."""
    if isinstance(value, float) and math.isnan(value):
        return False
    if isinstance(value, Mapping):
        return True
    return bool(value) and value is not _UNDEFINED


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
    if name is None or name is _UNDEFINED or name == "":
        return data
    for part in _string(name).split("."):
        found: Any = _UNDEFINED
        if isinstance(data, Mapping):
            found = data.get(part, _UNDEFINED)
        elif isinstance(data, list | tuple) and part.isascii() and part.isdigit():
            index = int(part) if len(part) < 10 else len(data)
            found = data[index] if index < len(data) else _UNDEFINED
        if found is _UNDEFINED:
            return default
        data = found
    return data


def _missing(data: Any, values: Sequence[Any]) -> list[Any]:
    names = values[0] if values and isinstance(values[0], list) else values
    return [name for name in names if _var(data, [name]) in (None, "")]


def _missing_some(data: Any, values: Sequence[Any]) -> list[Any]:
    wanted = _number(_operand(values, 0))
    names = _operand(values, 1)
    if not isinstance(names, list):
        return []
    absent = _missing(data, [names])
    return [] if len(names) - len(absent) >= wanted else absent


def _operand(values: Sequence[Any], position: int) -> Any:
    return values[position] if position < len(values) else _UNDEFINED


def _none(value: Any) -> Any:
    return None if value is _UNDEFINED else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _tidy(value: float) -> int | float:
    """A whole number as an integer, so that JSON says 2 and not 2.0."""
    return int(value) if math.isfinite(value) and value == int(value) else value


def _float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _number(value: Any) -> float:
    """ToNumber."""
    if value is None or value is False:
        return 0.0
    if value is True:
        return 1.0
    if isinstance(value, int | float):
        return _float(value)
    if isinstance(value, list | tuple):
        return _number(_string(value))
    if isinstance(value, str):
        text = value.strip(_WHITESPACE)
        if not text:
            return 0.0
        if re.fullmatch(r"0[xX][0-9a-fA-F]+", text):
            return _float(int(text, 16))
        if text.lstrip("+-") == "Infinity":
            return -math.inf if text.startswith("-") else math.inf
        return float(text) if _NUMBER.fullmatch(text) and text.isascii() else math.nan
    return math.nan


def _parse_float(value: Any) -> float:
    text = _string(value).lstrip(_WHITESPACE)
    found = _NUMBER.match(text)
    if found and found.group().isascii():
        return float(found.group())
    return math.nan


def _string(value: Any) -> str:
    """ToString."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if _is_number(value):
        number = _float(value)
        if math.isnan(number):
            return "NaN"
        if math.isinf(number):
            return "Infinity" if number > 0 else "-Infinity"
        return str(_tidy(number)) if abs(number) < 1e21 else repr(number)
    if isinstance(value, list | tuple):
        return ",".join("" if item is None else _string(item) for item in value)
    if isinstance(value, Mapping):
        return "[object Object]"
    return value if isinstance(value, str) else "undefined"


def _primitive(value: Any) -> Any:
    return _string(value) if isinstance(value, list | tuple | Mapping) else value


def _strictly_equal(left: Any, right: Any) -> bool:
    if _is_number(left) and _is_number(right):
        return bool(_float(left) == _float(right))
    if isinstance(left, list | tuple | Mapping):
        return left is right
    return type(left) is type(right) and bool(left == right)


def _loosely_equal(left: Any, right: Any) -> bool:
    nothing = (None, _UNDEFINED)
    if any(left is item for item in nothing) or any(right is item for item in nothing):
        return any(left is item for item in nothing) and any(right is item for item in nothing)
    compound = (list, tuple, Mapping)
    if isinstance(left, compound) and isinstance(right, compound):
        return left is right
    left, right = _primitive(left), _primitive(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _number(left) == _number(right)


def _less(left: Any, right: Any, *, or_equal: bool = False) -> bool:
    left, right = _primitive(left), _primitive(right)
    if isinstance(left, str) and isinstance(right, str):
        one, other = (text.encode("utf-16-be", "surrogatepass") for text in (left, right))
        return one < other or (or_equal and one == other)
    first, second = _number(left), _number(right)
    return first < second or (or_equal and first == second)


def _ordered(values: Sequence[Any], *, or_equal: bool) -> bool:
    ordered = _less(_operand(values, 0), _operand(values, 1), or_equal=or_equal)
    if len(values) > 2:
        return ordered and _less(values[1], values[2], or_equal=or_equal)
    return ordered


def _in(values: Sequence[Any]) -> bool:
    needle, hay = _operand(values, 0), _operand(values, 1)
    if isinstance(hay, str):
        return bool(hay) and _string(needle) in hay
    if isinstance(hay, list | tuple):
        return any(_strictly_equal(needle, item) for item in hay)
    return False


def _product(values: Sequence[Any]) -> Any:
    if len(values) == 1:
        return values[0]
    return _tidy(math.prod(_parse_float(value) for value in values))


def _minus(values: Sequence[Any]) -> Any:
    first = _number(_operand(values, 0))
    return _tidy(-first if len(values) < 2 else first - _number(values[1]))


def _divide(values: Sequence[Any]) -> Any:
    above, below = _number(_operand(values, 0)), _number(_operand(values, 1))
    if below == 0 or math.isnan(below):
        sign = math.copysign(1, above) * math.copysign(1, below)
        undefined = above == 0 or math.isnan(above) or math.isnan(below)
        return math.nan if undefined else math.inf * sign
    return _tidy(above / below)


def _remainder(values: Sequence[Any]) -> Any:
    above, below = _number(_operand(values, 0)), _number(_operand(values, 1))
    if below == 0 or not math.isfinite(above) or math.isnan(below):
        return math.nan
    return _tidy(math.fmod(above, below))


def _extreme(values: Sequence[Any], choose: Callable[[list[float]], float], empty: float) -> Any:
    numbers = [_number(value) for value in values]
    if any(math.isnan(number) for number in numbers):
        return math.nan
    return _tidy(choose(numbers)) if numbers else empty


_SIMPLE: dict[str, Callable[[Sequence[Any]], Any]] = {
    "==": lambda values: _loosely_equal(_operand(values, 0), _operand(values, 1)),
    "!=": lambda values: not _loosely_equal(_operand(values, 0), _operand(values, 1)),
    "===": lambda values: _strictly_equal(_operand(values, 0), _operand(values, 1)),
    "!==": lambda values: not _strictly_equal(_operand(values, 0), _operand(values, 1)),
    "!": lambda values: not truthy(_operand(values, 0)),
    "!!": lambda values: truthy(_operand(values, 0)),
    "in": _in,
    "<": lambda values: _ordered(values, or_equal=False),
    "<=": lambda values: _ordered(values, or_equal=True),
    ">": lambda values: _less(_operand(values, 1), _operand(values, 0)),
    ">=": lambda values: _less(_operand(values, 1), _operand(values, 0), or_equal=True),
    "+": lambda values: _tidy(math.fsum(_finite(values))),
    "-": _minus,
    "*": _product,
    "/": _divide,
    "%": _remainder,
    "min": lambda values: _extreme(values, min, math.inf),
    "max": lambda values: _extreme(values, max, -math.inf),
}


def _finite(values: Sequence[Any]) -> list[float]:
    numbers = [_parse_float(value) for value in values]
    return numbers if all(math.isfinite(number) for number in numbers) else [math.nan]
