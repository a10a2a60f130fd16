"""`manage.py load_calendar [PATH…]`: bring the calendars of business days up to date."""

from __future__ import annotations

import datetime as dt
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
        changed: dict[str, list[dt.date]] = {}
        for path in options["paths"] or sorted(DATA.glob("*.yaml")):
            try:
                loaded = load_calendar(path)
            except (OSError, BadCalendar) as wrong:
                raise CommandError(f"{path}: {wrong}") from wrong
            if days := [*loaded.added, *loaded.changed]:
                changed[loaded.calendar.key] = days
            self.stdout.write(
                f"{loaded.calendar.key}: {len(loaded.added)} added, {len(loaded.changed)} changed"
            )
        moved = reckon_again(changed) if changed else 0
        if moved:
            self.stdout.write(f"{moved} due dates moved")
