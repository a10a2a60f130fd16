"""What providers tell later: believed once, in any order, from nobody else, and said to no log."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from backend import receipts as doors
from notifications import delivery, receipts
from notifications.channels import Parcel, Problem, Receipt, channels
from notifications.models import OutboxMessage, State
from notifications.outbox import Recipient, cancel, unreachable

from .letters import FOLIO, posted
from .receiver import Told, receiver

pytestmark = pytest.mark.django_db
TOKEN, SECRET = "t" * 24, "s" * 32
TEXT = Recipient(name="Ana", phone="951 555 1234", channel="sms", others=("email",), email="a@b.mx")
WHATSAPP = Recipient(name="Ana", phone="951 555 1234", channel="whatsapp", others=("sms",))


@pytest.fixture(autouse=True)
def doors_open(settings: Settings) -> None:
    cache.clear()
    settings.SMS_RECEIPT_TOKEN = TOKEN
    settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_VERIFY_TOKEN = SECRET, "v" * 24


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Told]:
    """A gateway for texts, and Meta's."""
    with receiver() as told:
        told.body = {"messages": [{"id": "wamid.1"}]}
        settings.SMS_GATEWAY_URL = settings.WHATSAPP_URL = told.url
        settings.WHATSAPP_TEMPLATES = ["under_review"]
        yield told


def sent(to: Recipient = TEXT) -> OutboxMessage:
    row = posted(to=to)
    assert delivery.deliver(row.pk)
    return again(row)


def again(row: OutboxMessage) -> OutboxMessage:
    row.refresh_from_db()
    return row


def tell(said: Any, *, token: str = TOKEN, client: Client | None = None, **more: Any) -> int:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return (
        (client or Client(enforce_csrf_checks=True))
        .post(
            "/receipts/sms/",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
            **more,
        )
        .status_code
    )


