"""`manage.py definition_schema`: the JSON Schema of the language, for editors."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from procedures.definition.schema import language_schema


class Command(BaseCommand):
    help = "Imprime el JSON Schema del lenguaje de los trámites, para que los editores ayuden."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, help="Archivo donde guardarlo.")

    def handle(self, *args: Any, **options: Any) -> None:
        text = json.dumps(language_schema(), ensure_ascii=False, indent=2)
        if options["output"]:
            options["output"].write_text(text + "\n", encoding="utf-8")
        else:
            self.stdout.write(text)
