"""The language as a JSON Schema: what editors complete by, and what `shape` checks by.

The same description serves both, so what an editor accepts is what the loader accepts. A source
may say `use:` and `based_on:`; a resolved document no longer does (`resolved_schema`).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from .definition import BASES, CHANNELS, CHECKS, STATUSES
from .field_types import TYPES
from .schema_paper import PAPER, PAPER_FILE, PAPER_SOURCE
from .schema_words import (
    KEY,
    LINE,
    NUMBER,
    RULE,
    SLUG,
    TEXT,
    YES_NO,
    Schema,
    fact,
    one_of,
    some,
    thing,
    whole,
)
from .schema_workflow import LOOSE_WORKFLOW, USE_WORKFLOW, WORKFLOW
from .workflow import Phase

TERM: Schema = thing(days=whole(1, 1000), months=whole(1, 120))
COMPARABLES: Schema = some(TEXT, 50)

TIME: Schema = fact(
    limit=TERM,
    no_limit=thing(("if", "because"), if_=RULE, because=TEXT),
    target_days=whole(0, 1000),
    alert_days=whole(0, 30),
    forward_days=whole(0, 30),
    correction=thing(
        authority_days={"anyOf": [{"const": "third"}, whole(1, 365)]},
        citizen_days=whole(1, 365),
        effect=one_of(("suspend", "restart")),
        once=YES_NO,
        on_expiry=one_of(("propose", "auto")),
    ),
    extension=thing(max={"anyOf": [{"const": "half"}, whole(1, 365)]}, once=YES_NO),
    pauses=some(one_of(Phase)),
    silence=one_of(("negative", "affirmative", "none")),
    calendar=SLUG,
    terms=some(
        thing(("key", "from"), key=KEY, label=LINE, from_=KEY, **TERM["properties"]),
        10,
    ),
    comparables=COMPARABLES,
)

RECORD: Schema = thing(
    key=LINE,
    legal_basis=some(fact(("text",), text=TEXT, url=LINE), 50),
    requirements=some(
        fact(
            ("key", "name"),
            key=KEY,
            name=LINE,
            required=YES_NO,
            kind=one_of(("show", "upload")),
            field=KEY,
            help=TEXT,
            simplify=TEXT,
            if_=RULE,
        ),
        60,
    ),
    cost=fact(amount=NUMBER, unit=one_of(("MXN", "UMA")), text=TEXT, comparables=COMPARABLES),
    result=fact(document=TEXT, validity_days=whole(1, 36_500)),
    field_visit=fact(needed=one_of(("yes", "no", "conditional")), purpose=TEXT),
    areas=some(KEY, 30),
    digital_level=thing(now=whole(0, 4), goal=whole(0, 4)),
    notes=some(TEXT, 30),
    origin={"type": "object"},
)

SECTION: Schema = thing(
    ("section", "title", "fields"),
    section=KEY,
    title=LINE,
    help=TEXT,
    if_=RULE,
    fields={"$ref": "#/$defs/fields"},
)

USE_BLOCK: Schema = thing(
    ("use",),
    use=KEY,
    title=LINE,
    help=TEXT,
    if_=RULE,
    override={"type": "object", "propertyNames": KEY, "additionalProperties": {"type": "object"}},
    without=some(KEY),
    fields={"$ref": "#/$defs/fields"},
)

BLOCK: Schema = thing(
    ("block", "title", "fields"),
    block=KEY,
    title=LINE,
    help=TEXT,
    if_=RULE,
    fields={"$ref": "#/$defs/fields"},
)

_PROCEDURE: Schema = {
    "slug": SLUG,
    "name": LINE,
    "family": KEY,
    "status": one_of(STATUSES),
    "position": whole(0, 10_000),
    "channels": some(one_of(CHANNELS), len(CHANNELS)),
    "audience": some({"type": "string", "pattern": "^role:[a-z_]+$"}, 20),
    "anonymous": YES_NO,
    "checks": some(one_of(CHECKS), 4),
    "who_can_file": some(KEY, 20),
    "summary": TEXT,
    "keywords": some(LINE, 60),
    "based_on": SLUG,
    "merged_into": SLUG,
    "external_url": {"type": "string", "pattern": r"^https?://\S+$", "maxLength": 500},
    "record": RECORD,
    "time": TIME,
    "eligibility": some(thing(("refuse_if", "message"), refuse_if=RULE, message=LINE), 20),
    "renewal": thing(
        ("before_days", "message"),
        before_days=whole(1, 365),
        message=KEY,
        period_months=whole(1, 600),
        basis=one_of(BASES),
        source=TEXT,
    ),
    "retention": thing(closed_months=whole(1, 1200), then=one_of(("anonymise", "keep"))),
    "survey": one_of(("default", "none")),
}


def _field_schema() -> Schema:
    """One branch for each type, told apart by `type`."""
    common: Schema = {
        "key": KEY,
        "label": LINE,
        "help": TEXT,
        "required": YES_NO,
        "if": RULE,
        "required_if": RULE,
        "sensitive": YES_NO,
        "searchable": YES_NO,
        "filterable": YES_NO,
        "public": YES_NO,
        "later": YES_NO,
        "default_from": {"enum": ["earlier_request"]},
        "autocomplete": {"type": "string", "pattern": "^[a-z][a-z0-9 -]{0,59}$"},
        "example": True,
        "basis": one_of(BASES),
        "source": TEXT,
        "note": TEXT,
    }
    branches = []
    for name, kind in TYPES.items():
        branches.append(
            {
                "type": "object",
                "title": str(kind.title),
                "properties": {"type": {"const": name}, **common, **kind.attributes},
                "required": ["key", "type", "label", *kind.needs_attributes],
                "additionalProperties": False,
            }
        )
    return {"oneOf": branches, "discriminator": {"propertyName": "type"}}


@cache
def definitions() -> Schema:
    """The `$defs` that everything else refers to."""
    return {
        "rule": {
            "description": "JsonLogic: var missing missing_some == != === !== ! !! and or if ?: in "
            "< <= > >= + - * / % min max; at most 16 levels and 200 nodes"
        },
        "field": _field_schema(),
        "fields": some({"$ref": "#/$defs/field"}, 200),
        "option": {
            "anyOf": [LINE, thing(("value", "label"), value={**LINE, "maxLength": 80}, label=LINE)]
        },
        "options": some({"$ref": "#/$defs/option"}, 300, 1),
        "section": SECTION,
        "use_block": USE_BLOCK,
        "workflow": WORKFLOW,
        "use_workflow": USE_WORKFLOW,
        "block": BLOCK,
        "paper": PAPER,
        "paper_source": PAPER_SOURCE,
        "paper_file": PAPER_FILE,
    }


@cache
def resolved_schema() -> Schema:
    """A procedure after blocks, templates and variants are filled in; nothing is looked up."""
    return {
        "$defs": definitions(),
        "type": "object",
        "properties": {
            **_PROCEDURE,
            "form": some({"$ref": "#/$defs/section"}, 40),
            "workflow": {"$ref": "#/$defs/workflow"},
            "paper": {"$ref": "#/$defs/paper"},
        },
        "required": ["slug", "name", "family", "status"],
        "additionalProperties": False,
    }


@cache
def source_schema() -> Schema:
    """A procedure as people write it; a variant may leave out whatever its base says."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ventanilla: definición de un trámite",
        "$defs": definitions(),
        "type": "object",
        "properties": {
            **_PROCEDURE,
            "abstract": YES_NO,
            "parameters": {"type": "object", "propertyNames": KEY},
            "with": {"type": "object", "propertyNames": KEY},
            "form": some(
                {"anyOf": [{"$ref": "#/$defs/section"}, {"$ref": "#/$defs/use_block"}]}, 40
            ),
            "workflow": {"anyOf": [{"$ref": "#/$defs/workflow"}, {"$ref": "#/$defs/use_workflow"}]},
            "paper": {"$ref": "#/$defs/paper_source"},
        },
        "required": ["slug"],
        "additionalProperties": False,
    }


