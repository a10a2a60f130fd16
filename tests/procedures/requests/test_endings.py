"""What an ending leaves: nothing that waits, no sweep that stops, one fact, no false date."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
import time_machine
import yaml
from django.core.management import call_command

from backend.accounts.actors import SYSTEM, citizen_of
from notifications.models import OutboxMessage
from procedures.casework import moves
from procedures.casework.verification import verify
from procedures.catalogue.institution import DATA
from procedures.catalogue.publishing import publish
from procedures.definition import parse
from procedures.requests import standing, sweeps, telling
from procedures.requests.calendar import Calendar, load_calendar
from procedures.requests.errors import Conflict, NotAllowed
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import (
    Person,
    expire_correction,
    request_correction,
    withdraw,
)
from tests.factories import catalogue, definition, filed, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00-06:00", tick=False)


def asked(on_expiry: str = "auto") -> ServiceRequest:
    """A request with a prevención open since Monday 2 February 2026."""
    time = definition(METER).document["time"]
    correction = {**time["correction"], "on_expiry": on_expiry}
    with on("2026-01-30"):
        row = filed(published(METER, time={**time, "correction": correction})).service_request
        take(row, "tomar")
    row.refresh_from_db()
    with on("2026-02-02"):
        request_correction(
            actor=staff("reviewer@comercializacion"),
            service_request=row,
            revision=row.revision,
            items=[{"field": "calidad", "reason": "No coincide."}],
        )
    return row


def test_a_withdrawn_request_does_not_stop_the_sweep_for_the_others() -> None:
    gone, late = asked(), asked()
    with on("2026-02-03"):
        withdraw(actor=citizen_of(gone.folio), service_request=gone, revision=gone.revision)
    with on("2026-06-01"):
        assert sweeps.expire_corrections(dt.date(2026, 6, 1)) == 1
    late.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.outcome, late.outcome) == ("withdrawn", "dismissed")
    assert gone.citizen_due_on is None


def test_an_expiry_that_finds_nothing_changes_nothing() -> None:
    row = asked()
    reviewer = staff("reviewer@comercializacion")
    before = (row.revision, row.history.count())
    with on("2026-02-03"):
        today = dt.date(2026, 2, 3)
        assert expire_correction(actor=reviewer, service_request=row, today=today) is None
        with pytest.raises(Conflict):
            moves.carry_out(
                actor=reviewer,
                service_request=row,
                action="vencer_prevencion",
                revision=row.revision,
            )
    row.refresh_from_db()
    assert (row.revision, row.history.count()) == before


def test_a_closing_message_tells_no_date_to_come() -> None:
    row = asked()
    with on("2026-06-01"):
        sweeps.expire_corrections(dt.date(2026, 6, 1))
    message = OutboxMessage.objects.get(reference=row.folio, kind="dismissed")
    assert "16 de febrero de 2026" not in message.text


def test_a_closed_request_has_no_visit_nor_payment_waiting() -> None:
    row = filed(published(METER)).service_request
    take(row, "tomar")
    take(row, "programar_visita")
    take(row, "desistir")
    visit = row.visits.get()
    assert visit.status == "cancelled"
    found = verify(visit.code, visit.on)
    assert found is not None
    assert not found.valid

    other = filed(row.version).service_request
    for action in ("tomar", "programar_visita", "registrar_visita", "emitir_linea", "desistir"):
        take(other, action)
    assert other.payment_orders.get().status == "cancelled"


def test_of_several_applicants_one_withdraws_and_the_others_go_on() -> None:
    others = [Person("co_applicant", "Pedro Ruiz"), Person("representative", "Lic. Soto")]
    row = filed(published(METER), applicants=others).service_request
    citizen = citizen_of(row.folio)
    withdraw(actor=citizen, service_request=row, revision=row.revision)
    assert row.is_open
    assert row.applicants.get(role="applicant").withdrawn_at is not None
    assert row.events.filter(kind="applicant_withdrew").count() == 1
    with pytest.raises(Conflict):
        withdraw(
            actor=staff("counter@modulo"),
            service_request=row,
            revision=row.revision,
            applicant=row.applicants.get(role="applicant").pk,
        )
    other = row.applicants.get(role="co_applicant").pk
    with pytest.raises(NotAllowed):
        withdraw(actor=citizen, service_request=row, revision=row.revision, applicant=other)
    withdraw(
        actor=staff("counter@modulo"),
        service_request=row,
        revision=row.revision,
        applicant=other,
    )
    assert row.outcome == "withdrawn"


def test_a_request_closed_reopened_and_closed_again_counts_once() -> None:
    template = yaml.safe_load((DATA / "workflows" / "con_visita.yaml").read_text())
    reopen = {
        "action": "reabrir",
        "label": "Reabrir",
        "from": ["canalizada"],
        "to": "en_revision",
        "by": ["reviewer@comercializacion"],
        "notify": "reopened",
        "reopens": True,
    }
    template["transitions"].append(reopen)
    published(METER)
    item = catalogue()[METER]
    known = replace(item.known, workflows={**item.known.workflows, "con_visita": template})
    wanted = parse(item.content, known=known)
    with on("2026-02-02"):
        version = publish(actor=SYSTEM, definition=wanted, source_text=item.text).version
        row = filed(version).service_request
        take(row, "tomar")
        take(row, "canalizar")
    with on("2026-02-04"):
        take(row, "reabrir")
        row.refresh_from_db()
        assert row.is_open
        assert not row.facts.filter(kind="closed").exists()
        take(row, "canalizar")
    assert sorted(f.kind for f in row.facts.all()) == ["closed", "filed", "invited"]
    assert row.intervals.filter(ended_on=None).count() == 0


def test_the_utilitys_own_goal_waits_with_the_clock() -> None:
    row = asked("propose")
    assert row.target_on is None
    with on("2026-02-06"):
        take(row, "desahogar")
        row.refresh_from_db()
        assert row.promised_on is not None
        # Four days after 2 February were the person's, so the goal of seven moves by them.
        assert row.target_on == dt.date(2026, 2, 16)


def test_a_suspension_declared_afterwards_moves_open_dates_and_keeps_the_promise() -> None:
    with on("2026-01-30"):
        row = filed(published(METER)).service_request
    calendar = Calendar.objects.get(key="soapa-oaxaca")
    day = {"date": "2026-02-10", "reason": "Contingencia", "source": "Acuerdo"}
    load_calendar({"key": calendar.key, "name": calendar.name, "days": [day]})
    with on("2026-02-11"):
        assert sweeps.reckon_again() == 1
        assert sweeps.reckon_again() == 0
    row.refresh_from_db()
    assert (row.promised_on, row.due_on) == (dt.date(2026, 2, 16), dt.date(2026, 2, 17))
    assert row.events.last().payload.data["public"]["to"] == "2026-02-17"


def test_whoever_asks_is_told_once_of_a_moved_date_and_why_it_moved(tmp_path: Path) -> None:
    with on("2026-01-30"):
        row = filed(published(METER)).service_request
    calendar = Calendar.objects.get(key="soapa-oaxaca")
    file = tmp_path / "more.yaml"
    day = "{date: 2026-02-10, reason: Contingencia}, {date: 2026-08-10, reason: Más tarde}"
    file.write_text(f"{{key: {calendar.key}, name: {calendar.name}, days: [{day}]}}")
    for _again in range(2):
        with on("2026-02-09"):
            call_command("load_calendar", file, stdout=StringIO())
    event = row.events.get(kind="due_moved")
    reasons = [{"date": "2026-02-10", "reason": "Contingencia"}]
    assert event.payload.data["public"]["days"] == reasons
    mail = OutboxMessage.objects.get(reference=row.folio, kind="due_moved")
    assert "17 de febrero de 2026" in mail.text
    row.refresh_from_db()
    told = standing.dates_of(row, telling.public_events(row)).reasons
    assert "martes 10 de febrero de 2026 (Contingencia)" in told[0] and len(told) == 1


def test_a_suspension_also_gives_the_person_more_days_and_never_fewer() -> None:
    row = asked("propose")
    before = row.citizen_due_on
    assert before == dt.date(2026, 2, 17)
    calendar = Calendar.objects.get(key="soapa-oaxaca")
    for day, working in (("2026-02-10", False), ("2026-02-14", True)):
        told = {"date": day, "reason": "Acuerdo", "working": working}
        load_calendar({"key": calendar.key, "name": calendar.name, "days": [told]})
        with on("2026-02-11"):
            sweeps.reckon_again()
        row.refresh_from_db()
        assert row.citizen_due_on == row.corrections.get().due_on == dt.date(2026, 2, 18)
    said = row.events.get(kind="due_moved").payload.data["public"]
    assert (said["from"], said["to"]) == ("2026-02-17", "2026-02-18")


def test_an_extension_that_is_spent_is_shown_with_its_reason() -> None:
    row = filed(published(METER)).service_request
    take(row, "tomar")
    reviewer = staff("reviewer@comercializacion")
    row.refresh_from_db()
    assert {m.action: m.closed_because for m in moves.open_moves(reviewer, row)}["ampliar"] == ""
    take(row, "ampliar")
    row.refresh_from_db()
    assert {m.action: m.closed_because for m in moves.open_moves(reviewer, row)}["ampliar"]
