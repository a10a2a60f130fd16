"""No message gives a key, a link or a proof to other hands than those of the case's person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from notifications import delivery, receipts
from notifications.channels import Receipt
from notifications.models import OutboxMessage
from notifications.problems import Problem
from procedures.casework import delivering, letters
from procedures.casework.served import served
from procedures.requests import access, keys, notices, telling
from procedures.requests.errors import Conflict
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import excuse
from procedures.requests.operations.talk import renew_key
from tests.factories import filed, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
BOSS = "supervisor@comercializacion"


@pytest.fixture
def row() -> ServiceRequest:
    return filed(published(METER)).service_request


def message(row: ServiceRequest, kind: str) -> OutboxMessage:
    return OutboxMessage.objects.get(reference=row.folio, kind=kind, previous=None)


def moved(row: ServiceRequest, **to: Any) -> None:
    """The person is told elsewhere from now on, and what is under way is taken back."""
    person = notices.contact_of(row)
    assert person is not None
    for name, value in to.items():
        setattr(person, name, value)
    person.save()
    notices.forget(row, "under_review", "request_received")


def test_what_is_sent_to_another_address_holds_neither_key_nor_link(row, mailoutbox) -> None:
    delivery.sweep()
    assert keys.key_of(row.folio, row.key_nonce) in mailoutbox[0].body
    mailoutbox.clear()
    received = message(row, "request_received")
    delivering.change_address(actor=staff(BOSS), message=received, address="otra@example.org")
    delivery.sweep()
    (mail,) = mailoutbox
    assert mail.to == ["otra@example.org"] and row.folio in mail.body
    for part in (mail.body, *(content for content, _type in mail.alternatives)):
        assert not re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}|/enlace/|\{\{", part)
        assert "módulo" in part


def test_what_was_sent_to_another_address_proves_nothing(row) -> None:
    take(row, "tomar")
    take(row, "prevenir")
    asked = message(row, "correction_requested")
    delivering.change_address(actor=staff(BOSS), message=asked, address="otra@example.org")
    elsewhere = OutboxMessage.objects.get(address="otra@example.org")
    OutboxMessage.objects.filter(pk=elsewhere.pk).update(
        sent_at=timezone.now(), delivered_at=timezone.now()
    )
    row.refresh_from_db()
    (act,) = served(row, telling.public_events(row))
    assert [way.sent_at for way in act.ways] == [None]


def test_nothing_goes_again_to_who_is_told_no_longer(row) -> None:
    delivery.sweep()
    received = message(row, "request_received")
    moved(row, email="otra.persona@example.org")
    with pytest.raises(Conflict):
        delivering.resend(actor=staff(BOSS), message=received)
    assert not OutboxMessage.objects.filter(previous=received).exists()


def test_what_comes_back_after_it_was_taken_back_goes_no_other_way(row, settings) -> None:
    settings.SMS_GATEWAY_URL = "https://gateway.example/"
    moved(row, phone="9515551234", channel="sms")
    take(row, "tomar")
    sent = message(row, "under_review")
    assert sent.channel == "sms" and sent.ways
    OutboxMessage.objects.filter(pk=sent.pk).update(sent_at=timezone.now(), tries=1)
    OutboxMessage.objects.filter(pk=sent.pk).update(provider_id="abc")
    moved(row, email="otra.persona@example.org")
    assert receipts.take(Receipt("sms", "abc", Problem.ADDRESS, "undeliverable"))
    assert not OutboxMessage.objects.filter(previous=sent).exists()
    sent.refresh_from_db()
    assert sent.failed_at and sent.taken_up_at, "nobody looks for who is told no longer"


def test_an_act_is_not_taken_back_by_hand(row) -> None:
    take(row, "tomar")
    take(row, "prevenir")
    asked = message(row, "correction_requested")
    assert not delivering.can_cancel(asked)
    with pytest.raises(Conflict):
        delivering.cancel(actor=staff(BOSS), message=asked)
    asked.refresh_from_db()
    assert asked.cancelled_at is None


def test_a_text_holds_no_key(row, settings) -> None:
    settings.SMS_GATEWAY_URL = "https://gateway.example/"
    moved(row, email="", phone="9515551234", channel="sms")
    OutboxMessage.objects.all().delete()
    renew_key(actor=staff("counter@modulo"), service_request=row)
    told = OutboxMessage.objects.all()
    assert all("{{" not in one.short for one in told), "a locked screen shows it"


def test_letters_are_not_for_who_is_only_asked_nor_for_who_stepped_aside(row) -> None:
    moved(row, channel="letter", accepts_electronic_notice=False, postal="Calle 1")
    take(row, "tomar")
    row.accesses.create(area="juridica", role="", reason="opinion")
    asked = staff("transparency@juridica")
    assert access.only_asked(asked, row) and not letters.to_print(asked).exists()
    clerk = staff("counter@modulo", "reviewer@comercializacion")
    assert letters.to_print(clerk).exists()
    row.refresh_from_db()
    excuse(actor=clerk, service_request=row, revision=row.revision, reason="Es mi vecina.")
    assert not letters.to_print(clerk).exists()
