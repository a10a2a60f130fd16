"""Prove that the record was not touched: every chain of events, link by link."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procedures.requests import chain
from procedures.requests.models import ServiceRequest


class Command(BaseCommand):
    help = "Verify the hash chain of every request, or of the folios given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folios", nargs="*", metavar="FOLIO")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = ServiceRequest.objects.order_by("id").only(
            "folio", "state", "answers", "event_count", "event_head"
        )
        if options["folios"]:
            rows = rows.filter(folio__in=options["folios"])
        found = checked = 0
        for row in rows.iterator(chunk_size=500):
            checked += 1
            for fault in chain.faults(row):
                found += 1
                self.stdout.write(f"{fault.folio} #{fault.sequence}: {fault.what}")
        if found:
            raise CommandError(f"{found} faults in {checked} requests")
        self.stdout.write(f"{checked} requests, no fault")
