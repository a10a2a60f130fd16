"""Text messages: through a gateway over real HTTP, short, plain, and only where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from notifications import delivery, sender
from notifications.channels import sms
from notifications.messages import MESSAGES, SignInMessage
from notifications.models import OutboxMessage
from notifications.outbox import Recipient
from notifications.rendering import render
from notifications.secrets import RESOLVERS
from notifications.sender import Sender
from procedures.holdings.codes import Address, ask, code_of
from procedures.holdings.models import SignInCode
from procedures.holdings.secrets import sign_in_code

from .letters import FOLIO, case_message, posted
from .receiver import Told, receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings: Any) -> Iterator[Told]:
    with receiver() as told:
        told.answer = 202
        settings.SMS_GATEWAY_URL = told.url
        settings.SMS_GATEWAY_TOKEN = "of-the-gateway"
        yield told


def code_row() -> OutboxMessage:
    ask(address=Address("sms", "9515015930"))
    return OutboxMessage.objects.get()


def test_a_code_arrives_short_and_plain_and_is_stored_nowhere(
    gateway: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RESOLVERS, "sign_in_code", sign_in_code)  # here others are made up
    row = code_row()
    assert delivery.deliver(row.pk)
    ((_path, headers, _raw),) = gateway.got
    (body,) = gateway.objects()
    code = code_of(SignInCode.objects.get())
    assert headers["Authorization"] == "Bearer of-the-gateway"
    assert body["to"] == "+529515015930"
    assert f"{code[:4]} {code[4:]}" in body["text"]
    assert len(body["text"]) <= 160 and set(body["text"]) <= sms.GSM7
    row.refresh_from_db()
    assert row.state == "sent"
    assert code[:4] not in row.text + row.html + row.short


def test_the_same_try_has_the_same_id(gateway: Told) -> None:
    gateway.answer = 503
    row = code_row()
    delivery.deliver(row.pk)
    OutboxMessage.objects.update(due_at=row.created_at)
    gateway.answer = 200
    assert delivery.deliver(row.pk)
    assert len({body["id"] for body in gateway.objects()}) == 1 and len(gateway.got) == 2


@pytest.mark.parametrize(
    ("answer", "problem"), [(400, "content"), (413, "content"), (410, "address"), (422, "address")]
)
def test_a_refusal_for_good_is_not_tried_again(gateway: Told, answer: int, problem: str) -> None:
    gateway.answer = answer
    row = code_row()
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.problem) == ("failed", problem)
    assert row.error == f"Undeliverable {answer}"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        *((302, "configuration"), (401, "configuration"), (404, "configuration")),
        *((408, "temporary"), (429, "throttled"), (500, "temporary"), (503, "temporary")),
    ],
)
def test_what_may_pass_is_tried_again_and_nobody_is_followed(
    gateway: Told, answer: int, problem: str
) -> None:
    gateway.answer, gateway.headers = answer, {"Location": "/elsewhere"}
    row = code_row()
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.tries, row.problem) == ("created", 1, problem)
    assert len(gateway.got) == 1


def test_a_gateway_that_is_away_only_delays(settings: Any) -> None:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/"
    row = code_row()
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert row.state == "created" and row.error == "URLError"


def test_without_a_gateway_nobody_is_reached_by_text() -> None:
    to = Recipient(name="", phone="9515015930", channel="sms")
    with pytest.raises(ValueError, match="nobody is reached"):
        posted(SignInMessage(minutes=10), to=to)


def test_only_messages_with_words_for_it_go_by_text(settings: Any) -> None:
    settings.SMS_GATEWAY_URL = "https://gateway.example/"
    with pytest.raises(ValueError, match="nobody is reached"):
        posted(
            case_message("survey_invitation"),
            to=Recipient(name="", phone="9515015930", channel="sms"),
        )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Su código es 1234", "Su codigo es 1234"),
        ("Ñandú é — ¿sí?", "Ñandu é ? ¿si?"),
        ("日", "?"),
    ],
)
def test_letters_a_telephone_lacks_become_the_nearest(written: str, read: str) -> None:
    assert sms.plain(written) == read


LONG_FOLIO = "SOAPAOAX-2026-000123-4"
SITE = "https://tramites.aguadelaciudad.gob.mx"


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_a_text_about_a_case_fits_one_message_and_names_the_folio_alone(
    settings: Any, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SITE_URL = SITE
    agua = Sender(name="Agua", short_name="Agua y Saneamiento")
    monkeypatch.setattr(sender, "_introductions", [lambda: agua])
    to = Recipient(name="Ana Ruiz Mendoza", email="ana@example.org", phone="9515551234")
    text = render(case_message(kind, folio=LONG_FOLIO), to).short
    text = sms.plain(text.replace("{{key}}", "7K3M-Q2ZP-9TXA-0B4C"))
    if kind == "survey_invitation":  # nothing to say without its link, which is too long
        assert text == ""
        return
    assert LONG_FOLIO in text and "tramites.aguadelaciudad.gob.mx" in text
    assert len(text) <= sms.LONGEST, len(text)
    assert set(text) <= sms.GSM7 and "{{" not in text and "?" not in text
    for word in ("Ana", "Ruiz", "ana@", "9515551234", "Cambio de medidor"):
        assert word not in text
    assert "/enlace/" not in text, "a text message is read on a locked screen: it opens nothing"


def test_a_message_about_a_case_arrives_by_text(gateway: Told) -> None:
    row = posted(to=Recipient(name="Ana", phone="951 555 1234", channel="sms"))
    assert delivery.deliver(row.pk)
    (body,) = gateway.objects()
    assert body["to"] == "+529515551234" and FOLIO in body["text"]
