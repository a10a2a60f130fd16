"""One deed on many cases: a result for each, nothing twice, nothing half done or forbidden."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from backend.accounts.actors import Actor
from backend.accounts.models import User
from notifications.models import OutboxMessage
from procedures.casework import tasks
from procedures.casework.desk import bulk, bulk_deeds
from procedures.casework.desk.labels import save_label
from procedures.casework.desk.models import BulkJob
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import claim
from tests.factories import filed, person, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
AREA = "comercializacion"


@pytest.fixture
def rows() -> list[ServiceRequest]:
    version = published(METER)
    return [filed(version).service_request for _n in range(4)]


@pytest.fixture
def boss() -> Actor:
    return staff(f"supervisor@{AREA}", username="jefa")


@pytest.fixture
def ana() -> User:
    return person(f"reviewer@{AREA}", username="ana")


def ask(actor: Actor, rows: list[ServiceRequest], deed: str, **told: Any) -> BulkJob:
    return bulk.start(
        actor=actor,
        key=told.pop("key", uuid.uuid4()),
        deed=deed,
        folios=[row.folio for row in rows],
        parameters=told,
    )


def results(job: BulkJob) -> list[tuple[str, str]]:
    return list(job.items.values_list("status", "sentence"))


def test_each_case_is_assigned_through_the_operation_and_says_by_whom(
    rows: list[ServiceRequest], boss: Actor, ana: User
) -> None:
    job = ask(boss, rows, "assign", to="ana", reason="Reparto de la semana.")
    assert bulk.run(job.pk)
    assert results(job) == [("done", "")] * 4
    for row in rows:
        row.refresh_from_db()
        assert row.assignee == ana
        event = row.events.get(kind="assigned")
        assert event.actor_user == boss.user
        assert event.payload.data["private"]["reason"] == "Reparto de la semana."
    job.refresh_from_db()
    assert job.finished_at is not None


def test_what_one_case_refuses_is_said_of_that_one_and_stops_no_other(
    rows: list[ServiceRequest], boss: Actor, ana: User
) -> None:
    contact = rows[0].applicants.get(is_contact=True)
    contact.email = ana.email
    contact.save()
    job = ask(boss, rows, "assign", to="ana")
    clerk = staff(f"reviewer@{AREA}")
    claim(actor=clerk, service_request=rows[1], revision=1, reason="Hay fuga.")
    take(rows[2], "desistir")
    bulk.run(job.pk)
    told = results(job)
    assert [status for status, _said in told] == ["refused", "refused", "refused", "done"]
    assert told[0][1] == "Esa persona no puede atender esta solicitud."
    assert "cambió" in told[1][1]
    rows[1].refresh_from_db()
    assert rows[1].assignee == clerk.user  # what somebody did by hand is not lost


def test_running_it_again_does_nothing_again(
    rows: list[ServiceRequest], boss: Actor, ana: User
) -> None:
    job = ask(boss, rows, "message", text="Su folio es {folio}.")
    for _time in range(3):
        assert bulk.run(job.pk)
    for row in rows:
        assert row.events.filter(kind="message").count() == 1
        said = row.events.get(kind="message").payload.data["public"]["text"]
        assert said == f"Su folio es {row.folio}."
    assert OutboxMessage.objects.filter(kind="message_received").count() == len(rows)


def test_a_worker_that_dies_leaves_nothing_half_done_and_another_goes_on(
    rows: list[ServiceRequest], boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(boss, rows, "message", text="Hola, {nombre}.")
    real, seen = bulk_deeds.post_message, []

    def dies(**told: Any) -> Any:
        done = real(**told)
        seen.append(told["service_request"].folio)
        if len(seen) == 3:
            raise SoftTimeLimitExceeded  # after the words, before the mark
        return done

    monkeypatch.setattr(bulk_deeds, "post_message", dies)
    with pytest.raises(SoftTimeLimitExceeded):
        bulk.run(job.pk)
    assert [s for s, _t in results(job)] == ["done", "done", "waiting", "waiting"]
    assert not rows[2].events.filter(kind="message").exists()
    assert bulk.left_aside(timezone.now()) == []  # it was alive a moment ago
    later = timezone.now() + dt.timedelta(seconds=bulk.ASIDE + 1)
    assert bulk.left_aside(later) == [job.pk]
    assert bulk.run(job.pk) and bulk.left_aside(later) == []
    assert [row.events.filter(kind="message").count() for row in rows] == [1, 1, 1, 1]


def test_a_fault_of_ours_is_said_of_its_case_and_tried_no_more(
    rows: list[ServiceRequest], boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(boss, rows[:2], "message", text="Hola.")
    real = bulk_deeds.post_message

    def breaks(**told: Any) -> Any:
        if told["service_request"].pk == rows[0].pk:
            raise RuntimeError("secreto de la persona")
        return real(**told)

    monkeypatch.setattr(bulk_deeds, "post_message", breaks)
    assert bulk.run(job.pk)
    (first, sentence), second = results(job)
    assert (first, second) == ("refused", ("done", ""))
    assert "error del sistema" in sentence and "secreto" not in sentence


def test_asking_twice_with_one_key_asks_once_and_a_key_is_its_owners(
    rows: list[ServiceRequest], boss: Actor
) -> None:
    key = uuid.uuid4()
    first = ask(boss, rows, "message", text="Hola.", key=key)
    again = ask(boss, rows[:1], "message", text="Otra cosa.", key=key)
    assert first == again and again.parameters == {"text": "Hola."} and again.items.count() == 4
    with pytest.raises(Conflict):
        ask(staff(f"supervisor@{AREA}"), rows, "message", text="Hola.", key=key)


def test_permissions_are_those_of_the_moment_it_is_done(
    rows: list[ServiceRequest], boss: Actor, ana: User
) -> None:
    job, other = (ask(boss, rows[:2], "assign", to="ana") for _n in range(2))
    assert boss.user is not None
    boss.user.memberships.all().delete()
    person(f"reviewer@{AREA}")
    bulk.run(job.pk)
    assert results(job) == [("refused", "No encontramos esa solicitud.")] * 2
    boss.user.is_active = False
    boss.user.save()
    bulk.run(other.pk)
    assert results(other) == [("refused", "Quien lo pidió ya no trabaja aquí.")] * 2


def test_cases_of_others_are_counted_and_never_touched(rows: list[ServiceRequest]) -> None:
    denuncia = filed(published("quejas-denuncias"), anonymous=True).service_request
    boss = staff("supervisor@*")
    job = ask(boss, [*rows, denuncia], "message", text="Hola.")
    assert (job.items.count(), job.unknown) == (4, 1)
    with pytest.raises(Invalid):
        ask(boss, [denuncia], "message", text="Hola.")
    bulk.run(job.pk)
    assert not denuncia.events.filter(kind="message").exists()


def test_what_cannot_be_asked_is_refused_before_anything_is_kept(
    rows: list[ServiceRequest], boss: Actor
) -> None:
    for deed, told, field in (
        ("erase", {}, "deed"),
        ("message", {"text": "  "}, "text"),
        ("message", {"text": "{clave}"}, "text"),
        ("message", {"text": "x" * 3001}, "text"),
        ("assign", {"to": "nadie-asi"}, "to"),
        ("label", {"label": None}, "label"),
        ("opinion", {"question": ""}, "question"),
    ):
        with pytest.raises(Invalid) as refused:
            ask(boss, rows, deed, **told)
        assert set(refused.value.errors) == {field}
    for folios in ([], [" "], [f"SOAPA-2026-{n:06}-0" for n in range(bulk.MOST + 1)]):
        with pytest.raises(Invalid):
            bulk.start(
                actor=boss, key=uuid.uuid4(), deed="message", folios=folios,
                parameters={"text": "Hola."},
            )  # fmt: skip
    with pytest.raises(NotAllowed):
        ask(staff(f"reviewer@{AREA}"), rows, "assign", to="")
    with pytest.raises(NotAllowed):
        ask(staff("designer@*"), rows, "message", text="Hola.")
    assert not BulkJob.objects.exists()


def test_a_message_is_not_sent_with_a_hole_in_it(rows: list[ServiceRequest], boss: Actor) -> None:
    take(rows[0], "tomar")
    take(rows[0], "prevenir")
    job = ask(boss, rows[:2], "message", text="Responda antes del {fecha_respuesta}.")
    bulk.run(job.pk)
    (done, _said), (refused, sentence) = results(job)
    assert (done, refused) == ("done", "refused") and "Esta solicitud no tiene" in sentence


def test_labels_are_put_and_taken_and_what_was_so_is_said(
    rows: list[ServiceRequest], boss: Actor
) -> None:
    label = save_label(actor=boss, label=None, name="Ola 1", colour="teal", area=AREA)
    bulk.run(ask(boss, rows[:1], "label", label=label.pk).pk)
    job = ask(boss, rows, "label", label=label.pk)
    bulk.run(job.pk)
    assert results(job) == [("done", "Ya estaba así."), *[("done", "")] * 3]
    bulk.run(ask(boss, rows, "label", label=label.pk, on=False).pk)
    assert not label.cases.exists()


def test_an_opinion_is_asked_where_the_workflow_lets_it_be(rows: list[ServiceRequest]) -> None:
    case = filed(published("factibilidad-vivienda")).service_request
    for action in ("tomar", "enviar_a_dictamen"):
        take(case, action)
    case.refresh_from_db()
    area = case.area
    who = staff(f"technical@{area}", "counter@modulo")
    job = ask(who, [rows[0], case], "opinion", question="¿Hay presión suficiente?")
    bulk.run(job.pk)
    (refused, sentence), (done, _said) = results(job)
    assert (refused, done) == ("refused", "done")
    assert sentence == "En esta solicitud no puede pedirse una opinión ahora."
    assert case.opinions.get().question == "¿Hay presión suficiente?"


def test_it_is_cancelled_by_whoever_asked_and_what_was_done_stays(
    rows: list[ServiceRequest], boss: Actor
) -> None:
    job = ask(boss, rows, "message", text="Hola.")
    bulk._attempt(job, job.items.first().pk)
    with pytest.raises(NotFound):
        bulk.cancel(actor=staff(f"supervisor@{AREA}"), job=job)
    assert bulk.cancel(actor=boss, job=job).finished_at is not None
    assert bulk.run(job.pk)
    assert [s for s, _t in results(job)] == ["done", *["cancelled"] * 3]
    assert bulk.counts_of([job])[job.pk]["cancelled"] == 3


def test_the_sweep_takes_up_what_was_lost_and_forgets_what_is_old(
    rows: list[ServiceRequest], boss: Actor
) -> None:
    job = ask(boss, rows, "message", text="Hola.")  # no worker heard of it
    BulkJob.objects.filter(pk=job.pk).update(created_at=timezone.now() - dt.timedelta(minutes=5))
    tasks.run_bulk_job(str(bulk.left_aside(timezone.now())[0]))
    assert {s for s, _t in results(job)} == {"done"}
    tasks.forget_bulk_jobs()
    assert BulkJob.objects.exists()
    old = timezone.now() - dt.timedelta(days=bulk.KEPT_DAYS + 1)
    BulkJob.objects.update(finished_at=old)
    assert bulk.forget_old(timezone.now()) == 1 and not BulkJob.objects.exists()


def test_a_run_that_has_no_time_left_says_so(rows: list[ServiceRequest], boss: Actor) -> None:
    job = ask(boss, rows, "message", text="Hola.")
    assert not bulk.run(job.pk, seconds=-1)
    assert {s for s, _t in results(job)} == {"waiting"}
