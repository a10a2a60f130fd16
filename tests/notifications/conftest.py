"""Secrets with known values, a broker that is never asked, and mail that stays in memory."""

from __future__ import annotations

import pytest

from notifications.secrets import NAMES, RESOLVERS
from notifications.tasks import deliver_message


@pytest.fixture(autouse=True)
def known_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each secret says its name and what it was made from."""
    for name in NAMES:
        monkeypatch.setitem(RESOLVERS, name, lambda ref, name=name: f"made-{name}-of-{ref}&now")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids the broker was handed; it hands none to a worker."""
    ids: list[int] = []
    monkeypatch.setattr(deliver_message, "delay", ids.append)
    return ids
