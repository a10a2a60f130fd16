"""What every test may count on; factories live in tests/factories.py."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from backend import broker
from backend import cache as forgiving
from procedures.documents import store
from tests import machine

STORED = ("db", "transactional_db", "live_server")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--stored",
        action="store_true",
        help="only what touches a table, a lock or Redis; another database cannot change the rest",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not asked for; skip, saying why, what cannot be shown here."""
    if config.getoption("stored"):
        rest = [item for item in items if not _is_stored(item)]
        config.hook.pytest_deselected(items=rest)
        items[:] = [item for item in items if _is_stored(item)]
    lacks = {
        "browser": machine.browser()[1],
        "postgres": (
            ""
            if settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
            else "needs PostgreSQL: set DATABASE_URL, or run `make test`"
        ),
        "redis": "" if settings.REDIS_URL else "needs Redis: set REDIS_URL, or run `make test`",
    }
    for item in items:
        for marker, reason in lacks.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_collection_finish() -> None:
    """Thousands of collected tests are never garbage: looking at them again and again is a tenth of
    the time of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _is_stored(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres", "redis"))
    return marked or any(name in STORED for name in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _a_broker_that_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was away in an earlier test is not left alone in this one."""
    monkeypatch.setattr(broker, "_resting_until", 0.0)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Throttles and idempotency start from nothing in every test, and Redis is not being spared."""
    forgiving.spared.clear()
    if settings.REDIS_URL:
        machine.forget(settings.REDIS_URL, settings.TEST_MARK)
    else:
        cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _examined_once() -> Iterator[None]:
    """A child process looks into every PDF that is stored: into the same bytes, only once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "examine", lru_cache(maxsize=16)(store.examine))
        yield


@pytest.fixture(autouse=True, scope="session")
def _tables_can_be_emptied() -> Iterator[None]:
    """After a test with transactions the tables are emptied, which on SQLite is a DELETE that the
    triggers of the record refuse: they are away for that moment (PostgreSQL truncates)."""
    frozen = [
        import_module(f"procedures.migrations.{name}")
        for name in ("0002_immutability", "0009_signed_papers_are_frozen")
    ]
    empty = TransactionTestCase._fixture_teardown

    def without_triggers(case: TransactionTestCase) -> None:
        if connection.vendor != "sqlite" or not _triggers():
            return empty(case)
        with connection.schema_editor() as editor:
            for one in frozen:
                one.thaw(None, editor)
        try:
            empty(case)
        finally:
            with connection.schema_editor() as editor:
                for one in frozen:
                    one.freeze(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        yield


def _triggers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        return bool(cursor.fetchone()[0])


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """pytest-playwright starts the machine's Chromium; nothing is downloaded."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread
    return {"executable_path": machine.browser()[0], "args": ["--no-sandbox"]}
