"""`manage.py load_calendar [PATH…]`: bring the calendars of business days up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procedures.requests.calendar import DATA, BadCalendar, load_calendar
from procedures.requests.sweeps import reckon_again


class Command(BaseCommand):
    help = "Loads calendars of business days; without a path, those that come with the catalogue."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        done = []
        for path in options["paths"] or sorted(DATA.glob("*.yaml")):
            try:
                loaded = load_calendar(path)
            except (OSError, BadCalendar) as wrong:
                raise CommandError(f"{path}: {wrong}") from wrong
            done.append(loaded)
            self.stdout.write(
                f"{loaded.calendar.key}: {len(loaded.added)} added, {len(loaded.changed)} changed"
            )
        moved = reckon_again(done) if any(one.added or one.changed for one in done) else 0
        if moved:
            self.stdout.write(f"{moved} due dates moved")
