"""`manage.py check_catalogue [PATH…]`: prove definitions without a database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.accounts.roles import Role
from notifications.messages import MESSAGES
from procedures.catalogue.institution import DATA
from procedures.catalogue.situation_proofs import wrong_with
from procedures.catalogue.situations import FILE
from procedures.catalogue.sources import (
    BrokenYaml,
    FileProblem,
    Sources,
    canonical_text,
    prove_sources,
    read_file,
    read_folder,
)
from procedures.definition import Definition

PARTS = ("blocks", "workflows", "papers", "procedures")


class Command(BaseCommand):
    help = "Revisa las definiciones de los trámites e imprime cada problema: archivo: lugar: frase."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            type=Path,
            help="Carpeta del catálogo, o archivos de una; sin nada, el catálogo de la casa.",
        )

        parser.add_argument(
            "--fix", action="store_true", help="Antes, escribe cada archivo en su forma canónica."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        problems: list[str] = []
        proven = 0
        for folder, files in folders_of(options["paths"] or [DATA]).items():
            sources = read_folder(folder)
            if options["fix"]:
                rewrite(sources, files)
            known = sources.vocabulary(roles=Role, messages=MESSAGES)
            definitions, found = prove_sources(sources, known, only=files or None)
            proven += len(definitions)
            problems += [str(problem) for problem in found]
            if not files or any(path.name == FILE for path in files):
                whole = prove_sources(sources, known)[0] if files else definitions
                problems += [str(problem) for problem in _situations(folder, sources, whole)]
        for line in problems:
            self.stdout.write(line)
        if problems:
            raise CommandError(f"{len(problems)} problemas; {proven} trámites bien.")
        self.stdout.write(f"{proven} trámites bien.")


def _situations(
    folder: Path, sources: Sources, definitions: Mapping[str, Definition]
) -> Iterator[FileProblem]:
    """What is wrong with the situations of a folder that has any."""
    file = folder / FILE
    if not file.exists():
        return
    try:
        content = read_file(file).content
    except BrokenYaml as broken:
        yield FileProblem(file, broken.problem)
        return
    merged = {one.name: one.content.get("merged_into") or "" for one in sources.publishable()}
    in_order = sorted(definitions.values(), key=lambda one: one.position)
    for problem in wrong_with(content, merged=merged, definitions=in_order):
        yield FileProblem(file, problem)


def rewrite(sources: Sources, files: list[Path]) -> None:
    """Put the files of a folder in canonical form; only `files` where some are named."""
    wanted = {path.resolve() for path in files}
    for part in (sources.blocks, sources.workflows, sources.papers, sources.procedures):
        for source in part.values():
            text = canonical_text(source)
            if text != source.text and (not wanted or source.path.resolve() in wanted):
                source.path.write_text(text, encoding="utf-8")


def folders_of(paths: list[Path]) -> dict[Path, list[Path]]:
    """Catalogue folder -> the files asked for in it; none for the whole folder.

    Raises:
        CommandError: a path is not there.
    """
    found: dict[Path, list[Path]] = {}
    for path in paths:
        if not path.exists():
            raise CommandError(f"No existe {path}.")
        if path.is_dir() and path.name not in PARTS:
            found.setdefault(path, [])
        elif path.is_dir():
            found.setdefault(path.parent, []).extend(sorted(path.glob("*.yaml")))
        else:
            folder = path.resolve().parent
            folder = folder.parent if folder.name in PARTS else folder
            found.setdefault(folder, []).append(path)
    return found
