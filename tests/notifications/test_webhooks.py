"""Webhooks: signed so that another library agrees, tried again, and never sent inside the house."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from pytest_django.fixtures import Settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from backend.accounts.actors import staff_actor
from notifications import delivery, guard, webhooks
from notifications.models import OutboxMessage, State, WebhookEndpoint
from tests.factories import person

from .letters import FOLIO
from .receiver import Told, receiver

pytestmark = pytest.mark.django_db
TOPIC = "request.changed"
OUTSIDE = "93.184.215.14"  # resolved and looked at in tests, never connected to
# https://owasp.org/www-project-web-security-testing-guide, SSRF; RFC 6890, 8155, 6052, 3056, 4380
INSIDE = """
127.0.0.1 127.8.9.10 0.0.0.0 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1
169.254.169.254 169.254.1.1 100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1
224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 192.88.99.1
::1 :: fe80::1 fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:192.168.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1:: 2002:c0a8:101:: 2001:0:4136:e378::1 100::1
""".split()
WRITTEN = """
https://localhost/ https://127.0.0.1/ https://127.1/ https://2130706433/ https://0x7f000001/
https://0177.0.0.1/ https://0/ https://[::1]/ https://[::ffff:127.0.0.1]/ https://[::ffff:7f00:1]/
https://127.0.0.1:6379/ http://169.254.169.254/latest/meta-data/
ftp://93.184.215.14/ file:///etc/passwd gopher://127.0.0.1/ //127.0.0.1/ https:///x https://
https://user:pass@93.184.215.14/ https://93.184.215.14@127.0.0.1/ https://93.184.215.14:port/
http://93.184.215.14/
""".split()


@pytest.fixture
def told(settings: Settings) -> Iterator[Told]:
    settings.WEBHOOKS = True
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with receiver() as listening:
        yield listening


@pytest.fixture
def secret(told: Told) -> str:
    return webhooks.register("Padrón", told.url, topics=[TOPIC])[1]


def published(key: str = "1") -> OutboxMessage | None:
    with transaction.atomic():
        webhooks.publish(TOPIC, {"folio": FOLIO, "event": 3}, reference=FOLIO, dedupe_key=key)
    return OutboxMessage.objects.filter(channel="webhook").last()


def resolves_to(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Each question about a name gets the next answer; the last one stays."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_options: Any) -> list[Any]:
        asked.append(host)
        address = answers[min(len(asked), len(answers)) - 1]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (one, port)) for one in address.split(",")]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Where a connection was asked for; none is made."""
    wanted: list[tuple[str, int]] = []

    def create_connection(address: tuple[str, int], **_options: Any) -> None:
        wanted.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", create_connection)
    return wanted


def test_another_library_verifies_what_is_sent_and_refuses_what_was_changed(
    told: Told, secret: str
) -> None:
    row = published()
    assert row and delivery.deliver(row.pk)
    ((path, headers, body),) = told.got
    verified = Webhook(secret).verify(body, {k.lower(): v for k, v in headers.items()})
    assert path == "/hook"
    assert (verified["type"], verified["data"]) == (TOPIC, {"folio": FOLIO, "event": 3})
    assert sorted(verified) == ["data", "timestamp", "type"], "the body is thin"
    for wrong in (body + b" ", body.replace(b"3", b"4")):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(wrong, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 44).verify(body, headers)


def test_each_try_and_each_replay_has_the_same_id_and_a_moment_of_its_own(
    told: Told, secret: str
) -> None:
    told.answer = 503
    row = published()
    assert row and not delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.problem) == (State.CREATED, "throttled")
    OutboxMessage.objects.update(due_at=row.created_at)
    told.answer = 204
    assert delivery.deliver(row.pk)
    assert webhooks.replay(OutboxMessage.objects.all()) == 1
    assert delivery.deliver(row.pk)
    assert len(told.got) == 3
    assert len({headers["webhook-id"] for _path, headers, _body in told.got}) == 1
    assert webhooks.replay(OutboxMessage.objects.filter(pk=0)) == 0


@pytest.mark.parametrize(
    ("answer", "problem"), [(302, "temporary"), (400, "temporary"), (500, "temporary")]
)
def test_no_other_answer_is_a_yes_and_nobody_is_followed(
    told: Told, secret: str, answer: int, problem: str
) -> None:
    told.answer, told.headers = answer, {"Location": told.url.replace("/hook", "/elsewhere")}
    row = published()
    assert row and not delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.problem, len(told.got)) == (State.CREATED, problem, 1)


def test_a_system_that_is_gone_is_told_no_more(told: Told, secret: str) -> None:
    told.answer = 410
    first, _second = published("1"), published("2")
    assert delivery.sweep() == 0
    assert len(told.got) == 1, "the second was not even tried"
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.disabled_at and endpoint.disabled_why == "410"
    assert {row.state for row in OutboxMessage.objects.all()} == {State.FAILED}
    count = OutboxMessage.objects.count()
    published("3")
    assert OutboxMessage.objects.count() == count and first is not None


