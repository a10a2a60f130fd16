"""The one engine behind both doors: what is asked, what is dropped, what is refused.

Order (ARCHITECTURE rule 6): conditions are recomputed here → hidden answers are dropped → what is
left is validated. The HTML form and the API both call `assess`, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .conditions import evaluate, truthy, variables
from .facts import Facts
from .fields.base import Context, Field, Notice, SeveralWrong, Wrong

Findings = dict[str, list[tuple[str, str]]]


@dataclass
class Assessment:
    """What came out: cleaned visible answers, and findings by dotted path (`rows.0.name`)."""

    values: dict[str, Any] = field(default_factory=dict)
    visible: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    errors: Findings = field(default_factory=dict)
    notices: Findings = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)

    def refuse(self, path: str, code: str, message: str) -> None:
        self.errors.setdefault(path, []).append((code, message))

    def remark(self, path: str, notice: Notice) -> None:
        self.notices.setdefault(path, []).append((notice.code, notice.message))


def in_order_of_dependence(
    fields: Sequence[Field], section_rule: Callable[[str], Any] | None = None
) -> tuple[Field, ...]:
    """The fields so that each comes after those that decide whether it is asked.

    Fields in a cycle keep the order written; cycles are refused when a definition is proven.
    """
    by_key = {item.key: item for item in fields}
    placed: dict[str, Field] = {}
    path: set[str] = set()

    def place(item: Field) -> None:
        if item.key in placed or item.key in path:
            return
        path.add(item.key)
        for name in sorted(reads(item, section_rule(item.key) if section_rule else None)):
            if name in by_key:
                place(by_key[name])
        path.discard(item.key)
        placed[item.key] = item

    for item in fields:
        place(item)
    return tuple(placed.values())


def reads(item: Field, section_rule: Any = None) -> set[str]:
    """First names of the variables that decide if a field is asked, or what it computes."""
    rules = (item.condition, section_rule, item.get("formula"))
    inner = [rule for child in item.fields for rule in (child.condition, child.required_if)]
    names = {name.split(".")[0] for rule in (*rules, *inner) for name in variables(rule)}
    return names - {child.key for child in item.fields}


def assess(
    ordered: Iterable[Field],
    candidates: Mapping[str, Any],
    *,
    facts: Facts,
    background: Mapping[str, Any],
    section_rule: Callable[[str], Any] | None = None,
    documents: Mapping[str, int] | None = None,
    only: frozenset[str] | None = None,
    allow_missing: bool = False,
) -> Assessment:
    """Clean candidates against fields.

    Args:
        ordered: from `in_order_of_dependence`.
        candidates: JSON values by key; what is not JSON of the right type is refused.
        background: what conditions may also read (`case`, `facts`, answers on file).
        documents: file field -> how many files are at hand.
        only: report findings about these keys alone; all keys where None.
        allow_missing: an absent required answer is no error (a draft, or counter intake).
    """
    found = Assessment(data=dict(background))
    asked: list[Field] = []
    for item in ordered:
        rules = (section_rule(item.key) if section_rule else None, item.condition)
        if all(rule is None or truthy(evaluate(rule, found.data)) for rule in rules):
            found.visible.add(item.key)
            asked.append(item)
            if item.stores_answer:
                context = Context(facts, found.data, allow_missing, documents or {})
                _accept(found, item, candidates.get(item.key), context, only)
        elif item.stores_answer:
            found.data[item.key] = item.type.logic(None)
    for item in asked:
        needed = item.required or (
            item.required_if is not None and truthy(evaluate(item.required_if, found.data))
        )
        if needed and item.type.typed:
            found.required.add(item.key)
        if only is None or item.key in only:
            _complain_of_absence(found, item, documents or {}, allow_missing)
    return found


def _accept(
    found: Assessment,
    item: Field,
    candidate: Any,
    context: Context,
    only: frozenset[str] | None,
) -> None:
    """Clean one answer and let later conditions read it; a refused one reads as absent."""
    reported = only is None or item.key in only
    value: Any = None
    wrongs: list[Wrong] = []
    if not item.type.typed or not item.type.empty(candidate):
        try:
            value = item.type.clean(item, candidate, context)
        except Wrong as wrong:
            wrongs = [wrong]
        except SeveralWrong as several:
            wrongs = several.wrongs
    if reported:
        for one in wrongs:
            found.refuse(_path(item.key, one.part), one.code, one.message)
    if not wrongs and value is not None and not item.type.empty(value):
        found.values[item.key] = value
        if reported:
            for notice in item.type.notices(item, value, context):
                found.remark(item.key, notice)
    elif not wrongs and item.type.unanswered is not None:
        found.values[item.key] = item.type.unanswered
    found.data[item.key] = item.type.logic(found.values.get(item.key))


def _complain_of_absence(
    found: Assessment, item: Field, documents: Mapping[str, int], allow_missing: bool
) -> None:
    if item.is_file:
        count, most = documents.get(item.key, 0), item.get("max_files", 5)
        most = most if item.get("multiple", False) else 1
        if count > most:
            sentence = _("Adjunte %(n)d archivos como máximo.") % {"n": most}
            found.refuse(item.key, "max_files", sentence)
        if count or item.later:
            return
    if item.key not in found.required or allow_missing:
        return
    already = any(path.split(".")[0] == item.key for path in found.errors)
    if not already and item.type.empty(found.values.get(item.key)):
        found.refuse(item.key, "required", str(item.type.required_message))


def _path(key: str, part: str) -> str:
    return f"{key}.{part}" if part else key
