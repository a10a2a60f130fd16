"""Sixteen hands on one message, on PostgreSQL: it goes once more, and nobody waits for ever."""

from __future__ import annotations

import pytest
from django.utils import timezone

from backend.accounts.actors import citizen_of, staff_actor
from notifications.models import Handling, OutboxMessage
from procedures.casework import delivering
from procedures.requests import chain
from procedures.requests.errors import Conflict
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import withdraw
from tests.factories import filed, person, published
from tests.procedures.requests.test_races import THREADS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
METER = "mantenimiento-cambio-medidor"


def test_sixteen_who_send_it_again_send_it_once() -> None:
    row = filed(published(METER)).service_request
    message = OutboxMessage.objects.get(reference=row.folio)
    OutboxMessage.objects.update(failed_at=timezone.now())
    boss = staff_actor(person("supervisor@comercializacion"))
    done = at_once(lambda _number: delivering.resend(actor=boss, message=message))
    refused = [one for one in done if isinstance(one, Conflict)]
    assert len(refused) == THREADS - 1
    assert OutboxMessage.objects.filter(previous=message).count() == 1
    assert Handling.objects.count() == 1
    row.refresh_from_db()
    assert not list(chain.faults(row))


def test_a_case_that_ends_while_its_message_is_handled_locks_nobody_out() -> None:
    """Who ends a case takes its messages back: case first and message after, as who handles one."""
    row = filed(published(METER)).service_request
    message = OutboxMessage.objects.get(reference=row.folio)
    boss = staff_actor(person("supervisor@comercializacion", "reviewer@comercializacion"))

    def deed(number: int) -> object:
        if number % 2:
            return delivering.cancel(actor=boss, message=message)
        fresh = ServiceRequest.objects.get(pk=row.pk)
        person_of = citizen_of(row.folio)
        return withdraw(actor=person_of, service_request=fresh, revision=fresh.revision)

    done = at_once(deed)
    assert all(one is None or isinstance(one, Exception) or one.pk for one in done)
    row.refresh_from_db()
    assert not list(chain.faults(row))
    assert not row.is_open
    assert OutboxMessage.objects.filter(pk=message.pk, cancelled_at__isnull=False).exists()
