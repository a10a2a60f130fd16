"""What this machine offers the tests beyond Python: PostgreSQL, Redis, a Chromium.

`None` always comes with a reason, because a run says what it did not test and why.
"""

from __future__ import annotations

import os
import shutil
from functools import lru_cache

import psycopg
import redis

USUAL_DATABASES = (
    "postgres://postgres:postgres@127.0.0.1:5432/ventanilla",
    "postgres://postgres@127.0.0.1:5432/ventanilla",
)
USUAL_REDIS = "redis://127.0.0.1:6379/15"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATIENCE = 2  # seconds


@lru_cache
def database() -> tuple[str | None, str]:
    """The URL of a PostgreSQL that lets us make databases, or None and the reason."""
    named = os.environ.get("TEST_DATABASE_URL")
    reason = "no PostgreSQL: TEST_DATABASE_URL is not set and nothing answers on 127.0.0.1:5432"
    for url in [named] if named else USUAL_DATABASES:
        server = url.rpartition("/")[0] + "/postgres"
        try:
            with psycopg.connect(server, connect_timeout=PATIENCE) as link:
                row = link.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.OperationalError as error:
            if "refused" not in str(error):
                reason = "PostgreSQL answers but does not let us in (set TEST_DATABASE_URL)"
            continue
        if row and row[0]:
            return url, ""
        reason = "PostgreSQL lets us in but not make databases (set TEST_DATABASE_URL)"
    return None, reason


@lru_cache
def broker() -> tuple[str | None, str]:
    """The URL of a Redis, or None and the reason."""
    url = os.environ.get("TEST_REDIS_URL") or USUAL_REDIS
    try:
        redis.Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE).ping()
    except redis.RedisError:
        return None, "no Redis: TEST_REDIS_URL is not set and nothing answers on 127.0.0.1:6379"
    return url, ""


def forget(url: str, mark: str) -> None:
    """Delete the keys of this process from a shared Redis: cache and queues carry its mark."""
    with redis.Redis.from_url(url, socket_timeout=PATIENCE) as client:
        for key in client.scan_iter(f"*{mark}*", count=1000):
            client.delete(key)


@lru_cache
def browser() -> tuple[str | None, str]:
    """The path of a Chromium, or None and the reason. `CHROMIUM` names another one."""
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else BROWSERS:
        path = shutil.which(name)
        if path:
            return path, ""
    return None, "no Chromium found (install `chromium`, or set CHROMIUM to its path)"
