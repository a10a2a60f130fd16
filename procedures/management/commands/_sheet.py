"""What `import_register` and `import_balances` share: look at a file, or apply it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import SYSTEM
from backend.accounts.models import User
from procedures.register.importing import Refused, Report, import_file
from procedures.register.sheets import Sheet

EVERY = 10_000  # rows between two lines of progress


class SheetCommand(BaseCommand):
    """Counts what a file would change; with --apply, changes it."""

    sheet: Sheet
    done: Any  # said when it was applied

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write it, not only count")
        parser.add_argument(
            "--as-of", type=dt.date.fromisoformat, help="day the file tells of; today if left out"
        )
        parser.add_argument("--by", default="", help="user name of who applies it, for the record")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        as_of = options["as_of"] or today
        if as_of > today:
            raise CommandError(_("La fecha no puede ser posterior a hoy."))
        by = options["by"]
        if by and not User.objects.filter(username=by, is_active=True).exists():
            raise CommandError(_("No hay una persona activa con ese nombre de usuario."))
        try:
            report = import_file(
                options["file"],
                as_of=as_of,
                sheet=self.sheet,
                by=by or SYSTEM.label,
                apply=options["apply"],
                progress=self._progress,
            )
        except (OSError, Refused) as refused:
            raise CommandError(str(refused)) from refused
        self._tell(report, applied=options["apply"])

    def _progress(self, done: int, lines: int) -> None:
        if done % EVERY == 0:
            self.stdout.write(
                _("%(done)d de unas %(lines)d líneas") % {"done": done, "lines": lines}
            )

    def _tell(self, report: Report, *, applied: bool) -> None:
        if report.repeated:
            self.stdout.write(_("Este archivo ya se aplicó: no cambia nada."))
            return
        for fault in report.faults:
            told = {"line": fault.line, "problem": fault.sentence}
            self.stdout.write(_("Línea %(line)d: %(problem)s") % told)
        if report.wrong > len(report.faults):
            self.stdout.write(_("Y %d líneas más con error.") % (report.wrong - len(report.faults)))
        self.stdout.write(
            _(
                "Nuevas: %(added)d. Cambiadas: %(changed)d. Iguales: %(unchanged)d."
                " Ya no vienen: %(missing)d. Líneas con error: %(wrong)d."
            )
            % vars(report)
        )
        self.stdout.write(
            self.done
            if applied
            else _("No se escribió nada. Para aplicarlo, repita la orden con --apply.")
        )
