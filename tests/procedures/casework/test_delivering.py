"""Who answers for which message, and what doing something with one leaves in its case."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from backend.accounts.actors import Actor, staff_actor
from notifications.models import Handling, OutboxMessage, State
from procedures.casework import delivering
from procedures.casework.delivering import Filters
from procedures.requests import chain
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import excuse
from tests.factories import filed, person, published
from tests.notifications.letters import personal_message, posted

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
COMPLAINT = "quejas-denuncias"


@pytest.fixture
def row() -> ServiceRequest:
    return filed(published(METER)).service_request


def of(*grants: str) -> Actor:
    return staff_actor(person(*grants))


def about(row: ServiceRequest) -> OutboxMessage:
    return OutboxMessage.objects.get(reference=row.folio, kind="request_received")


def seen(actor: Actor, **filters: str) -> set[int]:
    return set(delivering.deliveries(actor, Filters(**filters)).values_list("pk", flat=True))


def test_each_answers_for_the_messages_of_their_cases_and_administration_for_those_of_none(
    row: ServiceRequest,
) -> None:
    ours = about(row).pk
    code = posted(personal_message("draft_link"), reference="a-draft", key="d").pk
    denuncia = filed(published(COMPLAINT), given={"tipo": "queja_servicio"}).service_request
    theirs = set(
        OutboxMessage.objects.filter(reference=denuncia.folio).values_list("pk", flat=True)
    )
    assert theirs, "it has a message to hide"
    assert seen(of("supervisor@comercializacion")) == {ours}
    assert seen(of("supervisor@juridica")) == set()
    assert seen(of("oic@oic")) == theirs
    assert seen(of("administrator@*")) == {code}
    assert seen(of("supervisor@comercializacion", "administrator@*")) == {ours, code}
    for grant in ("reviewer@comercializacion", "counter@modulo", "director@*", "cashier@*"):
        with pytest.raises(NotAllowed):
            seen(of(grant))


def test_an_area_that_is_only_asked_answers_for_none(row: ServiceRequest) -> None:
    row.accesses.create(area="tecnica", role="", reason="opinion")
    assert seen(of("supervisor@tecnica")) == set()


def test_a_message_of_somebody_else_is_not_there(row: ServiceRequest) -> None:
    message = about(row)
    for actor in (of("supervisor@juridica"), of("administrator@*")):
        with pytest.raises(NotFound):
            delivering.find(actor, message.pk)
        with pytest.raises(NotFound):
            delivering.cancel(actor=actor, message=message)
    message.refresh_from_db()
    assert message.state == State.CREATED


def test_what_is_done_is_an_event_only_staff_read_and_leaves_nobodys_form_old(
    row: ServiceRequest,
) -> None:
    boss, before = of("supervisor@comercializacion"), row.revision
    new = delivering.change_address(actor=boss, message=about(row), address="otra@example.org")
    event = row.events.get(kind="message_handled")
    told = event.payload.data["private"]
    assert (told["deed"], told["message"]) == ("readdressed", "request_received")
    assert not event.public and event.actor_user == boss.user
    assert "otra@" not in str(event.payload.data), "an address is no part of the record"
    row.refresh_from_db()
    assert row.revision == before and not list(chain.faults(row))
    assert new.address == "otra@example.org" and Handling.objects.get().by == boss.label


def test_who_stepped_aside_does_nothing_with_its_messages(row: ServiceRequest) -> None:
    boss = of("supervisor@comercializacion", "reviewer@comercializacion")
    excuse(actor=boss, service_request=row, revision=row.revision, reason="Es mi vecina.")
    with pytest.raises(NotAllowed):
        delivering.cancel(actor=boss, message=about(row))


def test_what_cannot_be_leaves_no_event(row: ServiceRequest) -> None:
    boss, message = of("supervisor@comercializacion"), about(row)
    delivering.cancel(actor=boss, message=message)
    with pytest.raises(Conflict):
        delivering.resend(actor=boss, message=message)
    with pytest.raises(Conflict):
        delivering.cancel(actor=boss, message=message)
    assert row.events.filter(kind="message_handled").count() == 1
    OutboxMessage.objects.update(cancelled_at=None)
    with pytest.raises(Invalid) as wrong:
        delivering.change_address(actor=boss, message=message, address="ana")
    assert list(wrong.value.errors) == ["address"]
    assert row.events.filter(kind="message_handled").count() == 1


def test_filters_narrow_and_what_is_none_is_refused(row: ServiceRequest) -> None:
    boss, message = of("supervisor@comercializacion"), about(row)
    assert seen(boss, tab="waiting") == {message.pk} and seen(boss, tab="trouble") == set()
    OutboxMessage.objects.update(failed_at=timezone.now())
    assert seen(boss, tab="trouble") == {message.pk} and seen(boss, tab="waiting") == set()
    assert seen(boss, channel="sms") == set() == seen(boss, age="day")
    assert seen(boss, kind="request_received", folio=row.folio.lower()) == {message.pk}
    assert seen(boss, folio="OTHER") == set()
    with pytest.raises(Invalid) as wrong:
        delivering.read_filters(
            {"tab": "x", "channel": "dove", "age": "eon", "kind": "k" * 99, "folio": "\x00"}
        )
    assert set(wrong.value.errors) == {"tab", "channel", "age", "kind", "folio"}


@pytest.mark.postgres
def test_a_page_of_a_long_outbox_is_read_by_its_index(row: ServiceRequest) -> None:
    now = timezone.now()
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            kind="under_review",
            channel="email",
            address="a@example.org",
            subject="s",
            text="t",
            reference=row.folio,
            dedupe_key=f"k{number}",
            sent_at=now,
        )
        for number in range(5000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    everything = of("supervisor@*")
    for tab, index in (("all", "outbox_newest"), ("trouble", "outbox_ended_badly")):
        found = delivering.deliveries(everything, Filters(tab=tab))
        plan = found.order_by("-created_at", "-id")[:51].explain()
        assert index in plan, plan
