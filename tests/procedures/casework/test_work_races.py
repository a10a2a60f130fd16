"""Work on a case, from several hands at once: on PostgreSQL, with real threads."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from backend.accounts.actors import citizen_of, staff_actor
from notifications.models import OutboxMessage
from procedures.casework import moves, payments, reminders, visiting
from procedures.casework.models import Opinion
from procedures.requests import chain
from procedures.requests.models import Event, ServiceRequest
from tests.factories import filed, paper, person, published, take
from tests.procedures.requests.test_races import THREADS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
METER = "mantenimiento-cambio-medidor"
A_DAY = dt.timedelta(days=1)


def planned() -> Any:
    goes = person("inspector@operacion")
    row = filed(published(METER)).service_request
    take(row, "tomar")
    take(row, "programar_visita", inspector=goes)
    return row.visits.get(), staff_actor(goes)


def test_a_visit_sent_sixteen_times_is_registered_once() -> None:
    visit, inspector = planned()
    row = visit.service_request
    row.refresh_from_db()

    def send(_number: int) -> Any:
        return moves.carry_out(
            actor=inspector,
            service_request=ServiceRequest.objects.get(pk=row.pk),
            action="registrar_visita",
            revision=row.revision,
            answers={"resultado": "No gira", "imputable_a_usuario": False},
        )

    results = at_once(send)
    assert sum(isinstance(one, Event) for one in results) == 1
    assert row.events.filter(action="registrar_visita").count() == 1


def test_sixteen_photos_and_fields_at_once_are_all_kept() -> None:
    visit, inspector = planned()
    photos = [str(paper(f"{number}.jpg").pk) for number in range(THREADS)]

    def keep(number: int) -> None:
        told = {"lectura_visita": "1"} if number == 0 else {"resultado": "x"} if number == 1 else {}
        added = {"fotos_visita": [photos[number]]}
        visiting.hold(actor=inspector, visit=visit, answers=told, added=added)

    assert at_once(keep) == [None] * THREADS
    kept = visiting.held(visit)
    assert kept.answers == {"lectura_visita": "1", "resultado": "x"}
    assert sorted(kept.papers["fotos_visita"]) == sorted(photos)


def test_sweeps_and_a_receipt_at_once_leave_one_truth_and_one_notice() -> None:
    visit, inspector = planned()
    row = visit.service_request
    take(row, "registrar_visita", actor=inspector, answers={"imputable_a_usuario": True})
    today = timezone.localdate()
    line = {"monto": "10.00", "linea_captura": "1", "vence": today.isoformat()}
    take(row, "emitir_linea", answers=line)
    row.refresh_from_db()
    receipt = paper("foto.jpg")

    def act(number: int) -> Any:
        if number:
            return payments.expire(today + A_DAY)
        return moves.carry_out(
            actor=citizen_of(row.folio),
            service_request=ServiceRequest.objects.get(pk=row.pk),
            action="reportar_pago",
            revision=row.revision,
            documents={"archivo_comprobante": [receipt]},
        )

    results = at_once(act)
    assert isinstance(results[0], Event), results[0]
    expired = sum(results[1:])
    assert expired in (0, 1)
    row.refresh_from_db()
    assert row.payment_orders.get().status == "reported"
    assert row.state == "pago_reportado"
    told = OutboxMessage.objects.filter(reference=row.folio, kind="payment_expired")
    assert told.count() == expired == row.events.filter(kind="payment_expired").count()
    assert not list(chain.faults(row))


def test_sixteen_sweeps_remind_of_one_question_once() -> None:
    boss = person("supervisor@operacion")
    row = filed(published("factibilidad-vivienda")).service_request
    for action in ("tomar", "enviar_a_dictamen", "pedir_opinion"):
        take(row, action)
    Opinion.objects.update(due_on=timezone.localdate() - A_DAY)
    at_once(lambda _number: reminders.tell_of_opinions(timezone.localdate()))
    told = OutboxMessage.objects.filter(kind="opinion_over").values_list("address", flat=True)
    assert sorted(told) == sorted(set(told)) and boss.email in told
