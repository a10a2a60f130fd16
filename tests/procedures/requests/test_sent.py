"""What the people of a request were told is in its story, with nothing secret and nobody's name."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from notifications.models import OutboxMessage
from notifications.secrets import NAMES
from notifications.ways import ended_badly
from procedures.requests import keys, notices, telling
from procedures.requests.models import ServiceRequest
from procedures.requests.notices import remind
from procedures.requests.operations import post_message
from tests.factories import filed, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"


@pytest.fixture
def case() -> ServiceRequest:
    return filed(published(METER)).service_request


def story(row: ServiceRequest) -> list[telling.Moment]:
    return telling.moments(row, telling.public_events(row), notices.sent(row))


def test_every_message_to_the_person_is_beside_the_step_that_said_it(case: ServiceRequest) -> None:
    for action in ("tomar", "prevenir"):
        take(case, action)
    case.refresh_from_db()
    told = {one.kind: [sent.subject for sent in one.sent] for one in story(case)}
    assert told["filed"] == [f"{case.folio}: recibimos su solicitud"]
    posted = OutboxMessage.objects.about(case.folio).filter(kind__in=notices.MESSAGES)
    shown = [sent.subject for one in story(case) for sent in one.sent]
    assert sorted(shown) == sorted(posted.values_list("subject", flat=True)) and len(shown) >= 3


def test_what_no_step_of_the_story_said_stands_by_itself(case: ServiceRequest) -> None:
    text = "Venga mañana."
    post_message(actor=staff("supervisor@*"), service_request=case, text=text)
    case.refresh_from_db()
    (alone,) = [one for one in story(case) if one.kind == telling.TOLD]
    assert (alone.title, len(alone.sent)) == ("Le enviamos un aviso", 1)
    assert text not in alone.sent[0].text, "it says that there is one; what it says is on the page"
    times = [one.when for one in story(case)]
    assert times == sorted(times)


def test_a_reminder_that_no_step_said_stands_by_itself_too(case: ServiceRequest) -> None:
    with transaction.atomic():
        kind = "message_received"
        remind(case, kind, which="2026-12-01", detail="", still=True)
    (alone,) = [one for one in story(case) if one.kind == telling.TOLD]
    assert alone.sent == tuple(notices.sent(case)[notices.BESIDE])


def test_no_secret_and_no_name_is_in_what_is_shown(case: ServiceRequest) -> None:
    person = case.applicants.get(is_contact=True)
    (letter,) = notices.sent(case)[1]
    assert "Recibimos su solicitud." in letter.text and "Clave: (dato privado)" in letter.text
    assert keys.key_of(case.folio, case.key_nonce) not in letter.text
    for hidden in (person.name, person.email, "Buen día", "{{", *NAMES):
        assert hidden not in letter.text
    assert "Este correo se envía" not in letter.text


def test_each_is_told_once_whatever_ways_it_took_and_not_at_all_if_it_was_taken_back(
    case: ServiceRequest,
) -> None:
    row = OutboxMessage.objects.get(kind="request_received")
    OutboxMessage.objects.update(ways=[["sms", "9515551234"]])
    row.refresh_from_db()
    with transaction.atomic():
        ended_badly(row, row.created_at, problem="address", error="")  # type: ignore[arg-type]
    assert OutboxMessage.objects.count() == 2
    assert [len(many) for many in notices.sent(case).values()] == [1]
    OutboxMessage.objects.update(cancelled_at=row.created_at)
    assert not notices.sent(case)


def test_a_sealed_text_and_one_of_the_staff_are_not_the_persons(case: ServiceRequest) -> None:
    OutboxMessage.objects.update(kind="term_over")
    assert not notices.sent(case)
    OutboxMessage.objects.update(kind="under_review", sealed=True)
    assert [one.text for one in notices.sent(case)[1]] == [""]


def test_it_costs_one_query(case: ServiceRequest, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        notices.sent(case)
