"""The catalogue's folder of YAML, read safely: blocks, workflows, papers and procedures.

YAML is read narrowly: no aliases (a small file cannot become a large one), no key twice, and only
`true` and `false` are truth values, so that `no`, `12:30` and `2026-01-15` stay the texts they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from procedures.definition import EFFECTS, Definition, DefinitionError, Problem, Vocabulary, parse
from procedures.definition.canonical import canonical_yaml
from procedures.definition.schema import block_schema, paper_schema, workflow_schema
from procedures.definition.shape import misshapes

LARGEST = 1_000_000
DEEPEST = 60


@dataclass(frozen=True)
class Source:
    """One file: where it is, its text, and what it says."""

    path: Path
    text: str
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The word others name it by: slug, block or key; the file's name where it says none."""
        for word in ("slug", "block", "key"):
            if isinstance(self.content.get(word), str):
                return str(self.content[word])
        return self.path.stem


@dataclass(frozen=True)
class FileProblem:
    """A problem and the file it is in; prints as `file: path: sentence`."""

    file: Path
    problem: Problem

    def __str__(self) -> str:
        return f"{self.file}: {self.problem.path or '-'}: {self.problem.sentence}"


@dataclass(frozen=True)
class Sources:
    """What a folder holds, by name, and what could not be read of it."""

    institution: Mapping[str, Any] = field(default_factory=dict)
    blocks: Mapping[str, Source] = field(default_factory=dict)
    workflows: Mapping[str, Source] = field(default_factory=dict)
    papers: Mapping[str, Source] = field(default_factory=dict)
    procedures: Mapping[str, Source] = field(default_factory=dict)
    problems: tuple[FileProblem, ...] = ()

    def publishable(self) -> Iterator[Source]:
        """The procedures, without those that are only a base for others (`abstract: true`)."""
        return (one for one in self.procedures.values() if one.content.get("abstract") is not True)

    def vocabulary(self, *, roles: Iterable[str], messages: Iterable[str]) -> Vocabulary:
        """What these sources may name, with the effects registered so far.

        Args:
            roles: keys of the roles that exist (`backend.accounts`).
            messages: kinds of message that exist (`notifications`).
        """
        return Vocabulary(
            areas=_keys(self.institution.get("areas")),
            families=_keys(self.institution.get("families")),
            roles=frozenset(str(role) for role in roles),
            messages=frozenset(messages),
            effects=dict(EFFECTS),
            blocks={name: one.content for name, one in self.blocks.items()},
            workflows={name: one.content for name, one in self.workflows.items()},
            papers={name: one.content for name, one in self.papers.items()},
            procedures={name: one.content for name, one in self.procedures.items()},
        )


