import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache, caches

from backend import cache as forgiving
from backend.cache import CountingFileCache, ForgivingRedisCache
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


@pytest.fixture
def folder(tmp_path):
    return CountingFileCache(str(tmp_path), {})


def test_a_folder_counts_until_the_window_ends_and_not_five_minutes(folder):
    with time_machine.travel("2026-11-21 12:00:00-06:00", tick=False):
        assert folder.add("tries", 0, timeout=3600) and folder.incr("tries") == 1
        assert folder.add("tries", 0, timeout=3600) is False
    with time_machine.travel("2026-11-21 12:50:00-06:00", tick=False):
        assert folder.incr("tries", 2) == 3
    with time_machine.travel("2026-11-21 13:00:01-06:00", tick=False):
        with pytest.raises(ValueError):
            folder.incr("tries")
        assert folder.get("tries") is None
    folder.set("always", 1, timeout=None)
    assert folder.incr("always") == 2 == folder.get("always")
    with pytest.raises(ValueError):
        folder.incr("never")


def test_of_many_who_count_at_once_none_is_forgotten(folder):
    def count(_number):
        folder.add("tries", 0, timeout=60)
        return folder.incr("tries")

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(count, range(160)))
    assert sorted(told) == list(range(1, 161))
