"""A broker that is down, or hangs: nobody waits for it, nothing is lost."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core import mail
from kombu import Connection

from backend import broker
from notifications import delivery
from notifications.models import State
from notifications.tasks import deliver_message, sweep_outbox

from .letters import posted

pytestmark = pytest.mark.django_db(transaction=True)
TIMEOUTS = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}  # seconds


@contextmanager
def redis_that(*, hangs: bool) -> Iterator[Connection]:
    """A port where nobody listens, or where somebody listens and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if hangs:
            server.listen()
        host, port = server.getsockname()
        with Connection(f"redis://{host}:{port}/0", transport_options=TIMEOUTS) as link:
            yield link


@pytest.mark.parametrize("hangs", [False, True], ids=["down", "hung"])
def test_without_a_broker_the_rows_stay_and_a_sweep_delivers_them(
    hangs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    with redis_that(hangs=hangs) as link:

        def delay(pk: int) -> None:
            tried.append(pk)
            deliver_message.apply_async((pk,), connection=link)

        monkeypatch.setattr(deliver_message, "delay", delay)
        started = time.monotonic()
        rows = [posted(key=str(number)) for number in range(20)]
        took = time.monotonic() - started
    assert tried == [rows[0].pk], "each of the twenty waited for the broker"
    assert took < 4
    assert {row.state for row in rows} == {State.CREATED}
    sweep_outbox()
    assert len(mail.outbox) == 20
    assert delivery.sweep() == 0


def test_the_broker_is_asked_again_after_a_rest(
    monkeypatch: pytest.MonkeyPatch, asked: list[int]
) -> None:
    monkeypatch.setattr(broker, "_resting_until", time.monotonic() + broker.REST)
    assert not broker.ask(deliver_message, 1)
    monkeypatch.setattr(broker, "_resting_until", time.monotonic())
    assert broker.ask(deliver_message, 2)
    assert asked == [2]


def test_the_task_delivers_by_id(asked: list[int]) -> None:
    row = posted()
    deliver_message(*asked)
    row.refresh_from_db()
    assert row.state == State.SENT
