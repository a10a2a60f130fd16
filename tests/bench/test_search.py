"""Searching a year's requests: what a search costs must not be what there is to search."""

from __future__ import annotations

from itertools import cycle, islice

import pytest
from django.utils import timezone

from backend.accounts.actors import staff_actor
from procedures.casework.desk.queue import Filters, count_to_limit, queue, understand
from procedures.definition import Phase
from procedures.requests.models import SearchNeighbour, SearchTerm, ServiceRequest
from procedures.requests.search import key, neighbours
from tests.bench.stopwatch import say, seconds
from tests.factories import person, published

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
TENTH, WHOLE = 2_000, 20_000
# Every name is as rare in the whole as in the tenth: what grows is only what is not looked for.
FIRST = "ana eva luz raul jose juan rosa irma hugo noe".split()
TYPED = ("rosalba jimenez", "Jimenes Marteniz rosalva", "951 777 1234", "colonia reforma 1203")


def fill(many: int) -> None:
    version = published(METER)
    before = ServiceRequest.objects.count()
    now = timezone.now()
    rows = ServiceRequest.objects.bulk_create(
        ServiceRequest(
            folio=f"SOAPA-2026-{n:06}-0", procedure=version.procedure, version=version,
            state="recibida", phase=Phase.RECEIVED, source="online", received_on=now.date(),
            filed_at=now, key_nonce=str(n), due_on=now.date(),
        )
        for n in range(before, before + many)
    )  # fmt: skip
    names = cycle(
        f"{one} {chr(97 + n % 26)}{chr(97 + n // 26)}rrin" for one in FIRST for n in range(600)
    )
    words = {
        row.pk: {key(word) for word in f"{name} {row.pk:010} calle {row.pk % 900}".split()}
        for row, name in zip(rows, islice(names, many), strict=True)
    }
    if not before:
        for row in rows[:20]:
            words[row.pk] |= {
                key(w) for w in "rosalba jimenez martinez 9517771234 reforma 1203".split()
            }
    SearchTerm.objects.bulk_create(
        (
            SearchTerm(service_request_id=pk, term=term)
            for pk, every in words.items()
            for term in every
        ),
        batch_size=5000,
    )
    new = sorted({word for every in words.values() for word in every})
    SearchNeighbour.objects.bulk_create(
        (SearchNeighbour(near=near, word=word) for word in new for near in neighbours(word)),
        ignore_conflicts=True,
    )


def test_a_search_of_20_000_requests_costs_little_more_than_one_of_2_000() -> None:
    actor = staff_actor(person("counter@modulo"))

    def search() -> None:
        for typed in TYPED:
            filters = Filters(q=typed)
            found = queue(actor, filters, understood=understand(actor, filters))
            assert count_to_limit(found) == len(found[:25]) == 20, typed

    fill(TENTH)
    search()
    few = min(seconds(search) for _turn in range(7))
    fill(WHOLE - TENTH)
    search()
    many = min(seconds(search) for _turn in range(7))
    say("search of 20 000 / of 2 000", many / few, 3, f"{many / len(TYPED) * 1000:.0f} ms a search")
