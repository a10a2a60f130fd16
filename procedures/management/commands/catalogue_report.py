"""`manage.py catalogue_report [SLUG…]`: what the utility has still to confirm, procedure by
procedure."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from procedures.catalogue.institution import DATA
from procedures.catalogue.loading import CatalogueError, prove
from procedures.catalogue.unconfirmed import Claim, unconfirmed

COLUMNS = ("tramite", "lugar", "dato", "base", "fuente")
WHOLE = "(todo)"
BASES = {"seen": "visto", "comparable": "comparable", "assumed": "supuesto"}


class Command(BaseCommand):
    help = "Lista lo que el organismo debe confirmar: cada dato cuya base no es «confirmed»."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="Solo estos trámites.")
        parser.add_argument("--format", choices=("text", "csv"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        claims = _claims()
        unknown = sorted(set(options["slugs"]) - set(claims))
        if unknown:
            raise CommandError(f"No existe: {', '.join(unknown)}.")
        chosen = {
            name: found
            for name, found in claims.items()
            if not options["slugs"] or name in options["slugs"]
        }
        write = self._csv if options["format"] == "csv" else self._text
        write(chosen)

    def _csv(self, claims: Mapping[str, list[Claim]]) -> None:
        writer = csv.writer(self.stdout)
        writer.writerow(COLUMNS)
        for name, found in claims.items():
            writer.writerows((name, one.path, one.text, one.basis, one.source) for one in found)

    def _text(self, claims: Mapping[str, list[Claim]]) -> None:
        for name, found in claims.items():
            self.stdout.write(f"\n{name}: {len(found)} por confirmar ({_by_basis(found)})")
            for one in found:
                source = f" — {one.source}" if one.source else ""
                self.stdout.write(f"  [{BASES[one.basis]}] {one.path or WHOLE}: {one.text}{source}")
        everything = [one for found in claims.values() for one in found]
        self.stdout.write(
            f"\nTotal: {len(everything)} datos por confirmar en {len(claims)} fichas"
            f" ({_by_basis(everything)})."
        )


def _claims() -> dict[str, list[Claim]]:
    """Claims by slug in the catalogue's order, after those of the institution's own files.

    Raises:
        CommandError: some definition cannot be read.
    """
    try:
        loaded = prove()
    except CatalogueError as broken:
        raise CommandError("\n".join(broken.lines)) from broken
    files = [DATA / "institution.yaml", *sorted(DATA.glob("privacy/*.yaml"))]
    files += sorted(DATA.glob("calendars/*.yaml"))
    found = {
        str(path.relative_to(DATA)): list(unconfirmed(yaml.safe_load(path.read_text("utf-8"))))
        for path in files
    }
    for item in sorted(loaded, key=lambda one: one.definition.position):
        found[item.definition.slug] = list(unconfirmed(item.definition.document))
    return found


def _by_basis(claims: list[Claim]) -> str:
    counted = Counter(one.basis for one in claims)
    return ", ".join(f"{counted[basis]} {word}" for basis, word in BASES.items())
