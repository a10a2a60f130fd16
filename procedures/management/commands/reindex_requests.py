"""Work out again what requests and enquiries are found by: after an upgrade or a new key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from procedures.contact import search as contact_search
from procedures.contact.models import Enquiry
from procedures.requests import crypto, findable, search
from procedures.requests.models import ServiceRequest

CHUNK = 200


class Command(BaseCommand):
    help = (
        "Rebuild what the inbox searches and filters by, from the answers. Safe to repeat and to "
        "run while people work."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=int, default=0, help="go on after this id")

    def handle(self, *args: Any, **options: Any) -> None:
        last: int = options["since"]
        while after := self._some(last):
            last = after
            self.stdout.write(f"up to id {last}")
        for enquiry in Enquiry.objects.filter(erased_at=None).iterator(chunk_size=CHUNK):
            contact_search.put_down_again(enquiry)
        dropped = search.forget_unused_words()
        self.stdout.write(f"done; {dropped} misspellings of words nobody uses were dropped")

    def _some(self, last: int) -> int:
        """The requests that come after an id; the last one, or 0 when there are no more."""
        with transaction.atomic():
            rows = (
                ServiceRequest.objects.select_for_update(of=("self",))
                .select_related("version")
                .prefetch_related("applicants")
                .filter(pk__gt=last)
                .order_by("pk")[:CHUNK]
            )
            for row in rows:
                answers = crypto.open_answers(row.definition.form, row.answers)
                findable.put_down(row, answers, row.applicants.all())
                last = row.pk
            return last if rows else 0
