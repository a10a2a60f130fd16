"""From a resolved document to the values everything else asks. The shape is already known good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields as attributes_of
from typing import Any, TypeVar

from .canonical import fingerprint
from .definition import (
    Correction,
    Cost,
    Definition,
    Extension,
    Fact,
    FieldVisit,
    LegalBasis,
    NoLimit,
    Record,
    Refusal,
    Renewal,
    Requirement,
    Result,
    Retention,
    SecondTerm,
    Term,
    Time,
)
from .field_types import TYPES
from .fields.base import Field, Option
from .form import Form, Section
from .paper import PLAIN, Appeal, Paper, PaperBlock
from .workflow import ANYWHERE, NOBODY, Clock, Kind, Outcome, Phase, State, Transition, Workflow

_OWN = frozenset(attribute.name for attribute in attributes_of(Field)) | {"if", "basis", "source"}
Some = TypeVar("Some", bound=Fact)
Document = Mapping[str, Any]


def build(document: Document) -> Definition:
    """The definition a resolved document says.

    Args:
        document: of the shape of `schema.resolved_schema`.
    """
    form = build_form(_list(document, "form"))
    time = build_time(_map(document, "time"))
    workflow = document.get("workflow")
    renewal = document.get("renewal")
    retention = _map(document, "retention")
    return Definition(
        slug=document["slug"],
        name=document["name"],
        family=document["family"],
        status=document["status"],
        summary=document.get("summary") or "",
        channels=tuple(_list(document, "channels")),
        keywords=tuple(_list(document, "keywords")),
        audience=tuple(_list(document, "audience")),
        anonymous=bool(document.get("anonymous")),
        checks=tuple(_list(document, "checks")),
        who_can_file=tuple(_list(document, "who_can_file")),
        record=build_record(_map(document, "record")),
        time=time,
        form=form,
        eligibility=tuple(
            Refusal(rule["refuse_if"], rule["message"]) for rule in _list(document, "eligibility")
        ),
        workflow=build_workflow(workflow, form, time.pauses) if workflow else None,
        paper=build_paper(document["paper"]) if document.get("paper") else PLAIN,
        renewal=Renewal(renewal["before_days"], renewal["message"]) if renewal else None,
        retention=Retention(**_given(retention)),
        survey=document.get("survey") or "default",
        merged_into=document.get("merged_into") or "",
        external_url=document.get("external_url") or "",
        based_on=document.get("based_on") or "",
        position=document.get("position") or 0,
        document=document,
        content_hash=fingerprint(document),
    )


def build_form(sections: list[Any]) -> Form:
    """A form from its list of sections."""
    return Form(
        tuple(
            Section(
                key=section["section"],
                title=section["title"],
                fields=tuple(build_field(item) for item in section["fields"]),
                help=section.get("help") or "",
                condition=section.get("if"),
            )
            for section in sections
        )
    )


def build_field(item: Document) -> Field:
    """A field from its mapping; attributes only its type has go to `attributes`."""
    own = {
        name: item[name]
        for name in (
            "required sensitive searchable filterable public later required_if help default_from "
            "autocomplete"
        ).split()
        if item.get(name) is not None
    }
    return Field(
        key=item["key"],
        type=TYPES[item["type"]],
        label=item["label"],
        condition=item.get("if"),
        options=tuple(_option(option) for option in item.get("options") or ()),
        fields=tuple(build_field(inner) for inner in item.get("fields") or ()),
        attributes={name: value for name, value in item.items() if name not in _OWN},
        **own,
    )


def build_time(item: Document) -> Time:
    limit, extension = item.get("limit"), item.get("extension")
    no_limit = item.get("no_limit")
    plain = {
        name: item[name]
        for name in ("target_days", "alert_days", "forward_days", "silence", "calendar", *_FACT)
        if item.get(name) is not None
    }
    if item.get("pauses") is not None:
        plain["pauses"] = tuple(item["pauses"])
    return Time(
        limit=Term(**_given(limit)) if limit else None,
        no_limit=NoLimit(no_limit["if"], no_limit["because"]) if no_limit else None,
        correction=Correction(**_given(_map(item, "correction"))),
        extension=Extension(**_given(extension)) if extension is not None else None,
        terms=tuple(
            SecondTerm(
                key=one["key"],
                term=Term(one.get("days"), one.get("months")),
                from_=one["from"],
                label=one.get("label") or "",
            )
            for one in _list(item, "terms")
        ),
        comparables=tuple(_list(item, "comparables")),
        **plain,
    )


def build_record(item: Document) -> Record:
    level = _map(item, "digital_level")
    cost = dict(_map(item, "cost"))
    if cost.get("amount") is not None:
        cost["amount"] = str(cost["amount"])
    return Record(
        key=item.get("key") or "",
        legal_basis=tuple(_fact(LegalBasis, one) for one in _list(item, "legal_basis")),
        requirements=tuple(_fact(Requirement, one) for one in _list(item, "requirements")),
        cost=_fact(Cost, cost),
        result=_fact(Result, _map(item, "result")),
        field_visit=_fact(FieldVisit, _map(item, "field_visit")),
        areas=tuple(_list(item, "areas")),
        digital_now=level.get("now") or 0,
        digital_goal=level.get("goal") or 0,
        notes=tuple(_list(item, "notes")),
        origin=item.get("origin"),
    )


def build_paper(item: Document) -> Paper:
    appeal = item.get("appeal")
    return Paper(
        blocks=tuple(
            _fact(
                PaperBlock,
                {**one, "outcomes": tuple(Outcome(name) for name in _list(one, "outcomes"))},
            )
            for one in _list(item, "blocks")
        ),
        reserved=tuple(_list(item, "reserved")),
        appeal=_fact(Appeal, appeal) if appeal else None,
        two_people=item.get("two_people"),
    )


def build_workflow(item: Document, form: Form, pauses: tuple[str, ...]) -> Workflow:
    """A workflow from its mapping.

    Args:
        form: what the person answers; transitions may look at it.
        pauses: the phases that stop the utility's clock where a state says nothing.
    """
    states = {state["key"]: _state(state, pauses) for state in item["states"]}
    still_open = tuple(key for key, state in states.items() if not state.closed)
    transitions = tuple(_transition(one, still_open) for one in item["transitions"])
    return Workflow(
        key=item["key"],
        states=states,
        transitions=transitions,
        start=next(iter(states)),
        answer_fields=form.by_key,
        case_fields={key: field for one in transitions for key, field in one.form.by_key.items()},
    )


def _state(item: Document, pauses: tuple[str, ...]) -> State:
    phase = Phase(item["phase"])
    clock = Clock.PAUSED if phase in pauses else Clock.RUNNING
    if phase is Phase.CLOSED:
        clock = Clock.STOPPED
    return State(
        key=item["key"],
        label=item["label"],
        phase=phase,
        owner=item.get("owner") or "",
        next=item.get("next") or "",
        clock=Clock(item["clock"]) if item.get("clock") else clock,
        target_days=item.get("target_days"),
        outcome=Outcome(item["outcome"]) if item.get("outcome") else None,
    )


def _transition(item: Document, still_open: tuple[str, ...]) -> Transition:
    sources: dict[str, None] = {}
    for one in item["from"]:
        sources.update(dict.fromkeys(still_open if one == ANYWHERE else (one,)))
    fields = tuple(build_field(field) for field in item.get("form") or ())
    section = Section(key=item["action"], title=item["label"], fields=fields)
    return Transition(
        action=item["action"],
        label=item["label"],
        from_=tuple(sources),
        to=item["to"],
        by=tuple(item["by"]),
        form=Form((section,) if fields else ()),
        kind=Kind(item.get("kind") or Kind.STEP),
        condition=item.get("if"),
        notify=item.get("notify") or NOBODY,
        effects=tuple(effect_call(one) for one in _list(item, "effects")),
        reopens=bool(item.get("reopens")),
    )


def effect_call(item: Any) -> tuple[str, Mapping[str, Any]]:
    """`name` or `{name: {parameter: value}}` as a pair."""
    if isinstance(item, str):
        return item, {}
    name, parameters = next(iter(item.items()))
    return name, dict(parameters) if isinstance(parameters, Mapping) else {}


_FACT = tuple(attribute.name for attribute in attributes_of(Fact))


def _fact(make: Callable[..., Some], item: Document) -> Some:
    values = _given(item)
    if "if" in values:
        values["condition"] = values.pop("if")
    if "comparables" in values:
        values["comparables"] = tuple(values["comparables"])
    return make(**values)


def _option(item: Any) -> Option:
    """An option; one written as a word alone is its own label, made readable."""
    if isinstance(item, str):
        return Option(item, (item[:1].upper() + item[1:]).replace("_", " "))
    return Option(item["value"], item["label"])


def _given(item: Document) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value is not None}


def _list(item: Document, name: str) -> list[Any]:
    return item.get(name) or []


def _map(item: Document, name: str) -> Document:
    return item.get(name) or {}
