"""`manage.py explain_clock FOLIO…`: how the date of a request came about, day by day."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import SYSTEM
from procedures.requests.access import find
from procedures.requests.errors import NotFound
from procedures.requests.explanation import Account, account_of
from procedures.requests.saying import date, long_date


class Command(BaseCommand):
    help = "Explica cómo se cuenta el plazo de una solicitud; lo mismo que su página, sin datos."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folios", nargs="+", metavar="FOLIO")

    def handle(self, *args: Any, **options: Any) -> None:
        for folio in options["folios"]:
            try:
                row = find(SYSTEM, folio)
            except NotFound as missing:
                raise CommandError(f"{folio}: {missing}") from missing
            self.stdout.write(f"{row.folio} · {row.procedure.name}")
            for line in _lines(account_of(row, timezone.localdate())):
                self.stdout.write(line)


def _lines(account: Account) -> Iterator[str]:
    told = account.told
    if account.no_limit:
        yield account.no_limit
    else:
        if account.label:
            yield _("Plazo: %(term)s («%(label)s»).") % {
                "term": account.term,
                "label": account.label,
            }
        else:
            yield _("Plazo: %s.") % account.term
        if told.extension_days:
            yield _("Ampliación: %d días hábiles.") % told.extension_days
        yield _("De dónde sale el plazo: %s.") % account.basis
        yield _("Calendario: %(key)s (%(version)s).") % {
            "key": told.calendar,
            "version": told.calendar_version,
        }
        yield _("Fecha anunciada: %s.") % (date(account.promised) or "—")
        yield _("Vence: %s.") % (date(told.due) or "—")
        if not account.agrees:
            yield _("El expediente guarda otra fecha: %s.") % (date(account.stored) or "—")
        yield from account.reasons
    yield f"\n{_('De quién fueron los días')}"
    for one in account.stretches:
        end = date(one.ended_on) or _("hoy")
        again = f" · {_('El plazo empezó de nuevo')}" if one.restarts else ""
        yield f"  {date(one.started_on)} – {end}: {one.owner}, {one.state}, {one.days}{again}"
    if not account.no_limit:
        yield f"\n{_('Día por día')}"
        for day in told.days:
            mark = "" if day.number else f"{_('No:')} "
            yield f"  {long_date(day.date)}: {mark}{day.reason}"
