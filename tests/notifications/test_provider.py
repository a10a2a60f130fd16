"""Mail through a provider: taken over real HTTP, its refusals and its webhooks in our classes.

The provider is django-anymail's Postmark, whose messages are plain JSON; what the library makes of
every other one is the same `AnymailTrackingEvent`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.urls import urlpatterns
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from notifications import delivery, provider
from notifications.channels import Problem, Receipt
from notifications.models import OutboxMessage, State
from notifications.outbox import Recipient, unreachable

from .letters import FOLIO, posted
from .receiver import Told, receiver

pytestmark = pytest.mark.django_db
SECRET = "postmark:a-word-of-the-tests"
ANA = Recipient(name="Ana", email="ana@example.org", phone="9515551234", others=("sms",))
NAME = "b7bc2f4a-e38e-4336-af7d-e6c392c2f817"


@pytest.fixture(autouse=True)
def postmark(settings: Settings) -> Iterator[Told]:
    cache.clear()
    with receiver() as told:
        told.body = {
            "ErrorCode": 0,
            "Message": "OK",
            "To": "ana@example.org",
            "MessageID": NAME,
            "SubmittedAt": "2026-02-01T10:00:00Z",
        }
        settings.MAIL_PROVIDER = "postmark"
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.MAIL_RECEIPT_SECRET = SECRET
        settings.ANYMAIL = {
            "POSTMARK_API_URL": told.url,
            "POSTMARK_SERVER_TOKEN": "of-the-provider",
            "WEBHOOK_SECRET": SECRET,
        }
        settings.SMS_GATEWAY_URL = "https://gateway.example/"
        yield told


def sent() -> OutboxMessage:
    row = posted(to=ANA)
    assert delivery.deliver(row.pk)
    return again(row)


def again(row: OutboxMessage) -> OutboxMessage:
    row.refresh_from_db()
    return row


def basic(secret: str = SECRET) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


def tell(said: Any, secret: str = SECRET) -> int:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    client = Client(enforce_csrf_checks=True)
    headers = basic(secret) if secret else {}
    return client.post(
        "/receipts/mail/", body, content_type="application/json", headers=headers
    ).status_code


def bounce(kind: str = "HardBounce", **more: Any) -> dict[str, Any]:
    return {
        "RecordType": "SpamComplaint" if kind == "SpamComplaint" else "Bounce",
        "Type": kind,
        "MessageID": NAME,
        "Email": "ana@example.org",
        "Description": "The server was unable to deliver to ana@example.org",
        "BouncedAt": "2026-02-01T10:01:00Z",
    } | more


DELIVERY = {
    "RecordType": "Delivery",
    "MessageID": NAME,
    "Recipient": "ana@example.org",
    "DeliveredAt": "2026-02-01T10:01:00Z",
    "Details": "250 2.0.0 OK ana@example.org",
}


def test_the_provider_takes_a_mail_and_its_name_is_kept(postmark: Told) -> None:
    row = sent()
    ((_path, headers, _body),) = postmark.got
    (said,) = postmark.objects()
    assert headers["X-Postmark-Server-Token"] == "of-the-provider"
    assert "ana@example.org" in said["To"] and FOLIO in said["TextBody"] and said["HtmlBody"]
    assert {"Name": "Auto-Submitted", "Value": "auto-generated"} in said["Headers"]
    assert (row.state, row.provider_id) == (State.SENT, NAME)


@pytest.mark.parametrize(
    ("status", "code", "state", "problem"),
    [
        (422, 406, State.FAILED, "address"),  # an inactive recipient
        (422, 300, State.FAILED, "address"),
        (413, 0, State.FAILED, "content"),
        (401, 10, State.CREATED, "configuration"),
        (429, 429, State.CREATED, "throttled"),
        (500, 0, State.CREATED, "temporary"),
    ],
)
def test_each_refusal_has_its_class_and_says_nothing_personal(
    postmark: Told, status: int, code: int, state: State, problem: str
) -> None:
    said = {
        406: "Found inactive addresses: ana@example.org. Inactive recipients are ones…",
        300: "Invalid 'To' address: 'ana@example.org'.",
    }.get(code, "ana@example.org")
    postmark.answer, postmark.body = status, {"ErrorCode": code, "Message": said}
    row = posted(to=ANA)
    assert not delivery.deliver(row.pk)
    assert (again(row).state, row.problem) == (state, problem)
    assert "ana@" not in row.error and row.error
    assert OutboxMessage.objects.filter(previous=row).count() == (state == State.FAILED)


def test_a_provider_that_is_away_only_delays(settings: Settings) -> None:
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": "http://127.0.0.1:9/"}
    row = posted(to=ANA)
    assert not delivery.deliver(row.pk)
    assert (again(row).state, row.problem) == (State.CREATED, "temporary")


def test_a_provider_badly_configured_is_ours_to_mend(settings: Settings) -> None:
    settings.ANYMAIL = {}
    row = posted(to=ANA)
    assert not delivery.deliver(row.pk)
    assert (again(row).state, row.problem) == (State.CREATED, "configuration")


# --- what it tells later -----------------------------------------------------------------------
def test_a_mail_that_arrived_is_delivered_once() -> None:
    row = sent()
    assert tell(DELIVERY) == 200 and again(row).state == State.DELIVERED
    first = row.delivered_at
    assert tell(DELIVERY) == 200 and again(row).delivered_at == first


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("HardBounce", "address"),
        ("SoftBounce", "address"),
        ("BadEmailAddress", "address"),
        ("ManuallyDeactivated", "content"),
        ("VirusNotification", "content"),
        ("SMTPApiError", "content"),
    ],
)
def test_a_mail_that_comes_back_goes_to_the_next_way_once(kind: str, problem: str) -> None:
    row = sent()
    tell(DELIVERY)  # a server took it first, and returned it
    assert tell(bounce(kind)) == 200 and tell(bounce(kind)) == 200
    assert (again(row).state, row.problem) == (State.FAILED, problem)
    assert "ana@" not in row.error
    (following,) = OutboxMessage.objects.filter(previous=row)
    assert (following.channel, following.address) == ("sms", "9515551234")
    assert tell(DELIVERY) == 200 and again(row).state == State.FAILED, "late, and no longer true"


def test_the_last_way_that_bounces_is_asked_for(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = ""
    row = sent()
    tell(bounce())
    assert unreachable(["under_review"]) == [again(row)]


def test_who_complains_has_it_and_is_not_told_by_another_way() -> None:
    row = sent()
    assert tell(bounce("SpamComplaint")) == 200
    assert (again(row).state, row.error) == (State.DELIVERED, "complained")
    assert OutboxMessage.objects.count() == 1


def test_a_delay_is_known_and_changes_nothing() -> None:
    row = sent()
    assert tell(bounce("Transient")) == 200
    assert (again(row).state, row.problem) == (State.SENT, "temporary")
    assert OutboxMessage.objects.count() == 1
    tell(DELIVERY)
    assert (again(row).state, row.problem, row.error) == (State.DELIVERED, "", "")
    tell(bounce("Transient"))
    assert again(row).problem == "", "out of order"


@pytest.mark.parametrize("kind", ["Open", "Click", "SubscriptionChange", "Odd"])
def test_what_we_did_not_ask_is_not_kept(kind: str) -> None:
    row = sent()
    said = {"RecordType": kind, "MessageID": NAME, "Recipient": "ana@example.org"}
    assert tell(said) == 200 and again(row).state == State.SENT


def test_a_mail_of_another_is_none_of_ours() -> None:
    row = sent()
    assert tell(bounce(MessageID="another")) == 200
    assert tell(bounce(MessageID="")) == 200
    assert tell(bounce(MessageID=None)) == 200
    assert again(row).state == State.SENT


# --- the door ----------------------------------------------------------------------------------
@pytest.mark.parametrize("secret", ["", "postmark:", "postmark:wrong", "ñ:ñ"])
def test_only_the_provider_is_heard(secret: str) -> None:
    row = sent()
    assert tell(DELIVERY, secret) == 403 and again(row).state == State.SENT


@pytest.mark.parametrize("name", ["MAIL_PROVIDER", "MAIL_RECEIPT_SECRET"])
def test_without_provider_or_secret_there_is_no_door(settings: Settings, name: str) -> None:
    setattr(settings, name, "")
    assert tell(DELIVERY) == 404


def test_an_unknown_provider_has_no_door(settings: Settings) -> None:
    settings.MAIL_PROVIDER = "console"  # the library has a backend of that name, and no webhook
    assert tell(DELIVERY) == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b'"x"', b'{"FromFull": {}}'])
def test_what_nobody_can_read_is_refused_quietly(body: bytes) -> None:
    assert tell(body) in {200, 400}


@pytest.mark.parametrize("name", ["Ana", "amazon_ses", "brevo", "mailgun", "mandrill", "resend"])
def test_each_provider_that_tells_has_its_view(settings: Settings, name: str) -> None:
    settings.MAIL_PROVIDER = name
    known = {one.name for one in urlpatterns}
    assert bool(provider._view()) is (f"{name}_tracking_webhook" in known)


@pytest.mark.parametrize(
    ("kind", "reason", "problem"),
    [
        (EventType.BOUNCED, None, Problem.ADDRESS),
        (EventType.BOUNCED, RejectReason.SPAM, Problem.CONTENT),
        (EventType.REJECTED, RejectReason.BOUNCED, Problem.ADDRESS),
        (EventType.REJECTED, RejectReason.BLOCKED, Problem.CONTENT),
        (EventType.REJECTED, None, Problem.CONTENT),
        (EventType.FAILED, None, Problem.CONTENT),
    ],
)
def test_every_event_of_the_library_has_its_class(
    kind: str, reason: str | None, problem: Problem
) -> None:
    event = AnymailTrackingEvent(event_type=kind, message_id="x", reject_reason=reason)
    assert provider.receipt_of(event) == Receipt("email", "x", problem, kind)


@pytest.mark.django_db(transaction=True)
def test_the_fake_provider_calls_over_real_http(postmark: Told, live_server: LiveServer) -> None:
    row = sent()
    door = f"{live_server.url}/receipts/mail/"
    assert postmark.report(door, DELIVERY, basic("postmark:wrong")) == 403
    assert postmark.report(door, DELIVERY, basic()) == 200
    assert again(row).state == State.DELIVERED
