"""Reading a definition: resolve it, check its shape, build it, prove it. All problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .build import build
from .definition import Definition
from .plain import NotJson, as_json
from .problems import DefinitionError, Problem
from .proofs import prove
from .resolve import Document, resolve
from .schema import resolved_schema
from .shape import misshapes
from .vocabulary import Vocabulary


def parse(source: Mapping[str, Any], *, known: Vocabulary) -> Definition:
    """The definition a source says, proven against what exists.

    Args:
        source: a procedure as written, read from YAML or JSON.
        known: what it may name.

    Raises:
        DefinitionError: with every problem found; no other error, whatever the input.
    """
    problems: list[Problem] = []
    try:
        plain = as_json(source)
    except NotJson as broken:
        raise DefinitionError([broken.problem]) from None
    if not isinstance(plain, dict):
        raise DefinitionError([Problem("", _("Un trámite es un grupo de claves."))])
    document = resolve(plain, known, problems)
    schema = resolved_schema()
    misshapen = list(misshapes(document, schema, schema))
    if not misshapen:
        definition = build(ordered_states(document))
        problems += prove(definition, known)
        if not problems:
            return definition
    raise DefinitionError(sorted(set(problems + misshapen)))


def revive(document: Mapping[str, Any]) -> Definition:
    """The definition of a document that `parse` proved once; nothing is proven again.

    Args:
        document: `Definition.document`, from the database; the caller keeps the result.
    """
    return build(document)


def ordered_states(document: Document) -> Document:
    """States as a list: databases forget the order of keys, and the first state is the start."""
    workflow = document.get("workflow")
    if not workflow:
        return document
    states = [{"key": key, **state} for key, state in workflow["states"].items()]
    return {**document, "workflow": {**workflow, "states": states}}
