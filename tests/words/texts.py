"""Every sentence a citizen may read, with the file it is in and the kind of text it is.

Pages come from what is marked for translation; letters from their templates; procedures, steps and
the privacy notice from the YAML of the catalogue. What only the staff reads is not here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from procedures.catalogue.sources import read_yaml
from tests.words.extraction import LANGUAGES, ROOT

DATA = ROOT / "procedures" / "catalogue" / "data"
LETTERS = ROOT / "notifications" / "templates"
PAGES = re.compile(
    r"frontend/(citizen|filing|public)/|frontend/(errors|pages|formats|statuses)\.py"
    r"|frontend/templates/(base\.html|(citizen|filing|public|components|errors|django|fields)/)"
    r"|procedures/(definition/(fields|html|form)|documents|surveys|requests/operations)"
)
# Words of a definition whose value a citizen reads; `text` and `items` are the privacy notice's.
READ = {"name", "label", "help", "summary", "text", "title", "next", "hint", "purpose", "document"}
READ |= {"short", "message", "appeal", "because"}
# What belongs to the staff or tells where a fact comes from.
NOT_READ = {"requirements", "origin", "notes", "note", "comparables", "legal_basis", "source"}
NOT_READ |= {"simplify", "keywords", "retention", "areas", "roles", "calendars", "transitions"}
_GAP = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}|%%\{count\}|\{\w+\}")
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}|<[^>]+>")


@dataclass(frozen=True)
class Text:
    """One text: its kind ("page", "letter", "catalogue", "notice"), its file and its words."""

    kind: str
    file: str
    words: str


def every_text() -> list[Text]:
    """All of them, once each."""
    return list(dict.fromkeys([*_pages(), *_letters(), *_catalogue()]))


def _pages() -> Iterator[Text]:
    source = LANGUAGES / "en" / "LC_MESSAGES" / "django.po"
    for entry in source.read_text("utf-8").split("\n\n")[1:]:
        files = [file for file in _files(entry) if PAGES.match(file)]
        if not files or 'msgctxt "date"' in entry:
            continue
        for key in ("msgid", "msgid_plural"):
            found = re.search(rf'^{key} ((?:".*"\n?)+)', entry, re.M)
            if found:
                said = "".join(map(ast.literal_eval, found[1].splitlines()))
                yield Text("page", files[0], _plain(said))


def _files(entry: str) -> list[str]:
    return " ".join(re.findall(r"^#: (.*)$", entry, re.M)).split()


def _letters() -> Iterator[Text]:
    for path in sorted(LETTERS.rglob("*.txt")):
        if path.parent.name == "en":
            continue
        source = re.sub(r"\{% (?:translate|trans) (['\"])(.*?)\1.*?%\}", r"\2", path.read_text())
        for paragraph in source.split("\n\n"):
            if (said := _plain(paragraph)).strip():
                yield Text("letter", str(path.relative_to(ROOT)), said)


def _catalogue() -> Iterator[Text]:
    for path in sorted(DATA.rglob("*.yaml")):
        if path.parent.name == "calendars":
            continue
        kind = "notice" if path.parent.name == "privacy" else "catalogue"
        content = read_yaml(path.read_text("utf-8"))
        for said in [*_values(content), *_steps(content.get("transitions", ()))]:
            yield Text(kind, str(path.relative_to(ROOT)), _plain(said))


def _values(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in NOT_READ:
                yield from _values(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, "text" if key == "items" else key)
    elif isinstance(value, str) and key in READ:
        yield value


def _steps(transitions: Any) -> Iterator[str]:
    """The steps a citizen takes, with their forms."""
    for step in transitions:
        if "citizen" in step["by"]:
            yield from _values({"label": step["label"], "form": step.get("form", [])})


def _plain(text: str) -> str:
    """Without tags; a gap is one short word, as what fills it mostly is."""
    return re.sub(r"[ \t]+", " ", _TAG.sub("", _GAP.sub("dato", text))).strip()
