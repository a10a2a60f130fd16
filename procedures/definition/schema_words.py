"""The small pieces the JSON Schema of the language is made of."""

from __future__ import annotations

from typing import Any

from .definition import BASES

Schema = dict[str, Any]

KEY: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,59}$"}
SLUG: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80}
LINE: Schema = {"type": "string", "minLength": 1, "maxLength": 500}
TEXT: Schema = {"type": "string", "maxLength": 5000}
YES_NO: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": ["number", "string"], "pattern": r"^[0-9]{1,12}(\.[0-9]{1,6})?$"}
ISO_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
RULE: Schema = {"$ref": "#/$defs/rule"}
ACTOR: Schema = {"type": "string", "minLength": 1, "maxLength": 120}


def whole(least: int = 0, most: int = 100_000) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def one_of(values: Any) -> Schema:
    return {"enum": [str(value) for value in values]}


def some(items: Schema, most: int = 200, least: int = 0) -> Schema:
    return {"type": "array", "items": items, "maxItems": most, "minItems": least}


def thing(required: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object with these properties and no others; a trailing underscore is not in the name."""
    return {
        "type": "object",
        "properties": {name.rstrip("_"): schema for name, schema in properties.items()},
        "required": list(required),
        "additionalProperties": False,
    }


def fact(required: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """Something said about the procedure, with where it comes from."""
    return thing(
        required,
        basis=one_of(BASES),
        source=TEXT,
        note=TEXT,
        confirmed_by=LINE,
        confirmed_on=ISO_DAY,
        **properties,
    )
