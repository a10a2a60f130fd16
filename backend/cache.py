"""A cache that may be away: what it holds (throttles, heartbeats) never stops a filing.

Django's Redis cache raises when the server is down or hangs, which would turn a broker outage into
an error page. This one answers like an empty cache, and after a failure leaves the server alone
for a moment, so that a hung one costs a page two seconds once and not at every call. Throttles
therefore open while Redis is away: turning residents away would be the worse mistake.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from django.core.files import locks
from redis.exceptions import RedisError

REST = 5.0  # seconds the server is left alone after a failure

log = structlog.get_logger(__name__)
spared: dict[Any, float] = {}  # by server; monotonic seconds, for all threads


class ForgivingRedisCache(RedisCache):
    """Redis when it answers; otherwise a cache with nothing in it."""

    def _try(self, call: Callable[..., Any], *args: Any, without: Any, **kwargs: Any) -> Any:
        server = tuple(self._servers)  # type: ignore[attr-defined]
        if time.monotonic() < spared.get(server, 0):
            return without
        try:
            return call(*args, **kwargs)
        except RedisError as error:
            spared[server] = time.monotonic() + REST
            log.warning("cache_away", reason=type(error).__name__)
            return without

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(super().get, key, default, version, without=default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return self._try(super().get_many, keys, version, without={})

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try(super().set, *args, without=None, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self._try(super().set_many, *args, without=[], **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(super().add, *args, without=True, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(super().touch, *args, without=False, **kwargs)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return self._try(super().incr, key, delta, version, without=delta)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._try(super().has_key, key, version, without=False)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(super().delete, *args, without=False, **kwargs)


class CountingFileCache(FileBasedCache):
    """A folder that counts as Redis does, for who runs without it.

    Django's forgets: its increment gives the counter 300 s more, whatever its window was, so that
    a limit of a day ended after five quiet minutes; and of two at once one is lost.
    """

    def add(self, *args: Any, **kwargs: Any) -> bool:
        with self._alone():
            return super().add(*args, **kwargs)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        with self._alone():
            try:
                with open(self._key_to_file(key, version), "rb") as file:  # type: ignore[attr-defined]
                    ends = pickle.load(file)  # noqa: S301 (our own file, as Django reads it)
            except FileNotFoundError:
                raise ValueError(key) from None
            value = self.get(key, version=version)
            if value is None:
                raise ValueError(key)
            left = None if ends is None else ends - time.time()
            self.set(key, value + delta, timeout=left, version=version)
            return int(value + delta)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else counts meanwhile, in this process or another."""
        self._createdir()  # type: ignore[attr-defined]
        with open(Path(self._dir) / "counting", "w") as file:  # type: ignore[attr-defined]
            locks.lock(file, locks.LOCK_EX)
            yield  # closing it lets the next one in
