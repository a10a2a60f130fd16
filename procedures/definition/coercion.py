"""JavaScript's coercions, as far as conditions need them: numbers, texts, equality and order."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any


class Undefined:
    """JavaScript's `undefined`, for operands that were not given."""


UNDEFINED = Undefined()
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WHITESPACE = " \t\n\r\v\f\ufeff\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def tidy(value: float) -> int | float:
    """A whole number as an integer, so that JSON says 2 and not 2.0."""
    return int(value) if math.isfinite(value) and value == int(value) else value


def _float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def to_number(value: Any) -> float:
    """ToNumber."""
    if value is None or value is False:
        return 0.0
    if value is True:
        return 1.0
    if isinstance(value, int | float):
        return _float(value)
    if isinstance(value, list | tuple):
        return to_number(to_string(value))
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


def parse_float(value: Any) -> float:
    text = to_string(value).lstrip(_WHITESPACE)
    found = _NUMBER.match(text)
    if found and found.group().isascii():
        return float(found.group())
    return math.nan


def to_string(value: Any) -> str:
    """ToString."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        number = _float(value)
        if math.isnan(number):
            return "NaN"
        if math.isinf(number):
            return "Infinity" if number > 0 else "-Infinity"
        return str(tidy(number)) if abs(number) < 1e21 else repr(number)
    if isinstance(value, list | tuple):
        return ",".join("" if item is None else to_string(item) for item in value)
    if isinstance(value, Mapping):
        return "[object Object]"
    return value if isinstance(value, str) else "undefined"


def _primitive(value: Any) -> Any:
    return to_string(value) if isinstance(value, list | tuple | Mapping) else value


def strictly_equal(left: Any, right: Any) -> bool:
    if is_number(left) and is_number(right):
        return bool(_float(left) == _float(right))
    if isinstance(left, list | tuple | Mapping):
        return left is right
    return type(left) is type(right) and bool(left == right)


def loosely_equal(left: Any, right: Any) -> bool:
    nothing = (None, UNDEFINED)
    if any(left is item for item in nothing) or any(right is item for item in nothing):
        return any(left is item for item in nothing) and any(right is item for item in nothing)
    compound = (list, tuple, Mapping)
    if isinstance(left, compound) and isinstance(right, compound):
        return left is right
    left, right = _primitive(left), _primitive(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return to_number(left) == to_number(right)


def less(left: Any, right: Any, *, or_equal: bool = False) -> bool:
    left, right = _primitive(left), _primitive(right)
    if isinstance(left, str) and isinstance(right, str):
        one, other = (text.encode("utf-16-be", "surrogatepass") for text in (left, right))
        return one < other or (or_equal and one == other)
    first, second = to_number(left), to_number(right)
    return first < second or (or_equal and first == second)
