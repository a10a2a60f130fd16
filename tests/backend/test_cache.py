import time

import pytest
from django.core.cache import cache, caches

from backend import cache as forgiving
from backend.cache import ForgivingRedisCache
from tests.backend.test_containers import free_port


@pytest.fixture
def away(monkeypatch):
    monkeypatch.setattr(forgiving, "spared", {})
    return ForgivingRedisCache(f"redis://127.0.0.1:{free_port()}/0", {})


def test_a_cache_that_is_away_is_empty_and_never_an_error(away):
    away.set("a", 1, 60)
    assert away.get("a", "nada") == "nada"
    assert away.get_many(["a"]) == {}
    assert away.add("a", 1) is True
    assert away.incr("a") == 1
    assert away.get_or_set("a", 7) == 7
    assert "a" not in away
    assert away.delete("a") is False and away.touch("a") is False
    assert away.set_many({"a": 1}) == []


def test_a_server_that_failed_is_left_alone_for_a_while(away, monkeypatch):
    away.get("a")
    rested = max(forgiving.spared.values())
    asked = []
    monkeypatch.setattr(forgiving.RedisCache, "get", lambda *_args: asked.append("a"))
    monkeypatch.setattr(time, "monotonic", lambda: rested - 1)
    away.get("a")
    assert asked == []
    monkeypatch.setattr(time, "monotonic", lambda: rested + 1)
    away.get("a")
    assert asked == ["a"]


@pytest.mark.redis
def test_a_cache_that_is_there_remembers():
    assert isinstance(caches["default"], ForgivingRedisCache)
    cache.set("a", {"b": 1})
    assert cache.get("a") == {"b": 1}
    assert cache.add("n", 1) and not cache.add("n", 1)
    assert cache.incr("n") == 2
    cache.delete("a")
    assert cache.get("a") is None
