"""The rules of casework: opinions that do not come, inspectors, visits, payments, resolutions."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from procedures.casework import moves, operations
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import perform
from tests.factories import filed, person, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
FEASIBILITY = "factibilidad-vivienda"
VISIT = {"fecha_visita": "2026-03-02", "horario": "manana"}


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00-06:00", tick=False)


def under_review() -> ServiceRequest:
    row = filed(published(METER)).service_request
    take(row, "tomar")
    row.refresh_from_db()
    return row


def test_without_an_opinion_in_fifteen_days_the_case_goes_on() -> None:
    with on("2026-03-02"):
        row = filed(published(FEASIBILITY)).service_request
        for action in ("tomar", "enviar_a_dictamen", "pedir_opinion"):
            take(row, action)
        row.refresh_from_db()
    opinion = row.opinions.get()
    technical = staff(
        next(
            who
            for t in row.workflow.transitions
            if t.action == "seguir_sin_opinion"
            for who in t.by
        )
    )

    def go_on() -> None:
        moves.carry_out(
            actor=technical,
            service_request=row,
            action="seguir_sin_opinion",
            revision=row.revision,
        )

    with on(opinion.due_on.isoformat()), pytest.raises(Conflict) as early:
        go_on()
    assert early.value.code == "too_early"
    with on((opinion.due_on + dt.timedelta(days=1)).isoformat()):
        go_on()
    opinion.refresh_from_db()
    assert row.state == "en_dictamen"
    assert opinion.answer.startswith("Sin objeción")
    assert opinion.answered_by is None


def test_only_an_accredited_inspector_is_sent() -> None:
    with on("2026-02-27"):
        row = under_review()
        for name in (None, "nadie", person("inspector@juridica").username):
            with pytest.raises(Invalid) as refused:
                operations.plan_visit(
                    actor=staff("reviewer@comercializacion"),
                    service_request=row,
                    action="programar_visita",
                    revision=row.revision,
                    inspector=name,
                    answers=VISIT,
                )
            assert set(refused.value.errors) == {"inspector"}
    assert not row.visits.exists()


@pytest.mark.parametrize("action", ["programar_visita", "prevenir", "desistir"])
def test_no_kind_has_a_second_door(action: str) -> None:
    row = under_review()
    actor = staff("reviewer@comercializacion", "counter@modulo")
    with pytest.raises(Conflict) as refused:
        perform(actor=actor, service_request=row, action=action, revision=row.revision)
    assert refused.value.code == "wrong_kind"


def test_an_operation_of_one_effect_does_not_do_anothers() -> None:
    row = under_review()
    with pytest.raises(Conflict) as refused:
        operations.record_visit(
            actor=staff("reviewer@comercializacion"),
            service_request=row,
            action="programar_visita",
            revision=row.revision,
            answers=VISIT,
        )
    assert refused.value.code == "wrong_kind"


def test_a_new_payment_order_replaces_the_one_before() -> None:
    row = under_review()
    for action in ("programar_visita", "registrar_visita", "emitir_linea", "reemitir_linea"):
        take(row, action)
    assert [order.status for order in row.payment_orders.all()] == ["cancelled", "issued"]
    take(row, "verificar_pago")
    assert [order.status for order in row.payment_orders.all()] == ["cancelled", "verified"]


def test_a_resolution_says_all_the_law_asks_of_it() -> None:
    """DOMAIN R15: reasoned, signed, dated, by whom, and how to appeal."""
    row = under_review()
    for action in ("programar_visita", "registrar_visita", "negar"):
        take(row, action)
    paper = row.resolutions.get()
    assert paper.grounds
    assert paper.reasons
    assert paper.appeal
    assert "SOAPA" in paper.authority
    assert paper.signed_by_id
    assert (paper.outcome, paper.issued_on) == ("unfavourable", timezone.localdate())
