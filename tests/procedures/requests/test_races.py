"""Races: on PostgreSQL with real threads, because that is where they happen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from lxml import html

from backend.accounts.actors import ANONYMOUS, citizen_of
from notifications.models import OutboxMessage
from procedures.catalogue.institution import privacy_notice
from procedures.definition import Facts
from procedures.drafts.models import Draft
from procedures.holdings.models import CitizenAccount, Holding
from procedures.holdings.operations import keep
from procedures.requests import chain, sweeps
from procedures.requests.calendar import business_calendar, load_calendar
from procedures.requests.errors import OperationError, Stale
from procedures.requests.idempotency import once
from procedures.requests.keys import key_of
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.operations import (
    answer_correction,
    claim,
    perform,
    post_message,
    request_correction,
    submit,
)
from procedures.requests.tasks import move_dates
from tests.factories import definition, examples, filed, papers_for, published, staff, take
from tests.factories.drafts import fill_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
METER = "mantenimiento-cambio-medidor"
RECEIPT = "falta-recibo"
THREADS = 16


def at_once(deed: Callable[[int], Any]) -> list[Any]:
    """The results, or refusals, of doing something in 16 threads at the same moment."""
    barrier = Barrier(THREADS)

    def run(number: int) -> Any:
        try:
            barrier.wait(10)
            return deed(number)
        except OperationError as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_of_sixteen_clerks_on_one_action_one_wins_and_the_others_are_told() -> None:
    row = filed(published(METER)).service_request
    clerks = [staff("reviewer@comercializacion") for _i in range(THREADS)]

    def act(number: int) -> Any:
        copy = ServiceRequest.objects.get(pk=row.pk)
        return perform(
            actor=clerks[number], service_request=copy, action="tomar", revision=row.revision
        )

    results = at_once(act)
    assert sum(isinstance(r, Event) for r in results) == 1
    assert sum(isinstance(r, Stale) for r in results) == THREADS - 1
    row.refresh_from_db()
    assert (row.state, row.revision, row.event_count) == ("en_revision", 2, 2)


def test_a_filing_sent_sixteen_times_with_one_key_is_one_request_and_one_answer() -> None:
    version = published(RECEIPT)
    facts = Facts(today=timezone.localdate())
    form = version.definition.form
    answers = examples(form, facts)
    assert not papers_for(form, answers, facts)

    def file() -> Any:
        return submit(
            actor=ANONYMOUS,
            version=version,
            answers=answers,
            privacy_notice=privacy_notice().version,
        )

    results = at_once(lambda _n: once(client="", key="k" * 20, body=answers, file=file))
    folios = {filing.service_request.folio for filing, _new in results}
    keys = {filing.key for filing, _new in results}
    assert (len(folios), len(keys)) == (1, 1)
    assert sum(new for _filing, new in results) == 1
    assert ServiceRequest.objects.count() == 1


def test_a_draft_sent_sixteen_times_at_once_is_one_request_and_everybody_sees_it() -> None:
    version = published(METER)
    person, place = Client(), f"/tramites/{METER}/solicitar/"
    person.post(place)
    fill_in(person, version)
    contact = {"channel": "email", "email": "maria@example.org", "phone": "9511234567"}
    agreed = dict.fromkeys(("accepts_electronic_notice", "privacy", "truth"), "on")
    assert person.post(f"{place}contacto-y-avisos/", {**contact, **agreed}).status_code == 302
    page = html.fromstring(person.get(f"{place}revisar-y-enviar/").content.decode())
    sent = {
        one.get("name"): one.get("value") for one in page.xpath("//main//input[@type='hidden']")
    }
    assert sent["envio"]

    def press(_number: int) -> str:
        window = Client()
        window.cookies["sessionid"] = person.cookies["sessionid"].value
        told = window.post(f"{place}revisar-y-enviar/", sent)
        assert told["Location"] == f"{place}solicitud-recibida/", told
        return window.get(told["Location"]).content.decode()

    shown = at_once(press)
    row = ServiceRequest.objects.get()
    assert all(row.folio in page and key_of(row.folio, row.key_nonce) in page for page in shown)
    assert not Draft.objects.exists()
    assert row.events.filter(kind="filed").count() == 1


def test_of_sixteen_clerks_who_take_one_case_at_once_one_has_it() -> None:
    row = filed(published(METER)).service_request
    clerks = [staff("reviewer@comercializacion") for _n in range(THREADS)]

    def take_it(number: int) -> Any:
        copy = ServiceRequest.objects.get(pk=row.pk)
        return claim(actor=clerks[number], service_request=copy, revision=row.revision)

    taken = [one for one in at_once(take_it) if isinstance(one, Event)]
    row.refresh_from_db()
    assert len(taken) == 1 and row.assignee == taken[0].actor_user


def test_two_accounts_that_keep_one_request_at_once_each_have_it_once() -> None:
    """Several people may have the key; none has it twice, and none is turned away."""
    row = filed(published(METER)).service_request
    day = timezone.localdate()
    accounts = [
        CitizenAccount.objects.create(
            kind="email", address="x", address_digest=str(n), last_used_on=day
        )
        for n in range(2)
    ]

    def keep_it(number: int) -> Any:
        return keep(actor=citizen_of(row.folio), account=accounts[number % 2], service_request=row)

    assert all(isinstance(one, Holding) for one in at_once(keep_it))
    assert sorted(Holding.objects.values_list("account", flat=True)) == [a.pk for a in accounts]


def test_folios_have_no_gap_and_no_twin() -> None:
    version = published(RECEIPT)
    facts = Facts(today=timezone.localdate())
    answers = examples(version.definition.form, facts)

    def file(_number: int) -> Any:
        return submit(
            actor=ANONYMOUS,
            version=version,
            answers=answers,
            privacy_notice=privacy_notice().version,
        ).service_request.folio

    numbers = sorted(int(folio.split("-")[2]) for folio in at_once(file))
    assert numbers == list(range(1, THREADS + 1))


def test_of_two_prevenciones_at_once_one_is_asked() -> None:
    row = filed(published(METER)).service_request
    take(row, "tomar")
    row.refresh_from_db()
    clerks = [staff("reviewer@comercializacion") for _i in range(THREADS)]

    def ask(number: int) -> Any:
        return request_correction(
            actor=clerks[number],
            service_request=ServiceRequest.objects.get(pk=row.pk),
            revision=row.revision,
            items=[{"field": "calidad", "reason": "No coincide."}],
        )

    assert sum(isinstance(r, Event) for r in at_once(ask)) == 1
    row.refresh_from_db()
    assert (row.corrections_used, row.corrections.count()) == (1, 1)


def test_the_sweep_and_the_persons_answer_do_not_both_win() -> None:
    time = definition(METER).document["time"]
    correction = {**time["correction"], "on_expiry": "auto"}
    row = filed(published(METER, time={**time, "correction": correction})).service_request
    take(row, "tomar")
    take(row, "prevenir")
    row.refresh_from_db()
    late = timezone.localdate() + dt.timedelta(days=90)

    def end(number: int) -> Any:
        if number % 2:
            return sweeps.expire_corrections(late)
        return answer_correction(
            actor=citizen_of(row.folio),
            service_request=ServiceRequest.objects.get(pk=row.pk),
            revision=row.revision,
            answers={"calidad": "propietario"},
        )

    at_once(end)
    row.refresh_from_db()
    asked = row.corrections.get()
    assert (asked.answered_at is None) != (asked.expired_at is None)
    assert row.is_open == (asked.answered_at is not None)
    assert list(chain.faults(row)) == []


def test_messages_from_many_sides_are_all_kept_in_one_chain() -> None:
    row = filed(published(METER)).service_request
    clerk = staff("counter@modulo")

    def say(number: int) -> Any:
        copy = ServiceRequest.objects.get(pk=row.pk)
        actor = clerk if number % 2 else citizen_of(row.folio)
        return post_message(actor=actor, service_request=copy, text=f"Mensaje {number}")

    assert all(isinstance(r, Event) for r in at_once(say))
    row.refresh_from_db()
    assert row.event_count == THREADS + 1
    assert list(chain.faults(row)) == []
    moments = list(row.events.order_by("sequence").values_list("at", flat=True))
    assert moments == sorted(moments)


def test_a_day_declared_while_clerks_work_loses_no_step_and_tells_nobody_twice() -> None:
    """The calendar against a transition (DOMAIN 4.2): both hold, whichever came first."""
    version = published(METER)
    rows = [filed(version).service_request for _each in range(THREADS // 2)]
    before = {row.pk: row.due_on for row in rows}
    clerk = staff("reviewer@comercializacion")
    day = rows[0].received_on
    while not business_calendar("soapa-oaxaca").is_working(day := day + dt.timedelta(days=1)):
        pass
    told = {"date": day, "reason": "Contingencia", "working": False}
    load_calendar({"key": "soapa-oaxaca", "name": "Días", "days": [told]})

    def act(number: int) -> Any:
        if number % 2:
            return move_dates("soapa-oaxaca", day.isoformat())
        row = ServiceRequest.objects.get(pk=rows[number // 2].pk)
        return perform(actor=clerk, service_request=row, action="tomar", revision=row.revision)

    results = at_once(act)
    stale = [one for one in results if isinstance(one, OperationError)]
    assert all(isinstance(one, Stale) for one in stale)  # told to look again; nothing was lost
    for row, result in zip(rows, results[::2], strict=True):
        row.refresh_from_db()
        assert row.due_on is not None and row.due_on > (before[row.pk] or row.due_on)
        taken = row.events.filter(kind="step", action="tomar").count()
        assert taken == int(isinstance(result, Event)) == int(row.state == "en_revision")
        assert row.events.filter(kind="due_moved").count() <= 1
        moved = OutboxMessage.objects.filter(reference=row.folio, kind="due_moved")
        assert moved.count() == row.events.filter(kind="due_moved").count()
        assert list(chain.faults(row)) == []
    assert sweeps.reckon_again() == 0
