"""WhatsApp: an approved template over real HTTP, or the next channel of the person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from notifications import delivery
from notifications.models import OutboxMessage, State
from notifications.outbox import Recipient

from .letters import FOLIO, case_message, posted
from .receiver import Told, receiver

pytestmark = pytest.mark.django_db
ANA = Recipient(name="Ana Ruiz", phone="951 555 1234", channel="whatsapp", others=("sms",))


@pytest.fixture
def api(settings: Settings) -> Iterator[Told]:
    with receiver() as told:
        told.body = {"messages": [{"id": "wamid.1"}]}
        settings.WHATSAPP_URL = told.url
        settings.WHATSAPP_TOKEN = "of-the-api"
        settings.WHATSAPP_PREFIX = "aviso_"
        settings.WHATSAPP_TEMPLATES = ["under_review"]
        yield told


def test_an_approved_template_takes_the_folio_and_nothing_of_the_person(api: Told) -> None:
    row = posted(to=ANA)
    assert delivery.deliver(row.pk)
    ((_path, headers, _body),) = api.got
    (said,) = api.objects()
    assert headers["Authorization"] == "Bearer of-the-api"
    assert (said["to"], said["template"]["name"]) == ("529515551234", "aviso_under_review")
    assert said["template"]["components"][0]["parameters"] == [{"type": "text", "text": FOLIO}]
    assert "Ana" not in json.dumps(said) and "made-" not in json.dumps(said)
    row.refresh_from_db()
    assert (row.state, row.provider_id) == (State.SENT, "wamid.1")


def test_what_has_no_template_goes_by_text(api: Told, settings: Settings) -> None:
    with receiver() as texts:
        settings.SMS_GATEWAY_URL = texts.url
        posted(case_message("work_done"), to=ANA)
        assert delivery.sweep() == 1
        assert api.got == [] and FOLIO in texts.objects()[0]["text"]


@pytest.mark.parametrize(
    ("status", "code", "state", "problem"),
    [
        (400, 131026, State.FAILED, "address"),
        (400, 132001, State.FAILED, "content"),
        (400, 131056, State.CREATED, "throttled"),
        (401, 190, State.CREATED, "configuration"),
        (500, 131000, State.CREATED, "temporary"),
        (429, None, State.CREATED, "throttled"),
        (403, None, State.CREATED, "configuration"),
        (400, "odd", State.FAILED, "content"),
    ],
)
def test_each_answer_has_its_class(
    api: Told, status: int, code: Any, state: State, problem: str
) -> None:
    api.answer, api.body = status, {"error": {"code": code, "message": "9515551234 …"}}
    row = posted(to=ANA)
    assert not delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.problem) == (state, problem)
    assert "9515551234" not in row.error
    assert OutboxMessage.objects.count() == 1, "no gateway, no other way"