def test_its_secret_is_sealed_and_what_is_undone_is_not_told(told: Told, secret: str) -> None:
    assert secret.removeprefix("whsec_") not in WebhookEndpoint.objects.get().secret
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        published()
        1 / 0  # noqa: B018
    assert not OutboxMessage.objects.exists()


def test_without_webhooks_publishing_asks_nothing(settings, django_assert_num_queries) -> None:
    settings.WEBHOOKS = False
    with django_assert_num_queries(0):
        assert webhooks.publish(TOPIC, {}, reference=FOLIO, dedupe_key="1") == 0


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused(monkeypatch, connected, address: str) -> None:
    resolves_to(monkeypatch, address)
    with pytest.raises(guard.Forbidden):
        guard.post("https://partner.example/hook", b"{}", {})
    assert connected == []


def test_one_address_inside_among_many_is_enough(monkeypatch, connected) -> None:
    resolves_to(monkeypatch, f"{OUTSIDE},10.0.0.1")
    with pytest.raises(guard.Forbidden):
        guard.post("https://partner.example/hook", b"{}", {})
    assert connected == []


@pytest.mark.parametrize("url", WRITTEN)
def test_an_address_written_in_a_cunning_way_is_refused(connected, url: str) -> None:
    with pytest.raises((guard.Forbidden, OSError)) as refused:
        guard.post(url, b"{}", {})
    assert connected == [] and not isinstance(refused.value, ConnectionRefusedError)


def test_a_name_is_resolved_once_and_that_address_is_the_one_spoken_to(
    monkeypatch, connected
) -> None:
    asked = resolves_to(monkeypatch, OUTSIDE, "127.0.0.1")
    with pytest.raises(ConnectionRefusedError):
        guard.post("https://partner.example:8443/hook", b"{}", {})
    assert (asked, connected) == (["partner.example"], [(OUTSIDE, 8443)])


def test_a_name_that_moved_inside_since_it_was_written_down_fails_for_good(
    monkeypatch, connected, settings: Settings
) -> None:
    settings.WEBHOOKS = True
    asked = resolves_to(monkeypatch, OUTSIDE, "192.168.0.7")
    webhooks.register("X", "https://partner.example/", topics=[TOPIC])
    row = published()
    assert row and not delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == (State.FAILED, "Undeliverable forbidden inside")
    assert len(asked) == 2 and connected == []


def test_the_utilitys_own_network_is_reached_only_where_it_is_named(
    monkeypatch, connected, settings: Settings
) -> None:
    resolves_to(monkeypatch, "10.20.0.5")
    settings.WEBHOOK_NETWORKS = ["10.20.0.0/24"]
    with pytest.raises(ConnectionRefusedError):
        guard.post("http://billing.local/hook", b"{}", {})
    settings.WEBHOOK_NETWORKS = ["10.21.0.0/24"]
    with pytest.raises(guard.Forbidden):
        guard.post("http://billing.local/hook", b"{}", {})
    assert connected == [("10.20.0.5", 80)]


def test_the_command_adds_lists_disables_and_replays(told: Told, capsys) -> None:
    call_command("webhook", "add", "Padrón", told.url)
    number, secret = capsys.readouterr().out.split()
    assert secret.startswith("whsec_")
    row = published()
    assert row and delivery.deliver(row.pk)
    call_command("webhook", "replay", number)
    call_command("webhook", "disable", number)
    call_command("webhook", "list")
    out = capsys.readouterr().out
    assert out.startswith("1\n") and secret not in out and "no:" in out
    call_command("webhook", "enable", number)
    assert WebhookEndpoint.objects.get().disabled_at is None
    with pytest.raises(CommandError):
        call_command("webhook", "add", "X", "https://10.0.0.1/")
    with pytest.raises(CommandError):
        call_command("webhook", "enable", "0")


@pytest.mark.parametrize("grant", ["supervisor@comercializacion", "director@*", "oic@oic"])
def test_only_administration_does_anything_with_them(told: Told, secret: str, grant: str) -> None:
    actor, row = staff_actor(person(grant)), WebhookEndpoint.objects.get()
    deeds = (
        lambda: webhooks.register("X", told.url, topics=[TOPIC], actor=actor),
        lambda: webhooks.tell_or_not(endpoint=row, told=False, actor=actor),
        lambda: webhooks.replay_to(endpoint=row, hours=1, actor=actor),
        lambda: webhooks.try_out(endpoint=row, actor=actor),
    )
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    assert WebhookEndpoint.objects.count() == 1 and not OutboxMessage.objects.exists()
