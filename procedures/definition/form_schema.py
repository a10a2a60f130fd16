"""One question as a property of the JSON Schema that the API publishes (API.md, `form/`)."""

from __future__ import annotations

from typing import Any

from .fields.base import Field, JsonSchema


def property_schema(item: Field, section: str, section_rule: Any = None) -> JsonSchema:
    """The schema of one answer, with what a client needs to know to ask for it.

    Args:
        section: key of the section it belongs to.
        section_rule: the condition of that section, which the field inherits.
    """
    shown_if = both(section_rule, item.condition)
    required_if = True if item.required else item.required_if
    if required_if is not None:
        required_if = both(shown_if, None if required_if is True else required_if)
    schema: JsonSchema = {
        **item.type.schema(item),
        "title": item.label,
        "x-type": item.type.name,
        "x-section": section,
    }
    if item.help:
        schema["description"] = item.help
    if shown_if is not None:
        schema["x-if"] = shown_if
    if item.required or item.required_if is not None:
        schema["x-required-if"] = True if required_if is None else required_if
    if item.filterable:
        schema["x-filter"] = item.type.filtered
    if item.later:
        schema["x-later"] = True
    if item.options:
        schema["x-options"] = [{"value": one.value, "label": one.label} for one in item.options]
    if not item.type.typed:
        schema["readOnly"] = True
    schema["examples"] = [example_of(item)]
    return schema


def example_of(item: Field) -> Any:
    """The author's own example, or one made from the limits of the field."""
    own = item.get("example")
    return own if own is not None else item.type.example(item)


def both(one: Any, other: Any) -> Any:
    """The rule that holds when both do; None is no rule."""
    rules = [rule for rule in (one, other) if rule is not None]
    return {"and": rules} if len(rules) > 1 else (rules[0] if rules else None)
