"""Text messages: through a gateway over real HTTP, short, plain, and only where there is one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from notifications import delivery
from notifications.channels import sms
from notifications.messages import SignInMessage
from notifications.models import OutboxMessage
from notifications.outbox import Recipient
from notifications.secrets import RESOLVERS
from procedures.holdings.codes import Address, ask, code_of
from procedures.holdings.models import SignInCode
from procedures.holdings.secrets import sign_in_code

from .letters import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings: Any) -> Iterator[SimpleNamespace]:
    """A gateway on loopback that answers as it is told and keeps what it got."""
    told = SimpleNamespace(answer=202, got=[], headers={})

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.got.append((dict(self.headers), json.loads(body)))
            self.send_response(told.answer)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_said: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_GATEWAY_TOKEN = "of-the-gateway"
    yield told
    server.shutdown()
    server.server_close()


def code_row() -> OutboxMessage:
    ask(address=Address("sms", "9515015930"))
    return OutboxMessage.objects.get()


def test_a_code_arrives_short_and_plain_and_is_stored_nowhere(
    gateway: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RESOLVERS, "sign_in_code", sign_in_code)  # here others are made up
    row = code_row()
    assert delivery.deliver(row.pk)
    ((headers, body),) = gateway.got
    code = code_of(SignInCode.objects.get())
    assert headers["Authorization"] == "Bearer of-the-gateway"
    assert body["to"] == "+529515015930"
    assert f"{code[:4]} {code[4:]}" in body["text"]
    assert len(body["text"]) <= 160 and set(body["text"]) <= sms.GSM7
    row.refresh_from_db()
    assert row.state == "sent" and code[:4] not in row.text and row.html == ""


def test_the_same_try_has_the_same_id(gateway: SimpleNamespace) -> None:
    gateway.answer = 503
    row = code_row()
    delivery.deliver(row.pk)
    OutboxMessage.objects.update(due_at=row.created_at)
    gateway.answer = 200
    assert delivery.deliver(row.pk)
    assert len({body["id"] for _headers, body in gateway.got}) == 1 and len(gateway.got) == 2


@pytest.mark.parametrize("answer", [400, 404, 422])
def test_a_refusal_for_good_is_not_tried_again(gateway: SimpleNamespace, answer: int) -> None:
    gateway.answer = answer
    row = code_row()
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert row.state == "failed" and row.error == f"Undeliverable {answer}"


@pytest.mark.parametrize("answer", [302, 408, 429, 500, 503])
def test_what_may_pass_is_tried_again_and_nobody_is_followed(
    gateway: SimpleNamespace, answer: int
) -> None:
    gateway.answer, gateway.headers = answer, {"Location": "/elsewhere"}
    row = code_row()
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert row.state == "waiting" and row.tries == 1 and len(gateway.got) == 1


def test_a_gateway_that_is_away_only_delays(settings: Any) -> None:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/"
    row = code_row()
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert row.state == "waiting" and row.error == "URLError"


def test_without_a_gateway_nobody_is_reached_by_text() -> None:
    to = Recipient(name="", phone="9515015930", channel="sms")
    with pytest.raises(ValueError, match="nobody is reached"):
        posted(SignInMessage(minutes=10), to=to)


def test_only_messages_with_words_for_it_go_by_text(settings: Any) -> None:
    settings.SMS_GATEWAY_URL = "https://gateway.example/"
    with pytest.raises(Exception, match=r"sms\.txt"):
        posted(to=Recipient(name="", phone="9515015930", channel="sms"))


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
