"""One way to write a thing: canonical JSON and its hash, canonical YAML for the repository."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import yaml

WIDTH = 120


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces and no escapes, so that equal content is equal text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(document: Mapping[str, Any]) -> str:
    """The sha256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(document).encode("utf-8", "surrogatepass")).hexdigest()


class _Writer(yaml.SafeDumper):
    """Two spaces, lists indented under their key, what fits on a line in flow style."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _mapping(writer: _Writer, value: Mapping[str, Any]) -> yaml.Node:
    node = writer.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=False)
    node.flow_style = _fits(value)
    return node


def _sequence(writer: _Writer, value: list[Any]) -> yaml.Node:
    node = writer.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=False)
    node.flow_style = _fits(value)
    return node


def _text(writer: _Writer, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _fits(value: Any) -> bool:
    """Short enough for one line, and without line breaks inside."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return len(text) <= WIDTH - 24 and "\\n" not in text


_Writer.add_representer(dict, _mapping)
_Writer.add_representer(list, _sequence)
_Writer.add_representer(str, _text)


def canonical_yaml(source: Mapping[str, Any]) -> str:
    """The source as `make fix` writes it: keys in the author's order, one style throughout.

    Reading it back gives the same document; writing that again gives the same text.
    """
    return yaml.dump(
        dict(source),
        Dumper=_Writer,
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH,
        default_flow_style=False,
    )