class BrokenYaml(ValueError):
    """A text that is not the YAML we read; `problem` says where and why."""

    def __init__(self, path: str, sentence: str) -> None:
        self.problem = Problem(path, sentence)
        super().__init__(sentence)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe, and narrower: see the module. libyaml where it was built: nine times as fast."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]{0,17})$", "-+0123456789"),
    ("float", r"^[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}$", "-+0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def read_yaml(text: str) -> Any:
    """What a YAML text says.

    Raises:
        BrokenYaml: it is no YAML, repeats a key, uses aliases or tags, or is too large or deep.
    """
    if len(text) > LARGEST:
        raise BrokenYaml("", _("El archivo es demasiado grande."))
    try:
        _refuse_tricks(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        # libyaml puts what ends too early on the line after the last.
        line = min(mark.line, text.count("\n")) + 1 if mark else 0
        where = _("línea %(n)d") % {"n": line} if mark else ""
        sentence = _("El YAML está roto: %(why)s") % {"why": broken.problem or broken.context}
        raise BrokenYaml(where, sentence) from None
    except (yaml.YAMLError, ValueError, RecursionError) as broken:
        if isinstance(broken, BrokenYaml):
            raise
        raise BrokenYaml("", _("El YAML está roto: %(why)s") % {"why": broken}) from None


def _refuse_tricks(text: str) -> None:
    """Refuse aliases, tags and repeated keys while reading events, before anything is built."""
    levels: list[set[str] | None] = []
    expects_key: list[bool] = []
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BrokenYaml(_line(event), _("No se admiten anclas ni alias (& y *)."))
        if getattr(event, "tag", None):
            raise BrokenYaml(_line(event), _("No se admiten etiquetas de tipo (!)."))
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            levels.pop()
            expects_key.pop()
            continue
        opens = isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent)
        if not opens and not isinstance(event, yaml.ScalarEvent):
            continue
        seen = levels[-1] if levels else None
        if seen is not None:
            if expects_key[-1]:
                _note_key(event, seen)
            expects_key[-1] = not expects_key[-1]
        if opens:
            levels.append(set() if isinstance(event, yaml.MappingStartEvent) else None)
            expects_key.append(True)
            if len(levels) > DEEPEST:
                raise BrokenYaml(_line(event), _("Tiene demasiados niveles."))


def _note_key(event: yaml.Event, seen: set[str]) -> None:
    if not isinstance(event, yaml.ScalarEvent):
        raise BrokenYaml(_line(event), _("Las claves deben ser textos."))
    if event.value in seen:
        sentence = _("La clave «%(k)s» está dos veces.") % {"k": event.value}
        raise BrokenYaml(_line(event), sentence)
    seen.add(event.value)


def _line(event: yaml.Event) -> str:
    return _("línea %(n)d") % {"n": event.start_mark.line + 1 if event.start_mark else 0}


def canonical_text(source: Source) -> str:
    """The file as `make fix` writes it, with the comments at its top.

    A file with comments further down is left as it is: rewriting would lose them.
    """
    lines = source.text.splitlines(keepends=True)
    header = list(takewhile(lambda line: line.startswith("#") or not line.strip(), lines))
    if any(re.search(r"(^|\s)#", line) for line in lines[len(header) :]):
        return source.text
    return "".join(header) + canonical_yaml(source.content)


def read_file(path: Path) -> Source:
    """A file as a source.

    Raises:
        BrokenYaml: it cannot be read, or is not a group of keys.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as broken:
        raise BrokenYaml("", _("No se puede leer: %(why)s") % {"why": broken}) from None
    content = read_yaml(text)
    if not isinstance(content, dict):
        raise BrokenYaml("", _("El archivo debe ser un grupo de claves."))
    return Source(path, text, content)


def read_folder(folder: Path) -> Sources:
    """Everything in a catalogue's folder; what cannot be read is among `problems`.

    Args:
        folder: holds institution.yaml, blocks/, workflows/, papers/ and procedures/.
    """
    problems: list[FileProblem] = []
    institution: Mapping[str, Any] = {}
    if (folder / "institution.yaml").exists():
        try:
            institution = read_file(folder / "institution.yaml").content
        except BrokenYaml as broken:
            problems.append(FileProblem(folder / "institution.yaml", broken.problem))
    parts = {
        name: _read_part(folder / name, problems)
        for name in ("blocks", "workflows", "papers", "procedures")
    }
    for name, schema in (
        ("blocks", block_schema()),
        ("workflows", workflow_schema()),
        ("papers", paper_schema()),
    ):
        for source in parts[name].values():
            found = misshapes(source.content, schema, schema)
            problems.extend(FileProblem(source.path, problem) for problem in found)
    return Sources(institution=institution, problems=tuple(problems), **parts)


def _read_part(folder: Path, problems: list[FileProblem]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            source = read_file(path)
        except BrokenYaml as broken:
            problems.append(FileProblem(path, broken.problem))
            continue
        if source.name in found:
            other = found[source.name].path.name
            sentence = _("«%(n)s» ya está en %(file)s.") % {"n": source.name, "file": other}
            problems.append(FileProblem(path, Problem("", sentence)))
            continue
        found[source.name] = source
    return found


def prove_sources(
    sources: Sources, known: Vocabulary, only: Iterable[Path] | None = None
) -> tuple[dict[str, Definition], list[FileProblem]]:
    """(definitions by slug, problems): every publishable procedure, parsed and proven.

    Args:
        only: prove these files alone; the others still serve as blocks, templates and bases.
    """
    wanted = {path.resolve() for path in only} if only is not None else None
    definitions: dict[str, Definition] = {}
    problems = [one for one in sources.problems if wanted is None or one.file.resolve() in wanted]
    for source in sources.publishable():
        if wanted is not None and source.path.resolve() not in wanted:
            continue
        try:
            definitions[source.name] = parse(source.content, known=known)
        except DefinitionError as refused:
            problems.extend(FileProblem(source.path, problem) for problem in refused.problems)
    return definitions, problems


def _keys(value: Any) -> frozenset[str]:
    """Keys of `{key: …}` or of `[{key: …}]`."""
    if isinstance(value, Mapping):
        return frozenset(str(key) for key in value)
    if isinstance(value, list | tuple):
        return frozenset(
            str(one["key"]) for one in value if isinstance(one, Mapping) and "key" in one
        )
    return frozenset()
