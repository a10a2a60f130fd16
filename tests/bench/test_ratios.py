"""What must stay cheap: lists that do not grow with rows, forms built once, cheap filings."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.actors import staff_actor
from procedures.casework.desk import queue as desk
from procedures.catalogue.finding import search_in
from procedures.catalogue.indexing import index_of
from procedures.catalogue.situations import situations
from procedures.definition import Facts, parse, revive
from procedures.requests.models import ServiceRequest
from tests.bench.stopwatch import ratio, say
from tests.factories import catalogue, examples, filed, person, published, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
RECEIPT = "falta-recibo"


def test_a_version_comes_back_cheaper_than_it_is_proven() -> None:
    item = catalogue()[METER]
    value = ratio(
        lambda: revive(item.definition.document), lambda: parse(item.content, known=item.known)
    )
    say("revive / parse", value, 0.8, "a request never proves its version again")


def test_a_form_is_checked_much_faster_than_it_is_drawn() -> None:
    form = catalogue()[METER].definition.form
    facts = Facts(today=timezone.localdate())
    answers = examples(form, facts)
    value = ratio(lambda: form.clean(answers, facts), lambda: str(form.bind(answers, facts)))
    say("clean / draw a form", value, 1.0, "the API pays for rules, not for HTML")


def test_a_step_costs_about_what_a_filing_costs() -> None:
    version = published(METER)
    rows = iter([filed(version).service_request for _row in range(12)])
    value = ratio(lambda: take(next(rows), "tomar"), lambda: filed(version))
    say("step / filing", value, 1.2, "one transaction, one history row, one event each")


def test_the_inbox_does_not_feel_the_number_of_requests() -> None:
    version = published(RECEIPT)
    client = Client()
    client.force_login(person("counter@modulo", "supervisor@operacion"))
    for _row in range(30):
        filed(version)
    few = ratio(lambda: client.get("/personal/"), lambda: sum(range(200_000)))
    for _row in range(120):
        filed(version)
    many = ratio(lambda: client.get("/personal/"), lambda: sum(range(200_000)))
    say("inbox with 150 / with 30", many / few, 2.0, "a page of rows costs a page of rows")


def test_the_queue_is_a_small_part_of_a_filing() -> None:
    version = published(RECEIPT)
    actor = staff_actor(person("counter@modulo"))
    for _row in range(50):
        filed(version)
    page = desk.queue(actor, desk.Filters())
    value = ratio(lambda: list(page[:25]), lambda: filed(version))
    assert ServiceRequest.objects.count() > 50
    say("a page of the queue / a filing", value, 1.5, "one query on an index")


def test_a_search_costs_no_more_than_reading_one_version_back() -> None:
    every = [item.definition for item in catalogue().values()]
    index = index_of(every, situations())
    document = catalogue()[METER].definition.document
    query = "hola quiciera saver porqe no me a llegado el resivo del agua"
    value = ratio(lambda: search_in(index, query), lambda: revive(document))
    say("search / revive", value, 2.0, "a long misspelt query, over the whole catalogue")
