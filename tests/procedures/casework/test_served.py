"""What shows that somebody was notified: sent, arrived and first opened, by a person, once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.actors import citizen_of
from notifications.messages import MESSAGES
from notifications.models import OutboxMessage
from procedures.casework.dossier import dossier_of
from procedures.casework.served import ACTS, OPENED, note_openings, served
from procedures.requests import keys, telling
from procedures.requests.chain import faults
from procedures.requests.models import ServiceRequest
from procedures.requests.secrets import tracking_link
from tests.factories import filed, published, signed_in, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
CLICKED = {"Sec-Fetch-User": "?1"}


@pytest.fixture
def asked() -> ServiceRequest:
    """Something is asked of the person: an act that must be notified."""
    row = filed(published(METER)).service_request
    take(row, "tomar")
    take(row, "prevenir")
    row.refresh_from_db()
    return row


def openings(row: ServiceRequest) -> int:
    return row.events.filter(kind=OPENED).count()


def evidence(row: ServiceRequest):
    row.refresh_from_db()
    return served(row, telling.public_events(row))


def by_link(row: ServiceRequest, **headers: str) -> Client:
    client = Client()
    path = "/" + tracking_link(row.folio).split("/", 3)[3]
    client.get(path, follow=True, headers=headers)
    return client


def test_every_act_is_a_message_that_can_be_said() -> None:
    assert MESSAGES.keys() >= ACTS


def test_the_first_opening_of_each_act_is_put_down_once(asked: ServiceRequest) -> None:
    citizen, revision = citizen_of(asked.folio), asked.revision
    assert [one.opened_at for one in evidence(asked)] == [None]
    assert note_openings(actor=staff("counter@modulo"), service_request=asked) is None
    assert note_openings(actor=citizen, service_request=asked) is not None
    assert note_openings(actor=citizen, service_request=asked) is None
    (only,) = evidence(asked)
    assert only.opened_at is not None and asked.revision == revision
    assert list(faults(asked)) == []
    take(asked, "desistir")  # no act of ours: nothing more to open
    assert note_openings(actor=citizen, service_request=asked) is None


def test_what_a_program_opens_is_no_opening(asked: ServiceRequest) -> None:
    scanner = by_link(asked)
    page = f"/solicitudes/{asked.folio}/"
    scanner.get(page)
    scanner.head(page, headers=CLICKED)
    scanner.get(page, headers={**CLICKED, "Sec-Purpose": "prefetch;prerender"})
    assert openings(asked) == 0
    scanner.get(page, headers={"Sec-Fetch-Site": "same-origin"})  # it may follow our links too
    assert openings(asked) == 0


def test_who_clicks_the_link_of_a_mail_has_opened_it_once_they_send_something(
    asked: ServiceRequest,
) -> None:
    page = f"/solicitudes/{asked.folio}/"
    person = by_link(asked, **CLICKED)
    assert openings(asked) == 0, "a browser without anybody before it says that somebody clicked"
    person.post(f"{page}avisos/", {"channel": "counter"})
    assert openings(asked) == 0
    person.get(page)
    assert openings(asked) == 1


def test_who_came_by_the_link_and_gives_the_key_has_opened_it(
    asked: ServiceRequest,
) -> None:
    page = f"/solicitudes/{asked.folio}/"
    by_key = by_link(asked, **CLICKED)
    key = keys.key_of(asked.folio, asked.key_nonce)
    by_key.post("/solicitudes/", {"folio": asked.folio, "key": key})
    by_key.get(page)
    assert openings(asked) == 1


def test_who_came_by_the_link_and_signs_in_has_opened_it(asked: ServiceRequest) -> None:
    person = by_link(asked, **CLICKED)
    signed_in(person)
    person.get(f"/solicitudes/{asked.folio}/")
    assert openings(asked) == 1


def test_of_a_request_without_identity_nothing_is_kept(asked: ServiceRequest) -> None:
    ServiceRequest.objects.filter(pk=asked.pk).update(anonymous=True)
    asked.refresh_from_db()
    assert note_openings(actor=citizen_of(asked.folio), service_request=asked) is None


def test_the_case_and_the_file_show_when_it_went_arrived_and_was_opened(
    asked: ServiceRequest,
) -> None:
    sent = OutboxMessage.objects.get(reference=asked.folio, kind="correction_requested")
    now = timezone.now()
    OutboxMessage.objects.filter(pk=sent.pk).update(sent_at=now, delivered_at=now)
    note_openings(actor=citizen_of(asked.folio), service_request=asked)
    (act,) = evidence(asked)
    assert [(way.channel, way.delivered_at) for way in act.ways] == [("email", now)]
    told = dossier_of(asked)["notices"]["rows"]
    assert "Acepto" in told[0][1] and "Usted la abrió el" in told[1][1]
