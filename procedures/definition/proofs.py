"""What is proven before a version is published: of its record, its time and its form.

The proofs of the workflow are in `workflow_proofs`. A proof yields every problem it finds; it
takes a built definition, so the shape is already known good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .assessment import reads
from .condition_types import Scope, Seen, fact_scope, findings, scope_of
from .definition import BALANCE, EXTERNAL, MERGED, Definition, Fact
from .facts import Facts
from .fields.base import Context, Field, SeveralWrong, Wrong
from .form import Form
from .form_schema import example_of
from .paper_proofs import prove_paper
from .problems import Problem, join
from .vocabulary import Vocabulary
from .workflow import Phase
from .workflow_proofs import prove_workflow

RESERVED = frozenset({"case", "facts"})
_SAMPLE = Facts(today=date(2026, 1, 15), staff=True)


def prove(definition: Definition, known: Vocabulary) -> Iterator[Problem]:
    """Every reason why this definition cannot be published; none when it can."""
    case_scope = _case_scope(definition)
    scope: dict[str, Seen] = {**scope_of(definition.form.fields), **fact_scope(), **case_scope}
    yield from _prove_status(definition, known)
    yield from _prove_record(definition, known, scope)
    yield from _prove_time(definition, scope)
    paths = [
        join("form", at, "fields", place)
        for at, section in enumerate(definition.form.sections)
        for place in range(len(section.fields))
    ]
    yield from prove_form(definition.form, scope, paths, "form")
    for at, rule in enumerate(definition.eligibility):
        for path, sentence in findings(rule.refuse_if, scope):
            yield Problem(join("eligibility", at, "refuse_if", path), sentence)
    yield from prove_paper(definition.paper, definition.workflow, definition.form.by_key, known)
    if definition.workflow is None:
        return
    yield from prove_workflow(definition.workflow, known, scope)
    for at, transition in enumerate(definition.workflow.transitions):
        base = join("workflow.transitions", at, "form")
        own = {**scope, **scope_of(transition.form.fields)}
        places = [join(base, place) for place in range(len(transition.form.fields))]
        yield from prove_form(transition.form, own, places, base)
        for path, item in zip(places, transition.form.fields, strict=False):
            if item.filterable:
                sentence = _("Solo se filtra por lo que contesta la persona.")
                yield Problem(join(path, "filterable"), sentence)
    if definition.workflow and definition.time.terms:
        for at, term in enumerate(definition.time.terms):
            if term.from_ not in definition.workflow.states:
                sentence = _("El flujo no tiene el estado «%(s)s».") % {"s": term.from_}
                yield Problem(join("time.terms", at, "from"), sentence)


def _case_scope(definition: Definition) -> dict[str, Seen]:
    if definition.workflow is None:
        return {}
    return scope_of(definition.workflow.case_fields.values(), "case.")


def _prove_status(definition: Definition, known: Vocabulary) -> Iterator[Problem]:
    if definition.family not in known.families:
        sentence = _("No existe la familia «%(n)s».") % {"n": definition.family}
        yield Problem("family", sentence)
    for at, word in enumerate(definition.audience):
        if word.removeprefix("role:") not in known.roles:
            sentence = _("No existe la función «%(n)s».") % {"n": word.removeprefix("role:")}
            yield Problem(join("audience", at), sentence)
    asked = {item.type.name for item in definition.form.fields}
    if BALANCE in definition.checks and "account_number" not in asked:
        sentence = _("Para saber si la cuenta debe, el formulario debe preguntar la cuenta.")
        yield Problem("checks", sentence)
    if definition.status == MERGED and not definition.merged_into:
        yield Problem("merged_into", _("Diga en qué trámite se fusionó."))
    if definition.merged_into and definition.status != MERGED:
        yield Problem("merged_into", _("Sobra: el trámite no está fusionado (status: merged)."))
    if definition.merged_into and (
        definition.merged_into not in known.procedures or definition.merged_into == definition.slug
    ):
        sentence = _("No existe el trámite «%(n)s».") % {"n": definition.merged_into}
        yield Problem("merged_into", sentence)
    if definition.status == EXTERNAL and not definition.external_url:
        yield Problem("external_url", _("Diga la dirección del sitio donde se hace el trámite."))
    if definition.can_be_filed:
        if not definition.form.fields:
            yield Problem("form", _("Un trámite que se presenta aquí necesita formulario."))
        if definition.workflow is None:
            yield Problem("workflow", _("Un trámite que se presenta aquí necesita flujo."))
        if not definition.channels:
            yield Problem("channels", _("Diga por qué canales se presenta."))
        if definition.status == "online" and "online" not in definition.channels:
            yield Problem("channels", _("Está en línea, pero sus canales no dicen «online»."))
    if definition.renewal and definition.renewal.message not in known.messages:
        sentence = _("No existe el mensaje «%(n)s».") % {"n": definition.renewal.message}
        yield Problem("renewal.message", sentence)


def _prove_record(definition: Definition, known: Vocabulary, scope: Scope) -> Iterator[Problem]:
    record = definition.record
    facts: list[tuple[str, Fact]] = [
        ("record.cost", record.cost),
        ("record.result", record.result),
        ("record.field_visit", record.field_visit),
        ("time", definition.time),
    ]
    facts += [(join("record.legal_basis", at), one) for at, one in enumerate(record.legal_basis)]
    seen: set[str] = set()
    has_form = bool(definition.form.fields)
    for at, requirement in enumerate(record.requirements):
        path = join("record.requirements", at)
        facts.append((path, requirement))
        if requirement.key in seen:
            sentence = _("El requisito «%(n)s» está repetido.") % {"n": requirement.key}
            yield Problem(join(path, "key"), sentence)
        seen.add(requirement.key)
        field = definition.form.by_key.get(requirement.field)
        if requirement.field and has_form and (field is None or not field.is_file):
            sentence = _("El formulario no tiene un campo de archivo «%(n)s».")
            yield Problem(join(path, "field"), sentence % {"n": requirement.field})
        if requirement.kind == "upload" and not requirement.field and has_form:
            yield Problem(join(path, "field"), _("Diga en qué campo se entrega."))
        if requirement.condition is not None and has_form:
            for inner, sentence in findings(requirement.condition, scope):
                yield Problem(join(path, "if", inner), sentence)
    for at, area in enumerate(record.areas):
        if area not in known.areas:
            sentence = _("No existe el área «%(n)s».") % {"n": area}
            yield Problem(join("record.areas", at), sentence)
    for path, one in facts:
        if one.confirmed and not (one.confirmed_by and one.confirmed_on):
            sentence = _("Lo confirmado dice quién lo confirmó y cuándo.")
            yield Problem(join(path, "confirmed_by"), sentence)


def _prove_time(definition: Definition, scope: Scope) -> Iterator[Problem]:
    time, limit = definition.time, definition.time.limit
    if time.no_limit:
        for path, sentence in findings(time.no_limit.condition, scope):
            yield Problem(join("time.no_limit.if", path), sentence)
    one_of_both = _("Diga days o months, uno de los dos.")
    if limit and (limit.days is None) == (limit.months is None):
        yield Problem("time.limit", one_of_both)
    days = limit.days if limit else None
    if days and time.target_days is not None and time.target_days > days:
        yield Problem("time.target_days", _("Lo prometido no puede pasar del plazo."))
    if time.correction.citizen_days < 5:
        yield Problem("time.correction.citizen_days", _("La ley da al menos 5 días hábiles."))
    authority = time.correction.authority_limit(days)
    if days and authority and authority > days:
        yield Problem("time.correction.authority_days", _("No puede pasar del plazo."))
    if days and time.extension and (time.extension.days(days) or 0) > (days + 1) // 2:
        yield Problem("time.extension.max", _("No puede pasar de la mitad del plazo."))
    if Phase.CLOSED in time.pauses:
        yield Problem("time.pauses", _("Lo cerrado no se pausa: ya no corre."))
    for at, term in enumerate(time.terms):
        if (term.term.days is None) == (term.term.months is None):
            yield Problem(join("time.terms", at), one_of_both)
    keys = [term.key for term in time.terms]
    if len(set(keys)) != len(keys):
        yield Problem("time.terms", _("Hay dos plazos con la misma clave."))


def prove_form(form: Form, scope: Scope, paths: list[str], base: str) -> Iterator[Problem]:
    """Problems of a form.

    Args:
        scope: what its conditions may read.
        paths: where each field stands, in the order of `form.fields`.
        base: where the form stands.
    """
    seen: set[str] = set()
    rules: dict[str, Any] = {}
    sections: set[str] = set()
    for at, section in enumerate(form.sections):
        if section.key in sections:
            sentence = _("La sección «%(n)s» está repetida.") % {"n": section.key}
            yield Problem(join(base, at, "section"), sentence)
        sections.add(section.key)
        rules.update({item.key: section.condition for item in section.fields})
        if section.condition is not None:
            for path, sentence in findings(section.condition, scope):
                yield Problem(join(base, at, "if", path), sentence)
    for item, path in zip(form.fields, paths, strict=True):
        if item.key in seen or item.key in RESERVED:
            sentence = _("La clave «%(n)s» está repetida o reservada.") % {"n": item.key}
            yield Problem(join(path, "key"), sentence)
        seen.add(item.key)
        yield from _prove_field(item, scope, path)
    yield from _cycles(form, rules, dict(zip([one.key for one in form.fields], paths, strict=True)))


def _prove_field(item: Field, scope: Scope, path: str) -> Iterator[Problem]:
    inner_scope = {**scope, **scope_of(item.fields)}
    seen: set[str] = set()
    for at, inner in enumerate(item.fields):
        if inner.filterable:
            sentence = _("Lo que está dentro de un grupo no sirve para filtrar.")
            yield Problem(join(path, "fields", at, "filterable"), sentence)
        if inner.key in seen or inner.key in RESERVED:
            sentence = _("La clave «%(n)s» está repetida o reservada.") % {"n": inner.key}
            yield Problem(join(path, "fields", at, "key"), sentence)
        seen.add(inner.key)
        yield from _prove_field(inner, inner_scope, join(path, "fields", at))
    rules = {"if": item.condition, "required_if": item.required_if, "formula": item.get("formula")}
    for word, rule in rules.items():
        if rule is not None:
            for inside, sentence in findings(rule, scope):
                yield Problem(join(path, word, inside), sentence)
    broken = False
    for inside, sentence in item.type.prove(item):
        broken = True
        yield Problem(join(path, inside), sentence)
    if item.sensitive and (item.filterable or item.public):
        yield Problem(path, _("Un dato reservado no se filtra ni se publica."))
    if item.filterable and not item.type.filtered:
        yield Problem(join(path, "filterable"), _("Este tipo de campo no sirve para filtrar."))
    if item.later and not item.is_file:
        yield Problem(join(path, "later"), _("Solo un archivo se puede entregar después."))
    if not item.stores_answer and (item.searchable or item.filterable or item.sensitive):
        yield Problem(path, _("Este campo no guarda una respuesta que se busque o se reserve."))
    if not item.type.typed and (item.required or item.required_if is not None):
        yield Problem(join(path, "required"), _("Nadie escribe este campo: no se puede exigir."))
    if not broken and item.type.typed and item.stores_answer:
        yield from _prove_example(item, path)


def _prove_example(item: Field, path: str) -> Iterator[Problem]:
    """What the form shows as an example must itself be accepted."""
    own = item.get("example") is not None
    if item.get("pattern") and not own and item.type.name in ("text", "textarea", "person_name"):
        yield Problem(join(path, "example"), _("Con «pattern», dé un ejemplo que se acepte."))
        return
    try:
        item.type.clean(item, example_of(item), Context(facts=_SAMPLE, data={}))
    except (Wrong, SeveralWrong) as wrong:
        if own or item.type.name not in ("date", "group"):
            sentence = _("El ejemplo no se acepta: %(why)s") % {"why": wrong}
            yield Problem(join(path, "example"), sentence)


def _cycles(form: Form, rules: Mapping[str, Any], paths: Mapping[str, str]) -> Iterator[Problem]:
    """Fields that decide, in a circle, whether each other is asked."""
    needs = {item.key: reads(item, rules.get(item.key)) & set(form.by_key) for item in form.fields}
    settled: set[str] = set()
    progress = True
    while progress:
        progress = False
        for key, names in needs.items():
            if key not in settled and names <= settled:
                settled.add(key)
                progress = True
    stuck = [key for key in needs if key not in settled]
    for key in stuck:
        if key in _reachable(key, needs):
            circle = ", ".join(one for one in stuck if key in _reachable(one, needs))
            sentence = _("Hay un círculo de condiciones entre: %(names)s.") % {"names": circle}
            yield Problem(join(paths[key], "if"), sentence)


def _reachable(start: str, needs: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    pending = list(needs[start])
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending.extend(needs[key])
    return found