def signed(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def statuses(*told: dict[str, Any]) -> bytes:
    value = {"messaging_product": "whatsapp", "statuses": list(told)}
    changes = [{"value": value, "field": "messages"}]
    entry = [{"id": "1", "changes": changes}]
    return json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()


def meta_tells(*told: dict[str, Any], body: bytes = b"", signature: str | None = None) -> int:
    body = body or statuses(*told)
    return (
        Client(enforce_csrf_checks=True)
        .post(
            "/receipts/whatsapp/",
            body,
            content_type="application/json",
            headers={"X-Hub-Signature-256": signed(body) if signature is None else signature},
        )
        .status_code
    )


# --- what a receipt does -----------------------------------------------------------------------
def test_a_text_that_arrived_is_delivered_once(gateway: Told) -> None:
    row = sent()
    told = {"id": row.provider_id, "status": "delivered"}
    assert tell(told) == 200 and again(row).state == State.DELIVERED
    first = row.delivered_at
    assert tell([told, told]) == 200 and again(row).delivered_at == first


def test_a_text_that_nobody_gets_goes_to_the_next_way_once(gateway: Told) -> None:
    row = sent()
    told = {"id": row.provider_id, "status": "undeliverable"}
    tell(told), tell(told)
    assert again(row).state == State.FAILED and row.problem == Problem.ADDRESS
    assert row.error == "Receipt undeliverable" and not row.unreachable_at
    (following,) = OutboxMessage.objects.filter(previous=row)
    assert (following.channel, following.address) == ("email", "a@b.mx")


def test_the_last_way_that_fails_late_is_asked_for(gateway: Told) -> None:
    row = sent(Recipient(name="Ana", phone="9515551234", channel="sms"))
    tell({"id": row.provider_id, "status": "rejected"})
    assert unreachable(["under_review"]) == [again(row)] and row.problem == Problem.CONTENT


@pytest.mark.parametrize(
    ("order", "state"),
    [
        (("delivered", "undeliverable"), State.DELIVERED),
        (("undeliverable", "delivered"), State.FAILED),
        (("queued",), State.SENT),
        (("",), State.SENT),
    ],
)
def test_in_any_order_the_first_end_holds(gateway: Told, order: Any, state: State) -> None:
    row = sent()
    for status in order:
        assert tell({"id": row.provider_id, "status": status}) == 200
    assert again(row).state == state
    assert OutboxMessage.objects.count() == 1 + (state == State.FAILED)


def test_a_receipt_faster_than_our_own_pen_is_not_lost(
    gateway: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes while the worker still holds the message: `_sent` says nothing against it."""
    send = channels()["sms"].send

    def told_meanwhile(parcel: Parcel) -> str:
        tell({"id": parcel.id, "status": "undeliverable"})
        return send(parcel)

    monkeypatch.setattr(channels()["sms"], "send", told_meanwhile)
    row = posted(to=TEXT)
    delivery.deliver(row.pk)
    assert again(row).state == State.FAILED and row.provider_id
    assert OutboxMessage.objects.filter(previous=row).count() == 1


def test_what_arrived_does_not_go_again_though_its_worker_died(
    gateway: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_sent", lambda row, name: False)  # killed before it could say so
    row = posted(to=TEXT)
    delivery.deliver(row.pk)
    (body,) = gateway.objects()
    tell({"id": body["id"], "status": "delivered"})
    OutboxMessage.objects.update(due_at=row.created_at)
    assert again(row).state == State.DELIVERED and row.leased_until is None
    assert delivery.sweep() == 0 and len(gateway.got) == 1


@pytest.mark.parametrize(
    "name", ["", "1", "999.20260101000000000000", "wamid.1", "x" * 5000, "9" * 40 + ".1"]
)
def test_what_is_none_of_ours_changes_nothing(gateway: Told, name: str) -> None:
    row = sent()
    before = OutboxMessage.objects.values().get()
    assert tell({"id": name, "status": "undeliverable"}) == 200
    assert tell({"id": f"{row.pk}.20000101000000000000", "status": "undeliverable"}) == 200
    assert OutboxMessage.objects.values().get() == before


def test_what_was_never_tried_or_is_over_is_left_alone(gateway: Told) -> None:
    row = posted(to=TEXT)
    name = f"{row.pk}.{row.created_at:%Y%m%d%H%M%S%f}"
    assert not receipts.take(Receipt("sms", name, Problem.ADDRESS)), "nobody was given it"
    OutboxMessage.objects.update(tries=1, expired_at=timezone.now())
    assert not receipts.take(Receipt("sms", name)), "its time was over, and another way began"
    OutboxMessage.objects.update(expired_at=None)
    assert not receipts.take(Receipt("whatsapp", name)), "of another channel"
    assert receipts.take(Receipt("sms", name))


def test_what_was_taken_back_is_passed_on_to_nobody(gateway: Told) -> None:
    row = posted(to=TEXT)
    OutboxMessage.objects.update(tries=1)
    cancel(FOLIO, ["under_review"])
    name = f"{row.pk}.{row.created_at:%Y%m%d%H%M%S%f}"
    assert not receipts.take(Receipt("sms", name, Problem.ADDRESS))
    assert again(row).state == State.CANCELLED and OutboxMessage.objects.count() == 1


# --- whatsapp ----------------------------------------------------------------------------------
def test_meta_tells_what_arrived_by_its_name_or_by_ours(gateway: Told) -> None:
    row = sent(WHATSAPP)
    assert meta_tells({"id": "wamid.1", "status": "sent"}) == 200 and again(row).state == "sent"
    assert meta_tells({"id": "wamid.1", "status": "read"}) == 200
    assert again(row).state == State.DELIVERED, "read without delivered: it arrived"
    (body,) = gateway.objects()
    assert body["biz_opaque_callback_data"] == f"{row.pk}.{row.created_at:%Y%m%d%H%M%S%f}"
    OutboxMessage.objects.update(delivered_at=None, provider_id="")
    meta_tells(
        {
            "id": "wamid.another",
            "status": "delivered",
            "biz_opaque_callback_data": body["biz_opaque_callback_data"],
        }
    )
    assert again(row).state == State.DELIVERED


@pytest.mark.parametrize(
    ("code", "problem"),
    [(131026, "address"), (131049, "content"), (130429, "throttled"), ("odd", "content")],
)
def test_what_meta_could_not_hand_over_goes_by_text(gateway: Told, code: Any, problem: str) -> None:
    row = sent(WHATSAPP)
    error = {"code": code, "title": "Message undeliverable 9515551234"}
    assert meta_tells({"id": "wamid.1", "status": "failed", "errors": [error]}) == 200
    assert (again(row).state, row.problem) == (State.FAILED, problem)
    assert "951555" not in row.error
    assert OutboxMessage.objects.get(previous=row).channel == "sms"


def test_only_what_meta_signed_is_read(gateway: Told) -> None:
    row = sent(WHATSAPP)
    body = statuses({"id": "wamid.1", "status": "delivered"})
    for forged in ("", "sha256=", signed(body, "x" * 32), signed(body + b" "), "sha1=x", "ñ"):
        cache.clear()
        assert meta_tells(body=body, signature=forged) == 403
    assert again(row).state == State.SENT
    assert meta_tells(body=body) == 200 and again(row).state == State.DELIVERED


@pytest.mark.parametrize(
    "body",
    [
        b"{}", b"[]", b'"x"', b"null", b'{"entry": 1}', b'{"entry": [1, {"changes": [{}]}]}',
        b'{"entry": [{"changes": [{"value": {"messages": [{"text": {"body": "Ana"}}]}}]}]}',
        b'{"entry": [{"changes": [{"value": {"statuses": [{"id": 1}, {}, []]}}]}]}',
    ],
)  # fmt: skip
def test_whatever_else_meta_tells_is_heard_and_forgotten(body: bytes) -> None:
    assert meta_tells(body=body) == 200


def test_the_handshake_answers_whoever_knows_the_word() -> None:
    ask = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    good = Client().get("/receipts/whatsapp/", ask | {"hub.verify_token": "v" * 24})
    assert (good.status_code, good.content) == (200, b"1158201444")
    assert good["Content-Type"].startswith("text/plain")
    assert Client().get("/receipts/whatsapp/", ask | {"hub.verify_token": "w"}).status_code == 403
    bad = ask | {"hub.verify_token": "v" * 24, "hub.challenge": "<script>"}
    assert Client().get("/receipts/whatsapp/", bad).status_code == 400


def test_without_its_word_nobody_shakes_hands(settings: Settings) -> None:
    settings.WHATSAPP_VERIFY_TOKEN = ""
    assert Client().get("/receipts/whatsapp/", {"hub.verify_token": ""}).status_code == 403


# --- the doors ---------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["SMS_RECEIPT_TOKEN", "WHATSAPP_APP_SECRET"])
def test_a_door_without_secret_is_not_there(settings: Settings, name: str) -> None:
    setattr(settings, name, "")
    answer = tell({}, token="") if name.startswith("SMS") else meta_tells({}, signature=signed(b""))
    assert answer == 404


def test_who_knocks_with_a_wrong_word_changes_nothing_and_waits(gateway: Told) -> None:
    row = sent()
    told = {"id": row.provider_id, "status": "delivered"}
    for _try in range(doors.WRONG.times):
        assert tell(told, token="x" * 24) == 403
    assert tell(told) == 429, "from the same place, the right word no more"
    assert again(row).state == State.SENT
    assert tell(told, REMOTE_ADDR="10.9.8.7") == 200 and again(row).state == State.DELIVERED


def test_too_much_and_too_often_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tell(b" " * (doors.MOST + 1)) == 413
    for _try in range(doors.CALLS.times - 1):
        doors.CALLS.spend("127.0.0.1")
    assert tell({}) == 429


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 200_000, b'{"id": NaN'])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    assert tell(body) == 400


@pytest.mark.parametrize("body", [[1, None], {"id": 1, "status": []}, "x", 1, {"id": {}}])
def test_what_is_no_receipt_is_heard_and_forgotten(body: Any) -> None:
    assert tell(body) == 200


def test_nothing_of_a_message_is_logged(gateway: Told, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    row = sent()
    caplog.clear()
    tell({"id": row.provider_id, "status": "undeliverable", "to": "+529515551234", "text": "Ana"})
    assert f"message {row.pk} came back" in caplog.text
    for word in ("9515551234", "Ana", TOKEN, FOLIO):
        assert word not in caplog.text


# --- over real HTTP ----------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("status", "state"), [("delivered", "delivered"), ("rejected", "failed")])
def test_the_fake_gateway_takes_a_text_and_tells_what_became_of_it(
    gateway: Told, live_server: LiveServer, status: str, state: str
) -> None:
    row = sent()
    (body,) = gateway.objects()
    door, told = f"{live_server.url}/receipts/sms/", {"id": body["id"], "status": status}
    assert gateway.report(door, told, {"Authorization": "Bearer of-somebody-else"}) == 403
    assert again(row).state == State.SENT
    assert gateway.report(door, told, {"Authorization": f"Bearer {TOKEN}"}) == 200
    assert again(row).state == state


@pytest.mark.django_db(transaction=True)
def test_the_fake_meta_signs_what_it_tells(gateway: Told, live_server: LiveServer) -> None:
    row = sent(WHATSAPP)
    (body,) = gateway.objects()
    name = body["biz_opaque_callback_data"]
    said = statuses({"id": "x", "status": "delivered", "biz_opaque_callback_data": name})
    door = f"{live_server.url}/receipts/whatsapp/"
    assert gateway.report(door, said, {"X-Hub-Signature-256": signed(said, "x" * 32)}) == 403
    assert gateway.report(door, said, {"X-Hub-Signature-256": signed(said)}) == 200
    assert again(row).state == State.DELIVERED
