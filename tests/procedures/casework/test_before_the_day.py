"""What a person is reminded of: once, near its day, and not of what was done meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from backend.accounts.actors import citizen_of
from notifications import delivery
from notifications.models import OutboxMessage, State
from procedures.casework import before_the_day
from procedures.casework.models import PaymentOrder, Resolution, Visit
from procedures.casework.tasks import look_at_the_work
from procedures.requests.models import Correction, ServiceRequest
from procedures.requests.operations import answer_correction
from tests.factories import filed, published, take
from tests.procedures.casework.test_renewing import granted

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
COMPLAINT = "quejas-denuncias"
KINDS = ("correction_ending", "payment_ending", "visit_tomorrow", "renewal_due")
RENEWAL = {"before_days": 30, "message": "renewal_due"}
LINE = {"monto": "943.44", "linea_captura": "0123456789", "vence": "2026-03-20"}


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00-06:00", tick=False)


def reminded(row: ServiceRequest) -> list[tuple[str, State]]:
    found = OutboxMessage.objects.filter(reference=row.folio, kind__in=KINDS).order_by("id")
    return [(one.kind, one.state) for one in found]


def looked(*days: str) -> None:
    """The hourly look on each of these days, twice."""
    for day in days:
        with on(day):
            look_at_the_work()
            look_at_the_work()


def days(first: str, last: str) -> list[str]:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return [str(start + dt.timedelta(days=one)) for one in range((end - start).days + 1)]


@pytest.fixture
def corrected() -> ServiceRequest:
    """A request that waits for what is missing since Monday 2 March 2026."""
    with on("2026-03-02"):
        row = filed(published(METER)).service_request
        take(row, "tomar")
        take(row, "prevenir")
    return row


@pytest.fixture
def to_pay() -> ServiceRequest:
    with on("2026-03-02"):
        row = filed(published(METER)).service_request
        for action, answers in (
            ("tomar", {}),
            ("programar_visita", {}),
            ("registrar_visita", {"imputable_a_usuario": True}),
            ("emitir_linea", LINE),
        ):
            take(row, action, answers=answers)
    return row


@pytest.fixture
def visited() -> ServiceRequest:
    """A visit on Friday 20 March, planned on the 2nd."""
    with on("2026-03-02"):
        row = filed(published(METER)).service_request
        take(row, "tomar")
        take(row, "programar_visita", answers={"fecha_visita": "2026-03-20"})
    return row


def test_of_a_correction_two_business_days_before_and_once(corrected: ServiceRequest) -> None:
    due = Correction.objects.get().due_on
    looked(*days("2026-03-02", str(due - dt.timedelta(days=5))))
    assert reminded(corrected) == []
    looked(*days(str(due - dt.timedelta(days=4)), str(due + dt.timedelta(days=3))))
    assert [kind for kind, _state in reminded(corrected)] == ["correction_ending"]
    told = OutboxMessage.objects.get(kind="correction_ending")
    assert "Último día para responder" in told.text and "{detalle}" not in told.text


def test_answered_it_goes_no_more(corrected: ServiceRequest) -> None:
    due = Correction.objects.get().due_on
    looked(str(due))
    assert reminded(corrected) == [("correction_ending", State.CREATED)]
    corrected.refresh_from_db()
    key = next(iter(Correction.objects.get().fields))
    with on(str(due)):
        answer_correction(
            actor=citizen_of(corrected.folio),
            service_request=corrected,
            revision=corrected.revision,
            answers={key: corrected.answers.get(key) or "x"},
        )
    assert reminded(corrected) == [("correction_ending", State.CANCELLED)]
    looked(str(due))
    assert len(reminded(corrected)) == 1


def test_of_a_payment_until_it_is_paid_or_replaced(to_pay: ServiceRequest) -> None:
    looked(*days("2026-03-02", "2026-03-17"))
    assert reminded(to_pay) == []
    looked("2026-03-18", "2026-03-19", "2026-03-20")
    assert reminded(to_pay) == [("payment_ending", State.CREATED)]
    with on("2026-03-20"):
        take(to_pay, "verificar_pago")
    assert reminded(to_pay) == [("payment_ending", State.CANCELLED)]
    looked("2026-03-20")
    assert len(reminded(to_pay)) == 1


def test_of_a_visit_the_day_before_and_again_where_it_is_moved(visited: ServiceRequest) -> None:
    looked(*days("2026-03-02", "2026-03-18"))
    assert reminded(visited) == []
    looked("2026-03-19")
    assert reminded(visited) == [("visit_tomorrow", State.CREATED)]
    visit = Visit.objects.get()
    assert visit.code in OutboxMessage.objects.get(kind="visit_tomorrow").text
    with on("2026-03-19"):
        take(visited, "reprogramar", answers={"fecha_visita": "2026-03-25"})
    assert reminded(visited) == [("visit_tomorrow", State.CANCELLED)]
    looked(*days("2026-03-20", "2026-03-24"))
    assert [state for _kind, state in reminded(visited)] == [State.CANCELLED, State.CREATED]


def test_a_visit_planned_today_for_tomorrow_was_told_today() -> None:
    with on("2026-03-19"):
        row = filed(published(METER)).service_request
        take(row, "tomar")
        take(row, "programar_visita", answers={"fecha_visita": "2026-03-20"})
        look_at_the_work()
    assert reminded(row) == []


def test_what_ends_meanwhile_is_taken_back(visited: ServiceRequest) -> None:
    looked("2026-03-19")
    with on("2026-03-19"):
        take(visited, "desistir")
    assert reminded(visited) == [("visit_tomorrow", State.CANCELLED)]
    looked("2026-03-19")
    assert len(reminded(visited)) == 1


def test_of_a_paper_that_lapses_where_it_may_be_renewed() -> None:
    with on("2026-03-02"):
        row, paper = granted(renewal=RENEWAL)
        other, _paper = granted()
    assert paper.valid_until is not None
    first = paper.valid_until - dt.timedelta(days=30)
    looked(str(first - dt.timedelta(days=1)))
    assert reminded(row) == []
    looked(str(first), str(paper.valid_until), str(paper.valid_until + dt.timedelta(days=1)))
    assert [kind for kind, _state in reminded(row)] == ["renewal_due"]
    assert reminded(other) == [], "its procedure renews nothing"


def test_a_revoked_one_is_not_told_of() -> None:
    with on("2026-03-02"):
        row, paper = granted(renewal=RENEWAL)
    Resolution.objects.filter(pk=paper.pk).update(revoked_on=dt.date(2026, 4, 1))
    assert paper.valid_until is not None
    looked(str(paper.valid_until))
    assert reminded(row) == []


def test_an_anonymous_person_is_reminded_of_nothing(corrected: ServiceRequest) -> None:
    ServiceRequest.objects.update(anonymous=True)
    looked(str(Correction.objects.get().due_on))
    assert reminded(corrected) == []


def test_who_took_no_mail_is_not_written_to(corrected: ServiceRequest) -> None:
    corrected.applicants.update(accepts_electronic_notice=False)
    looked(str(Correction.objects.get().due_on))
    assert reminded(corrected) == []


def test_nobody_is_reminded_by_a_letter_that_would_come_late(corrected: ServiceRequest) -> None:
    person = corrected.applicants.filter(is_contact=True)
    person.update(postal="Juárez 8, Centro")
    looked(str(Correction.objects.get().due_on))
    told = OutboxMessage.objects.get(kind="correction_ending")
    assert "letter" not in [channel for channel, _address in told.ways]
    OutboxMessage.objects.filter(pk=told.pk).delete()
    person.update(channel="letter", accepts_electronic_notice=False)
    looked(str(Correction.objects.get().due_on))
    assert reminded(corrected) == []


def test_it_goes_with_the_link_of_the_case(visited: ServiceRequest, mailoutbox: Any) -> None:
    looked("2026-03-19")
    with on("2026-03-19"):
        delivery.deliver(OutboxMessage.objects.get(kind="visit_tomorrow").pk)
    (mail,) = mailoutbox
    assert mail.subject == f"{visited.folio}: mañana es su visita"
    assert "/solicitudes/" in mail.body


def test_many_that_were_told_cost_what_one_does(
    corrected: ServiceRequest, django_assert_max_num_queries: Any
) -> None:
    due = Correction.objects.get().due_on
    with on("2026-03-02"):
        for _i in range(4):
            row = filed(corrected.version).service_request
            take(row, "tomar")
            take(row, "prevenir")
    with on(str(due)):
        assert before_the_day.remind(due) == 5
        with django_assert_max_num_queries(9):
            assert before_the_day.remind(due) == 0


def test_the_order_of_payment_that_was_replaced_is_told_of_no_more(
    to_pay: ServiceRequest,
) -> None:
    looked("2026-03-20")
    assert reminded(to_pay) == [("payment_ending", State.CREATED)]
    looked("2026-03-21")
    assert PaymentOrder.objects.get().status == "expired"
    assert reminded(to_pay) == [("payment_ending", State.CANCELLED)]
