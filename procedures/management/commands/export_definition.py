"""Give back a published definition as it was written, to the byte."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procedures.catalogue.models import ProcedureVersion


class Command(BaseCommand):
    help = "Print the source of a procedure's version in force, or of the version given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--number", type=int, help="another version than the one in force")

    def handle(self, *args: Any, **options: Any) -> None:
        versions = ProcedureVersion.objects.filter(procedure__slug=options["slug"])
        number = options["number"]
        found = versions.filter(number=number) if number else versions.order_by("-number")
        version = found.first()
        if version is None:
            raise CommandError(f"{options['slug']} has no such version")
        self.stdout.write(version.source_text, ending="")
