"""Workflow files and the `workflow:` of a procedure, as JSON Schema."""

from __future__ import annotations

from .definition import BASES
from .schema_words import ACTOR, KEY, LINE, RULE, TEXT, YES_NO, Schema, one_of, some, thing, whole
from .workflow import Clock, Kind, Outcome, Phase

STATE: Schema = thing(
    ("label", "phase"),
    label=LINE,
    phase=one_of(Phase),
    owner=ACTOR,
    next=TEXT,
    clock=one_of(Clock),
    target_days=whole(0, 1000),
    outcome=one_of(Outcome),
)

TRANSITION: Schema = thing(
    ("action", "label", "from", "to", "by", "notify"),
    action=KEY,
    kind=one_of(Kind),
    label=LINE,
    from_=some({"type": "string", "minLength": 1}, 60, 1),
    to=KEY,
    by=some(ACTOR, 30, 1),
    form={"$ref": "#/$defs/fields"},
    if_=RULE,
    notify={"type": "string", "minLength": 1, "maxLength": 60},
    effects=some({"anyOf": [KEY, {"type": "object", "minProperties": 1, "maxProperties": 1}]}, 10),
    reopens=YES_NO,
)

WORKFLOW: Schema = thing(
    ("key", "states", "transitions"),
    key=KEY,
    label=LINE,
    basis=one_of(BASES),
    source=TEXT,
    parameters={"anyOf": [some(KEY, 30), {"type": "object", "propertyNames": KEY}]},
    states={
        "type": "object",
        "propertyNames": KEY,
        "additionalProperties": STATE,
        "minProperties": 1,
        "maxProperties": 60,
    },
    transitions=some(TRANSITION, 150),
)

# In a template any text may still be `$parameter`; the filled copy is checked by WORKFLOW.
LOOSE_WORKFLOW: Schema = thing(
    ("key", "states", "transitions"),
    key=KEY,
    label=LINE,
    basis=one_of(BASES),
    source=TEXT,
    parameters=WORKFLOW["properties"]["parameters"],
    states={"type": "object", "propertyNames": KEY},
    transitions=some({"type": "object"}, 150),
)

USE_WORKFLOW: Schema = thing(
    ("use",),
    use=KEY,
    with_={"type": "object", "propertyNames": KEY},
    override=thing(states={"type": "object"}, transitions={"type": "object"}),
)
