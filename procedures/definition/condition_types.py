"""What can be known about a condition without running it: names that exist, types that compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .conditions import MAX_DEPTH, MAX_NODES, OPERATORS
from .facts import FACT_NAMES
from .fields.base import Field

ANY = "any"
NOTHING = "null"
_KINDS = {
    "string": gettext_lazy("texto"),
    "number": gettext_lazy("número"),
    "boolean": gettext_lazy("sí o no"),
    "date": gettext_lazy("fecha"),
    "time": gettext_lazy("hora"),
    "list": gettext_lazy("lista"),
    "object": gettext_lazy("respuesta de varias partes"),
}
_ORDERED = ("number", "date", "time")
# operator -> fewest and most operands; None is no limit.
_ARITY: Mapping[str, tuple[int, int | None]] = {
    **dict.fromkeys(("==", "!=", "===", "!==", ">", ">=", "in", "/", "%"), (2, 2)),
    **dict.fromkeys(("<", "<="), (2, 3)),
    **dict.fromkeys(("!", "!!"), (1, 1)),
    **dict.fromkeys(("and", "or", "if", "?:", "+", "*", "min", "max"), (1, None)),
    **dict.fromkeys(("missing",), (1, None)),
    "missing_some": (2, 2),
    "-": (1, 2),
    "var": (1, 2),
}


@dataclass(frozen=True)
class Seen:
    """What an expression is: its kind, the words it may be, its value when it is written out."""

    kind: str
    words: frozenset[str] | None = None
    literal: Any = None
    is_literal: bool = False


Scope = Mapping[str, Seen]
Finding = tuple[str, str]


def scope_of(fields: Iterable[Field], prefix: str = "") -> dict[str, Seen]:
    """The names conditions may read for these fields: `key`, and `key.part` of compound answers."""
    scope: dict[str, Seen] = {}
    for item in fields:
        if not item.type.kind:
            continue
        words = frozenset(option.value for option in item.options) if item.options else None
        compound = bool(item.type.parts)
        scope[prefix + item.key] = Seen(item.type.kind, None if compound else words)
        for part, kind in item.type.parts.items():
            scope[f"{prefix}{item.key}.{part}"] = Seen(kind)
    return scope


def fact_scope() -> dict[str, Seen]:
    """`facts.…`: the fixed list."""
    return {f"facts.{name}": Seen(kind) for name, kind in FACT_NAMES.items()}


def findings(rule: Any, scope: Scope) -> Iterator[Finding]:
    """(path inside the rule, Spanish sentence) for everything wrong with a rule."""
    found: list[Finding] = []
    nodes, depth = _size(rule)
    if depth > MAX_DEPTH or nodes > MAX_NODES:
        sentence = _("La condición es demasiado grande: 16 niveles y 200 elementos como máximo.")
        yield "", sentence
        return
    _Reader(scope, found).read(rule, "")
    yield from found


def _size(rule: Any) -> tuple[int, int]:
    """Nodes and levels, counted without recursion so that no input can exhaust the stack."""
    nodes = deepest = 0
    pending: list[tuple[Any, int]] = [(rule, 1)]
    while pending and nodes <= MAX_NODES:
        node, depth = pending.pop()
        nodes, deepest = nodes + 1, max(deepest, depth)
        if isinstance(node, Mapping):
            for operands in node.values():
                items = operands if isinstance(operands, list | tuple) else [operands]
                pending.extend((item, depth + 1) for item in items)
        elif isinstance(node, list | tuple):
            pending.extend((item, depth + 1) for item in node)
    return nodes, deepest


class _Reader:
    """Walks one rule, adding what is wrong to `found`."""

    def __init__(self, scope: Scope, found: list[Finding]) -> None:
        self.scope = scope
        self.found = found

    def read(self, rule: Any, path: str) -> Seen:
        if isinstance(rule, list | tuple):
            for index, item in enumerate(rule):
                self.read(item, f"{path}[{index}]")
            literal = not any(isinstance(item, Mapping | list | tuple) for item in rule)
            return Seen("list", None, list(rule) if literal else None, literal)
        if not isinstance(rule, Mapping):
            return _literal(rule)
        if len(rule) != 1:
            self.complain(path, _("Una condición es un operador con sus valores."))
            return Seen(ANY)
        operator, operands = next(iter(rule.items()))
        if operator not in OPERATORS:
            sentence = _("«%(op)s» no es un operador; hay: %(known)s.")
            known = " ".join(sorted(OPERATORS))
            self.complain(path, sentence % {"op": str(operator)[:40], "known": known})
            return Seen(ANY)
        given = list(operands) if isinstance(operands, list | tuple) else [operands]
        inner = f"{path}.{operator}" if path else str(operator)
        fewest, most = _ARITY[operator]
        if len(given) < fewest or (most is not None and len(given) > most):
            self.complain(inner, _("El operador no lleva esa cantidad de valores."))
            return Seen(ANY)
        return self.operation(operator, given, inner)

    def operation(self, operator: str, given: list[Any], path: str) -> Seen:
        if operator == "var":
            return self.variable(given, path)
        if operator in ("missing", "missing_some"):
            return self.missing(operator, given, path)
        seen = [self.read(item, f"{path}[{index}]") for index, item in enumerate(given)]
        if operator in ("==", "!=", "===", "!=="):
            self.comparable(seen[0], seen[1], path)
            return Seen("boolean")
        if operator in ("<", "<=", ">", ">="):
            self.ordered(seen, path)
            return Seen("boolean")
        if operator == "in":
            self.contained(seen[0], seen[1], path)
            return Seen("boolean")
        if operator in ("!", "!!"):
            return Seen("boolean")
        if operator in ("if", "?:"):
            return _same([*seen[1::2], *(seen[-1:] if len(seen) % 2 else [])])
        if operator in ("and", "or"):
            return _same(seen)
        self.numbers(seen, path)
        return Seen("number")

    def variable(self, given: list[Any], path: str) -> Seen:
        if len(given) > 1:
            self.read(given[1], f"{path}[1]")
        if not isinstance(given[0], str):
            self.complain(path, _("Escriba el nombre del dato entre comillas."))
            return Seen(ANY)
        return self.named(given[0], path)

    def named(self, name: str, path: str) -> Seen:
        if name not in self.scope:
            self.complain(path, _("No hay ningún dato «%(n)s».") % {"n": name[:80]})
            return Seen(ANY)
        return self.scope[name]

    def missing(self, operator: str, given: list[Any], path: str) -> Seen:
        names: list[Any] = given
        if operator == "missing_some":
            if not isinstance(given[0], int) or isinstance(given[0], bool):
                self.complain(path, _("Diga primero cuántos datos hacen falta."))
            names = list(given[1]) if isinstance(given[1], list | tuple) else [given[1]]
        elif len(given) == 1 and isinstance(given[0], list | tuple):
            names = list(given[0])
        for name in names:
            if isinstance(name, str):
                self.named(name, path)
            else:
                self.complain(path, _("Escriba el nombre del dato entre comillas."))
        return Seen("list")

    def comparable(self, left: Seen, right: Seen, path: str) -> None:
        if ANY in (left.kind, right.kind) or NOTHING in (left.kind, right.kind):
            return
        for one, other in ((left, right), (right, left)):
            if other.is_literal and one.kind in ("date", "time") and other.kind == "string":
                if not _is_moment(one.kind, other.literal):
                    example = "2026-12-31" if one.kind == "date" else "09:30"
                    self.complain(path, _("Compare con algo como «%(e)s».") % {"e": example})
                return
        if left.kind != right.kind or left.kind in ("list", "object"):
            sentence = _("No se puede comparar %(one)s con %(other)s.")
            self.complain(path, sentence % {"one": _KINDS[left.kind], "other": _KINDS[right.kind]})
            return
        for one, other in ((left, right), (right, left)):
            self.known_word(one, other, path)

    def known_word(self, asked: Seen, told: Seen, path: str) -> None:
        """A word compared with a choice must be one of its options."""
        if asked.words is not None and told.is_literal and told.literal not in asked.words:
            sentence = _("«%(word)s» no es una de las opciones.")
            self.complain(path, sentence % {"word": str(told.literal)[:60]})

    def ordered(self, seen: list[Seen], path: str) -> None:
        for item in seen:
            if item.kind in (ANY, NOTHING) or item.kind in _ORDERED:
                continue
            if item.kind == "string" and item.is_literal:
                continue
            self.complain(path, _("%(what)s no va antes ni después.") % {"what": _KINDS[item.kind]})
            return
        for one, other in pairwise(seen):
            self.comparable(one, other, path)

    def contained(self, needle: Seen, hay: Seen, path: str) -> None:
        if hay.is_literal and isinstance(hay.literal, list):
            for item in hay.literal:
                self.comparable(needle, _literal(item), path)
        elif hay.kind == "list":
            self.known_word(hay, needle, path)
            if needle.kind in ("list", "object"):
                self.complain(path, _("Busque un solo valor en la lista."))
        elif hay.kind == "string" and needle.kind in ("string", ANY):
            return
        elif hay.kind != ANY:
            self.complain(path, _("Busque en una lista o en un texto."))

    def numbers(self, seen: list[Seen], path: str) -> None:
        for item in seen:
            if item.kind not in ("number", ANY):
                sentence = _("Solo se calcula con números, y hay %(what)s.")
                what = _KINDS.get(item.kind, _("nada"))
                self.complain(path, sentence % {"what": what})
                return

    def complain(self, path: str, sentence: str) -> None:
        self.found.append((path, sentence))


def _literal(value: Any) -> Seen:
    if value is None:
        return Seen(NOTHING, None, None, True)
    if isinstance(value, bool):
        return Seen("boolean", None, value, True)
    if isinstance(value, int | float):
        return Seen("number", None, value, True)
    return Seen("string", None, value, True) if isinstance(value, str) else Seen(ANY)


def _same(seen: list[Seen]) -> Seen:
    kinds = {item.kind for item in seen} - {NOTHING}
    return Seen(kinds.pop()) if len(kinds) == 1 else Seen(ANY)


def _is_moment(kind: str, text: Any) -> bool:
    if kind == "time":
        return bool(re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", str(text)))
    try:
        date.fromisoformat(str(text))
    except ValueError:
        return False
    return True
