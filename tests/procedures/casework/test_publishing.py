"""Other systems hear that a case moved, and nothing else; of a denuncia they hear nothing."""

from __future__ import annotations

import json

import pytest
from pytest_django.fixtures import Settings

from backend.security.encryption import encrypt
from notifications.models import OutboxMessage, WebhookEndpoint
from tests.factories import filed, published, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_listens(settings: Settings) -> None:
    settings.WEBHOOKS = True
    WebhookEndpoint.objects.create(
        name="Cobro",
        url="https://billing.example/",
        topics=["request.changed"],
        secret=encrypt(b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").decode(),
    )


def told() -> list[dict[str, object]]:
    rows = OutboxMessage.objects.filter(channel="webhook").order_by("id")
    return [json.loads(row.text)["data"] for row in rows]


def test_a_filing_and_each_step_are_told_once_with_nothing_of_the_person() -> None:
    row = filed(published("mantenimiento-cambio-medidor")).service_request
    take(row, "tomar")
    first, second = told()
    assert first == {
        "folio": row.folio,
        "procedure": "mantenimiento-cambio-medidor",
        "phase": "received",
        "event": 1,
    }
    assert second["phase"] == "in_review" and sorted(second) == sorted(first)


def test_of_what_may_be_anonymous_nothing_is_told() -> None:
    filed(published("quejas-denuncias"))
    assert told() == []
