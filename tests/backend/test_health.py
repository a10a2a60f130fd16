import pytest
from django.core.cache import cache
from django.db import OperationalError

from backend import health
from tests.notifications.letters import posted


@pytest.mark.django_db
def test_everything_works_when_a_task_ran_lately(client):
    health.beat()
    answer = client.get("/health/ready")
    assert answer.status_code == 200, answer.json()
    assert set(answer.json()["checks"].values()) == {"ok"}


@pytest.mark.django_db
def test_a_silent_clock_is_told_with_what_still_works(client, time_machine):
    time_machine.move_to("2026-11-20T12:00-06:00")
    health.beat()
    time_machine.shift(health.SILENCE + 1)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["tasks"] == "down"
    assert "presentar y atender solicitudes" in answer.json()["works"]
    assert "enviar avisos de inmediato" not in answer.json()["works"]


@pytest.mark.django_db
@pytest.mark.parametrize("part", sorted(health.CHECKS))
def test_each_part_that_breaks_is_named(client, monkeypatch, part):
    def broken():
        raise OSError("user=lupita password=x")

    health.beat()
    monkeypatch.setitem(health.CHECKS, part, broken)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert [name for name, state in answer.json()["checks"].items() if state == "down"] == [part]
    assert "lupita" not in answer.content.decode()


def test_alive_asks_nobody(client, monkeypatch):
    monkeypatch.setattr(cache, "get", lambda *_args: 1 / 0)
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/live").headers["Cache-Control"].startswith("max-age=0")


def test_a_broker_that_refuses_is_down(monkeypatch):
    from backend.celery import app

    monkeypatch.setattr(app, "connection_for_write", lambda: 1 / 0)
    assert not health._works(health.broker)


@pytest.mark.django_db
def test_how_the_messages_are_doing_is_told_in_numbers_alone(client, time_machine):
    time_machine.move_to("2026-11-20T12:00-06:00")
    health.beat()
    posted()
    time_machine.shift(30)
    told = client.get("/health/ready").json()["messages"]
    assert told["email"]["waiting"] == 1 and 29 <= told["email"]["oldest_seconds"] <= 31
    assert set(told["email"]) == {"waiting", "oldest_seconds", "sent", "p95_seconds", "failures"}
    assert "ana@example.org" not in client.get("/health/ready").content.decode()


@pytest.mark.django_db
def test_what_cannot_be_counted_takes_nothing_else_down(client, monkeypatch):
    def broken(*_given):
        raise OperationalError

    health.beat()
    monkeypatch.setattr(health.figures, "doing", broken)
    answer = client.get("/health/ready")
    assert answer.status_code == 200 and answer.json()["messages"] is None
