import pytest
from django.core.cache import cache

from backend import health


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
