"""From the institution's files to versions in force, or a refusal that lists every problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.roles import Role
from notifications.messages import MESSAGES
from procedures.definition import Definition, Vocabulary

from .institution import DATA
from .models import Procedure
from .publishing import Published, load_areas, publish
from .sources import Sources, prove_sources, read_folder


class CatalogueError(ValueError):
    """Some definition cannot be published; `lines` read `file: path: sentence`."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(f"{len(lines)} problems")
        self.lines = tuple(lines)


@dataclass(frozen=True)
class Loaded:
    """A proven definition, with what it was written as and what it was proven against."""

    definition: Definition
    text: str
    content: dict[str, Any]
    known: Vocabulary


def vocabulary_of(sources: Sources) -> Vocabulary:
    """What the definitions of these sources may name in this installation."""
    return sources.vocabulary(roles=[*Role.values, "citizen", "system"], messages=MESSAGES)


def prove(paths: Sequence[Path] = (), folder: Path = DATA) -> list[Loaded]:
    """The definitions of a folder, proven.

    Args:
        paths: only these files; all of them when empty.

    Raises:
        CatalogueError: with every problem of every file.
    """
    sources = read_folder(folder)
    known = vocabulary_of(sources)
    definitions, problems = prove_sources(sources, known, only=list(paths) or None)
    lines = [str(problem) for problem in problems]
    calendars = {path.stem for path in (folder / "calendars").glob("*.yaml")}
    for name, definition in definitions.items():
        if definition.time.calendar and definition.time.calendar not in calendars:
            told = _("No existe el calendario «%(n)s».") % {"n": definition.time.calendar}
            lines.append(f"{sources.procedures[name].path}: time.calendar: {told}")
    if lines:
        raise CatalogueError(lines)
    return [
        Loaded(
            definition,
            sources.procedures[name].text,
            dict(sources.procedures[name].content),
            known,
        )
        for name, definition in definitions.items()
    ]


def load(*, actor: Actor, paths: Sequence[Path] = (), folder: Path = DATA) -> list[Published]:
    """Publish what changed in the files; nothing at all if any of them has a problem.

    Raises:
        CatalogueError: as `prove`; or what was filed in confidence would be seen by more people.
    """
    loaded = prove(paths, folder)
    opened = [item.definition.slug for item in loaded if _would_open(item.definition)]
    if opened:
        sentence = _("Ya tiene solicitudes reservadas: su audiencia no puede crecer.")
        raise CatalogueError([f"{slug}: audience: {sentence}" for slug in opened])
    load_areas()
    return [
        publish(
            actor=actor,
            definition=item.definition,
            source_text=item.text,
            position=item.definition.position,
        )
        for item in loaded
    ]


def _would_open(definition: Definition) -> bool:
    """Whether requests filed under a narrower audience would be seen by more people (§8.2)."""
    known = Procedure.objects.filter(slug=definition.slug, requests__isnull=False).first()
    if known is None or not known.restricted:
        return False
    return not definition.audience or not set(definition.audience) <= set(known.audience)
