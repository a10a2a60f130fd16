"""From what an author wrote to a document that stands alone.

Blocks are copied in, workflow templates are filled, a variant is laid over its base. What comes
out refers to nothing, so a published version never changes because something else did.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .merging import merge
from .plain import NotJson, as_json
from .problems import Problem, join
from .vocabulary import Vocabulary

PLACE = re.compile(r"\$([a-z][a-z0-9_]*)")
Document = dict[str, Any]


def resolve(source: Document, known: Vocabulary, problems: list[Problem]) -> Document:
    """The document a source comes to; what cannot be resolved is added to `problems`.

    Args:
        source: JSON of any shape; the shape itself is checked afterwards.
    """
    document = _with_base(source, known, problems, ())
    document = _filled(document, problems)
    for word in ("parameters", "with", "abstract"):
        document.pop(word, None)
    if isinstance(document.get("form"), list):
        document["form"] = [
            _section(item, known, join("form", index), problems)
            for index, item in enumerate(document["form"])
        ]
    workflow = document.get("workflow")
    if isinstance(workflow, Mapping) and "use" in workflow:
        document["workflow"] = _workflow(workflow, known, problems)
    paper = document.get("paper")
    if isinstance(paper, Mapping):
        document["paper"] = _paper(paper, known, problems)
    return document


def _with_base(
    source: Document, known: Vocabulary, problems: list[Problem], seen: tuple[str, ...]
) -> Document:
    name = source.get("based_on")
    if name is None:
        return copy.deepcopy(source)
    base = known.procedures.get(name) if isinstance(name, str) else None
    if not isinstance(base, Mapping):
        problems.append(Problem("based_on", _("No existe el trámite «%(n)s».") % {"n": name}))
        return copy.deepcopy(source)
    if name in seen or name == source.get("slug"):
        problems.append(Problem("based_on", _("El trámite se basa en sí mismo.")))
        return copy.deepcopy(source)
    try:
        plain = as_json(base)
    except NotJson as broken:
        sentence = _("El trámite base tiene un problema: %(what)s") % {"what": broken}
        problems.append(Problem("based_on", sentence))
        return copy.deepcopy(source)
    whole = _with_base(plain, known, problems, (*seen, str(name)))
    for word in ("abstract", "position", "slug", "based_on"):
        whole.pop(word, None)
    merged = merge(whole, source)
    return merged if isinstance(merged, dict) else source


def _filled(document: Document, problems: list[Problem]) -> Document:
    """The document with the `parameters` of its base filled by `with`, or by their defaults."""
    parameters, given = document.get("parameters"), document.get("with")
    if parameters is None and given is None:
        return document
    defaults = parameters if isinstance(parameters, Mapping) else {}
    values = given if isinstance(given, Mapping) else {}
    problems.extend(_unknown(values, defaults, "with"))
    rest = {key: item for key, item in document.items() if key not in ("parameters", "with")}
    filled = _substitute(rest, {**defaults, **values}, problems, "", strict=False)
    return filled if isinstance(filled, dict) else document


def _unknown(values: Mapping[str, Any], names: Any, path: str) -> Iterator[Problem]:
    for name in values:
        if name not in names:
            sentence = _("La plantilla no tiene el parámetro «%(n)s».") % {"n": name}
            yield Problem(join(path, name), sentence)


def _substitute(
    value: Any, values: Mapping[str, Any], problems: list[Problem], path: str, *, strict: bool
) -> Any:
    """`$name` replaced; a text that is nothing else takes the value with its type."""
    if isinstance(value, Mapping):
        return {
            key: _substitute(item, values, problems, join(path, key), strict=strict)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [
            _substitute(item, values, problems, join(path, index), strict=strict)
            for index, item in enumerate(value)
        ]
    if not isinstance(value, str) or "$" not in value:
        return value
    alone = PLACE.fullmatch(value)
    if alone and alone.group(1) in values:
        return copy.deepcopy(values[alone.group(1)])

    def fill(place: re.Match[str]) -> str:
        name = place.group(1)
        if name in values:
            return "" if values[name] is None else str(values[name])
        if strict:
            problems.append(Problem(path, _("Falta el parámetro «%(n)s».") % {"n": name}))
        return place.group()

    return PLACE.sub(fill, value)


def _section(item: Any, known: Vocabulary, path: str, problems: list[Problem]) -> Any:
    """A section as written, or the copy of a block it names."""
    if not isinstance(item, Mapping) or "use" not in item:
        return item
    name = item["use"]
    block = known.blocks.get(name) if isinstance(name, str) else None
    if not isinstance(block, Mapping) or not isinstance(block.get("fields"), list | tuple):
        problems.append(Problem(join(path, "use"), _("No existe el bloque «%(n)s».") % {"n": name}))
        return {"section": "bloque", "title": "—", "fields": []}
    allowed = ("use", "title", "help", "if", "override", "without", "fields", "section")
    for word in item:
        if word not in allowed:
            problems.append(Problem(join(path, word), _("El lenguaje no tiene esta clave.")))
    try:
        fields = as_json(block["fields"])
    except NotJson as broken:
        problems.append(Problem(join(path, "use"), str(broken)))
        fields = []
    section = {
        "section": item.get("section") or block.get("block", name),
        "title": item.get("title") or block.get("title", name),
        "fields": _overridden(fields, item, path, problems),
    }
    for word in ("help", "if"):
        chosen = item.get(word, block.get(word))
        if chosen is not None:
            section[word] = copy.deepcopy(chosen)
    return section


def _overridden(
    fields: list[Any], item: Mapping[str, Any], path: str, problems: list[Problem]
) -> list[Any]:
    override, without = item.get("override") or {}, item.get("without") or []
    if not isinstance(override, Mapping) or not isinstance(without, list):
        word = "without" if isinstance(override, Mapping) else "override"
        problems.append(Problem(join(path, word), _("No tiene la forma esperada.")))
        return fields
    keys = [_told(field, "key") for field in fields]
    for word, names in (("override", list(override)), ("without", without)):
        for name in names:
            if name not in keys:
                sentence = _("El bloque no tiene el campo «%(n)s».") % {"n": name}
                problems.append(Problem(join(path, word, str(name)), sentence))
    chosen = [
        merge(field, override[key]) if key in override else field
        for field, key in zip(fields, keys, strict=True)
        if key not in without
    ]
    more = item.get("fields")
    return chosen + (copy.deepcopy(more) if isinstance(more, list) else [])


def _workflow(item: Mapping[str, Any], known: Vocabulary, problems: list[Problem]) -> Any:
    """A workflow template with its parameters filled and this procedure's changes laid on it."""
    name = item["use"]
    template = known.workflows.get(name) if isinstance(name, str) else None
    if not isinstance(template, Mapping):
        sentence = _("No existe el flujo «%(n)s».") % {"n": name}
        problems.append(Problem("workflow.use", sentence))
        return None
    for word in item:
        if word not in ("use", "with", "override"):
            problems.append(Problem(join("workflow", word), _("El lenguaje no tiene esta clave.")))
    try:
        plain = as_json(template)
    except NotJson as broken:
        problems.append(Problem("workflow.use", str(broken)))
        return None
    declared = plain.pop("parameters", None) or []
    if not isinstance(declared, Mapping | list):
        problems.append(Problem("workflow.use", _("Los parámetros del flujo son una lista.")))
        declared = []
    values = item.get("with") if isinstance(item.get("with"), Mapping) else {}
    problems.extend(_unknown(values or {}, declared, "workflow.with"))
    defaults = declared if isinstance(declared, Mapping) else {}
    filled = _substitute(plain, {**defaults, **(values or {})}, problems, "workflow", strict=True)
    override = item.get("override")
    if override is None:
        return filled
    return _changed(filled, override, problems)


