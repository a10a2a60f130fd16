"""A message that reached nobody is put down in its case, once, and the page says so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.accounts.actors import SYSTEM, citizen_of, staff_actor
from notifications.models import OutboxMessage
from procedures.casework import unreachable
from procedures.casework.desk.queue import Filters, queue
from procedures.casework.tasks import look_at_the_work
from procedures.requests import chain
from procedures.requests.core import change
from procedures.requests.models import Event, ServiceRequest
from tests.factories import filed, person, published

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
BANNER = "Persona no localizable."


@pytest.fixture
def row() -> ServiceRequest:
    return filed(published(METER)).service_request


def nobody_reached(**columns: object) -> None:
    OutboxMessage.objects.update(
        failed_at=timezone.now(), unreachable_at=timezone.now(), problem="address", **columns
    )


def events(row: ServiceRequest) -> list[Event]:
    return list(row.events.order_by("-sequence"))


def test_it_is_put_down_once_and_leaves_nobodys_form_old(row: ServiceRequest) -> None:
    nobody_reached()
    look_at_the_work()
    look_at_the_work()
    told = Event.objects.filter(kind="unreachable")
    assert [event.public for event in told] == [False]
    assert told.get().payload.data["private"]["problem"] == "address"
    before = row.revision
    row.refresh_from_db()
    assert row.revision == before and not list(chain.faults(row))


def test_the_case_says_so_until_the_person_is_found(row: ServiceRequest) -> None:
    client = Client()
    client.force_login(person("supervisor@comercializacion"))
    address = reverse("staff-case", args=[row.folio])
    assert BANNER not in client.get(address).content.decode()
    nobody_reached()
    unreachable.look()
    page = client.get(address).content.decode()
    assert BANNER in page and "Un aviso no llegó a la persona por ningún medio" in page
    with change(actor=SYSTEM, service_request=row, revision=None) as now:
        now.record("key_renewed")
    assert not unreachable.is_lost(events(row))
    assert BANNER not in client.get(address).content.decode()


def test_what_is_only_offered_is_no_reason_to_look_for_anybody(row: ServiceRequest) -> None:
    nobody_reached(kind="survey_invitation")
    assert unreachable.look() == 0


def test_a_message_of_no_case_stops_nobody(row: ServiceRequest) -> None:
    nobody_reached(reference="GONE")
    assert unreachable.look() == 0
    assert not OutboxMessage.objects.unreachable().exists(), "it is not read again every hour"


def test_many_cost_one_question_when_there_is_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        unreachable.look()


def found_lost(*grants: str) -> set[int]:
    actor = staff_actor(person(*grants))
    return set(queue(actor, Filters(reach="lost")).values_list("pk", flat=True))


def test_the_inbox_finds_those_and_no_others(row: ServiceRequest) -> None:
    """At every moment of its story what the list says is what the page says."""
    other = filed(row.version).service_request
    assert found_lost("supervisor@comercializacion") == set()
    nobody_reached(reference=row.folio)
    unreachable.look()
    assert unreachable.is_lost(events(row)) and not unreachable.is_lost(events(other))
    assert found_lost("supervisor@comercializacion") == {row.pk}
    assert found_lost("reviewer@juridica") == set(), "a filter only narrows"
    with change(actor=citizen_of(row.folio), service_request=row, revision=None) as now:
        now.record("message", said={"text": "Aquí estoy."})
    assert not unreachable.is_lost(events(row))
    assert found_lost("supervisor@comercializacion") == set()
    with change(actor=SYSTEM, service_request=row, revision=None) as now:
        now.record("unreachable", public=False)
    assert unreachable.is_lost(events(row))
    assert found_lost("supervisor@comercializacion") == {row.pk}
    row.accesses.create(area="tecnica", role="", reason="opinion")
    assert found_lost("supervisor@tecnica") == set(), "an opinion needs no contact"


def test_the_filter_of_the_inbox_is_on_its_page(row: ServiceRequest) -> None:
    nobody_reached()
    unreachable.look()
    client = Client()
    client.force_login(person("supervisor@comercializacion"))
    page = client.get(reverse("staff-inbox"), {"reach": "lost", "tab": "all"})
    assert [line.row.pk for line in page.context["lines"]] == [row.pk]
    assert "Persona no localizable" in page.content.decode()
    assert client.get(reverse("staff-inbox"), {"reach": "x"}).status_code == 200