@cache
def block_schema() -> Schema:
    """A file of `blocks/`."""
    return {"$defs": definitions(), **BLOCK}


@cache
def workflow_schema() -> Schema:
    """A file of `workflows/`, before its parameters are filled in."""
    return {"$defs": definitions(), **LOOSE_WORKFLOW}


@cache
def paper_schema() -> Schema:
    """A file of `papers/`."""
    return {"$defs": definitions(), **PAPER_FILE}


def language_schema() -> Schema:
    """What `manage.py definition_schema` prints: a procedure, block, workflow or paper file."""
    whole_file = _with_nulls(source_schema())
    procedure = {name: part for name, part in whole_file.items() if not name.startswith("$")}
    return {
        "$schema": whole_file["$schema"],
        "title": "Ventanilla: lenguaje de los trámites",
        "$defs": {**whole_file["$defs"], "procedure": procedure},
        "anyOf": [
            {"$ref": "#/$defs/procedure"},
            {"$ref": "#/$defs/block"},
            {"$ref": "#/$defs/workflow"},
            {"$ref": "#/$defs/paper_file"},
        ],
    }


def _with_nulls(schema: Any) -> Any:
    """The schema with every optional property nullable: a null counts as absent."""
    if isinstance(schema, list):
        return [_with_nulls(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _with_nulls(part) for name, part in schema.items()}
    properties = plain.get("properties")
    if isinstance(properties, dict) and isinstance(plain.get("required", []), list):
        plain["properties"] = {
            name: part if name in plain.get("required", []) else {"anyOf": [part, {"type": "null"}]}
            for name, part in properties.items()
        }
    return plain
