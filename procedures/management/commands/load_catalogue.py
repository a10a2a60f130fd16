"""Prove the catalogue's files and put in force what changed in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.accounts.actors import SYSTEM
from procedures.catalogue.loading import CatalogueError, load


class Command(BaseCommand):
    help = (
        "Publish the definitions of a folder (the institution's own by default), or only the files"
        " given. A new version is made only where the content changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            results = load(actor=SYSTEM, paths=options["paths"])
        except CatalogueError as wrong:
            for line in wrong.lines:
                self.stderr.write(line)
            raise CommandError(f"{len(wrong.lines)} problems; nothing was published") from wrong
        changed = [result for result in results if result.changed]
        for result in changed:
            version = result.version
            self.stdout.write(
                f"{version.procedure.slug}: version {version.number}"
                f" ({len(version.changes)} changes, {result.open_on_older} open on older ones)"
            )
            if options["verbosity"] > 1:
                for line in version.changes:
                    self.stdout.write(f"    {line}")
        self.stdout.write(f"{len(changed)} published, {len(results) - len(changed)} unchanged")