def _paper(item: Mapping[str, Any], known: Vocabulary, problems: list[Problem]) -> Any:
    """A paper as written, or a copy of the one it names with this procedure's words laid on it."""
    if "use" not in item:
        return item
    name = item["use"]
    template = known.papers.get(name) if isinstance(name, str) else None
    own = {word: value for word, value in item.items() if word != "use"}
    try:
        plain = as_json(template) if isinstance(template, Mapping) else None
    except NotJson as broken:
        problems.append(Problem("paper.use", str(broken)))
        return None
    if plain is None:
        sentence = _("No existe el documento «%(n)s».") % {"n": name}
        problems.append(Problem("paper.use", sentence))
        return None
    for word in ("key", "label"):
        plain.pop(word, None)
    return merge(plain, own)


def _changed(workflow: Any, override: Any, problems: list[Problem]) -> Any:
    """`override: {states: {key: …}, transitions: {action: …}}` laid on a template."""
    path = "workflow.override"
    if not isinstance(override, Mapping) or not isinstance(workflow, Mapping):
        problems.append(Problem(path, _("No tiene la forma esperada.")))
        return workflow
    changed = dict(workflow)
    for word, change in override.items():
        if word not in ("states", "transitions") or not isinstance(change, Mapping):
            problems.append(Problem(join(path, word), _("El lenguaje no tiene esta clave.")))
    states, actions = override.get("states"), override.get("transitions")
    if isinstance(states, Mapping):
        changed["states"] = merge(workflow.get("states"), states)
    if isinstance(actions, Mapping) and isinstance(workflow.get("transitions"), list):
        known = [_told(one, "action") for one in workflow["transitions"]]
        for name in actions:
            if name not in known:
                sentence = _("El flujo no tiene la acción «%(n)s».") % {"n": name}
                problems.append(Problem(join(path, "transitions", name), sentence))
        changed["transitions"] = [
            merge(one, actions[action]) if action in actions else one
            for one, action in zip(workflow["transitions"], known, strict=True)
        ]
    return changed


def _told(item: Any, word: str) -> str:
    """What a mapping says of itself; "" where it says nothing, or is no mapping."""
    told = item.get(word) if isinstance(item, Mapping) else None
    return told if isinstance(told, str) else ""
