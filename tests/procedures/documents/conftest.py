"""No file stays in the storage between two tests, whatever became of its row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from procedures.documents.models import private_storage


def files() -> set[str]:
    """The names of all files in the private storage."""
    storage = private_storage()
    folders = storage.listdir("")[0] if storage.exists("") else []
    return {f"{folder}/{name}" for folder in folders for name in storage.listdir(folder)[1]}


@pytest.fixture(autouse=True)
def _empty_storage() -> Iterator[None]:
    for name in files():
        private_storage().delete(name)
    yield
    for name in files():
        private_storage().delete(name)
