"""The desk under pressure, on PostgreSQL: equal shares, one owner, nothing lost, nothing twice."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from backend.accounts.actors import ANONYMOUS, Actor, staff_actor
from notifications.models import OutboxMessage
from procedures.casework.desk import bulk
from procedures.casework.desk.assigning import save_rule
from procedures.casework.desk.models import BulkJob
from procedures.catalogue.institution import privacy_notice
from procedures.definition import Facts
from procedures.requests import chain
from procedures.requests.errors import Stale
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.operations import assign, claim, excuse, perform, submit
from tests.factories import examples, filed, person, published, staff
from tests.procedures.requests.test_races import THREADS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
METER = "mantenimiento-cambio-medidor"
RECEIPT = "falta-recibo"
AREA = "comercializacion"


def by_turns(area: str, role: str) -> None:
    save_rule(
        actor=staff("administrator@*"),
        rule=None,
        area=area,
        procedure=None,
        way="round_robin",
        role=role,
    )


def copy(row: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=row.pk)


def test_sixteen_filings_at_once_are_shared_out_equally() -> None:
    version = published(RECEIPT)
    row = filed(version).service_request
    people = [person(f"counter@{row.area}") for _n in range(4)]
    by_turns(row.area, "counter")
    answers = examples(version.definition.form, Facts(today=timezone.localdate()))

    def file(_number: int) -> Any:
        return submit(
            actor=ANONYMOUS,
            version=version,
            answers=answers,
            privacy_notice=privacy_notice().version,
        ).service_request

    rows = at_once(file)
    assert Counter(one.assignee for one in rows) == dict.fromkeys(people, THREADS / 4)
    assert all(one.events.filter(kind="assigned").count() == 1 for one in rows)
    assert [fault for one in rows for fault in chain.faults(copy(one))] == []


def test_cases_that_come_to_an_area_at_once_are_shared_out_equally() -> None:
    version = published(METER)
    rows = [filed(version).service_request for _n in range(THREADS)]
    people = [person(f"reviewer@{AREA}") for _n in range(4)]
    by_turns(AREA, "reviewer")
    chief = staff("reviewer@*")  # works in no area of its own, and so keeps none of them

    def bring(number: int) -> Any:
        row = copy(rows[number])
        return perform(actor=chief, service_request=row, action="tomar", revision=row.revision)

    assert all(isinstance(one, Event) for one in at_once(bring))
    owners = Counter(copy(row).assignee for row in rows)
    assert owners == dict.fromkeys(people, THREADS / 4)


def test_of_sixteen_assignments_at_once_one_is_made_and_the_others_are_told() -> None:
    row = filed(published(METER)).service_request
    boss = staff(f"supervisor@{AREA}")
    people = [person(f"reviewer@{AREA}") for _n in range(THREADS)]

    def give(number: int) -> Any:
        return assign(
            actor=boss, service_request=copy(row), revision=row.revision, to=people[number]
        )

    results = at_once(give)
    (made,) = [one for one in results if isinstance(one, Event)]
    assert sum(isinstance(one, Stale) for one in results) == THREADS - 1
    now = copy(row)
    assert now.assignee is not None
    assert made.payload.data["private"]["to"] == now.assignee.username
    assert now.events.filter(kind="assigned").count() == 1


def test_of_a_claim_and_a_step_at_once_the_first_wins_and_no_update_is_lost() -> None:
    row = filed(published(METER)).service_request
    clerks = [staff(f"reviewer@{AREA}") for _n in range(THREADS)]

    def act(number: int) -> Any:
        told: dict[str, Any] = {
            "actor": clerks[number], "service_request": copy(row), "revision": row.revision
        }  # fmt: skip
        return perform(action="tomar", **told) if number % 2 else claim(**told)

    (won,) = [one for one in at_once(act) if isinstance(one, Event)]
    now = copy(row)
    assert (now.revision, now.event_count) == (row.revision + 1, 2)
    taken = won.kind == "claimed"
    assert (now.assignee == won.actor_user) is taken and (now.state == "en_revision") is not taken
    assert list(chain.faults(now)) == []


def test_who_steps_aside_and_is_given_it_at_once_never_ends_with_it() -> None:
    row = filed(published(METER)).service_request
    ana = person(f"reviewer@{AREA}")
    boss = staff(f"supervisor@{AREA}")

    def act(number: int) -> Any:
        if number % 2:
            mine: Actor = staff_actor(ana)
            fresh = copy(row)
            return excuse(
                actor=mine, service_request=fresh, revision=fresh.revision, reason="Es mi prima."
            )
        fresh = copy(row)
        return assign(actor=boss, service_request=fresh, revision=fresh.revision, to=ana)

    at_once(act)
    now = copy(row)
    if now.excuses.exists():
        assert now.assignee is None and now.events.filter(kind="excused").count() == 1


def ask(rows: list[ServiceRequest], actor: Actor, deed: str, **told: Any) -> BulkJob:
    return bulk.start(
        actor=actor,
        key=uuid.uuid4(),
        deed=deed,
        folios=[row.folio for row in rows],
        parameters=told,
    )


def test_sixteen_workers_on_one_job_write_to_each_person_once() -> None:
    version = published(METER)
    rows = [filed(version).service_request for _n in range(12)]
    job = ask(rows, staff(f"supervisor@{AREA}"), "message", text="Hola, {nombre}.")
    at_once(lambda _number: bulk.run(job.pk))
    assert bulk.run(job.pk)
    assert set(job.items.values_list("status", flat=True)) == {"done"}
    written = [row.events.filter(kind="message").count() for row in rows]
    assert written == [1] * len(rows)
    assert OutboxMessage.objects.filter(kind="message_received").count() == len(rows)
    assert [fault for row in rows for fault in chain.faults(copy(row))] == []


def test_of_a_job_and_a_hand_at_once_none_overwrites_the_other() -> None:
    """Whoever comes second is told: the job in its result, the person by `Stale`."""
    version = published(METER)
    rows = [filed(version).service_request for _n in range(8)]
    boss, ana = staff(f"supervisor@{AREA}"), person(f"reviewer@{AREA}")
    clerk = staff(f"reviewer@{AREA}")
    job = ask(rows, boss, "assign", to=ana.username)

    def act(number: int) -> Any:
        if number % 2:
            return bulk.run(job.pk)
        row = rows[number // 2]
        return claim(
            actor=clerk, service_request=copy(row), revision=row.revision, reason="Hay fuga."
        )

    claims = at_once(act)[::2]
    assert bulk.run(job.pk)
    for row, claimed, item in zip(rows, claims, job.items.all(), strict=True):
        now = copy(row)
        mine = isinstance(claimed, Event)
        assert now.assignee == (clerk.user if mine else ana)
        assert item.status == ("refused" if mine else "done")
        assert mine or isinstance(claimed, Stale)
        assert now.event_count == 2 and list(chain.faults(now)) == []


def test_what_is_cancelled_while_it_runs_is_done_or_left_and_never_both() -> None:
    version = published(METER)
    rows = [filed(version).service_request for _n in range(10)]
    boss = staff(f"supervisor@{AREA}")
    job = ask(rows, boss, "message", text="Hola.")

    def act(number: int) -> Any:
        return bulk.run(job.pk) if number % 4 else bulk.cancel(actor=boss, job=job)

    at_once(act)
    for row, item in zip(rows, job.items.all(), strict=True):
        assert item.status in ("done", "cancelled")
        assert row.events.filter(kind="message").count() == (item.status == "done")
    job.refresh_from_db()
    assert job.finished_at is not None
