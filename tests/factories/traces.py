"""Everything the house keeps, laid open, to look in it for what should not be there.

The reader holds all of it and every key: tables with what is sealed in them opened, sessions read,
the cache and the broker, each file with what is packed inside it, and the lines of the log.
"""

from __future__ import annotations

import hashlib
import io
import logging
import logging.config
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hmac import new as _hmac
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from backend.security import digests
from backend.security.encryption import InvalidToken, decrypt
from backend.settings.logs import logging_for
from procedures.documents.models import private_storage

SEALED = re.compile(rb"gAAAA[\w-]{60,}={0,2}")
SHORTEST_DIGEST = 16  # letters of a digest that is kept cut off


def everything() -> dict[str, bytes]:
    """Each place where something is kept -> what is in it, opened."""
    kept = {**_tables(), **_files()}
    kept["sessions"] = b"\n".join(repr(row.get_decoded()).encode() for row in Session.objects.all())
    kept["cache and broker"] = b"\n".join(_cached())
    return {place: content + b"\n".join(_opened(content)) for place, content in kept.items()}


def _tables() -> dict[str, bytes]:
    """Every column of every table, whatever a model says of it."""
    found: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cells = [cell for row in cursor.fetchall() for cell in row if cell is not None]
            found[f"table {table}"] = b"\n".join(_bytes(cell) for cell in cells)
    return found


def _bytes(cell: Any) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


def _opened(content: bytes) -> Iterator[bytes]:
    """What is sealed somewhere in it, in the clear."""
    for token in SEALED.findall(content):
        try:
            yield b"\n" + decrypt(token)
        except InvalidToken:
            continue


def _files() -> dict[str, bytes]:
    """Each private file with its path, and a PDF also with all that is packed in it."""
    root = Path(private_storage().path(""))
    found = {}
    for path in (one for one in root.rglob("*") if one.is_file()):
        content = path.read_bytes()
        found[f"file {path.relative_to(root)}"] = str(path).encode() + content + _unpacked(content)
    return found


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"%PDF"):
        return b""
    with pikepdf.open(io.BytesIO(content)) as paper:
        out = io.BytesIO()
        paper.save(
            out,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def counted() -> dict[str, Any]:
    """What the cache holds by name: throttles, and nothing else of a filing."""
    if not settings.REDIS_URL:
        own = [name.split(":", 2)[2] for name in cache._cache]  # without prefix and version
        return cache.get_many(own)
    mark = settings.TEST_MARK
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        names = list(client.scan_iter(f"{mark}:*"))
        return {name.decode(): client.get(name) for name in names}


def _cached() -> Iterator[bytes]:
    if not settings.REDIS_URL:
        yield from (f"{name} {value}".encode() for name, value in counted().items())
        return
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for name in client.scan_iter(f"*{settings.TEST_MARK}*"):
            read = {b"string": client.get, b"list": lambda key: client.lrange(key, 0, -1)}
            kind = client.type(name)
            yield name + b" " + repr(read[kind](name) if kind in read else kind).encode()


def found_in(kept: dict[str, bytes], words: Iterable[str]) -> list[tuple[str, str]]:
    """(word, place) of each word that is somewhere, however a program may have written it."""
    return [
        (word, place)
        for word in sorted(set(words))
        for place, content in kept.items()
        if any(form in content for form in _written(word))
    ]


def _written(word: str) -> Iterator[bytes]:
    """A word as it may stand in a file; and what anybody may make of it without a key of ours."""
    for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
        yield word.encode(encoding)
    for make in (hashlib.md5, hashlib.sha1, hashlib.sha256):
        yield make(word.encode()).hexdigest()[:SHORTEST_DIGEST].encode()


@dataclass
class Digests:
    """The keyed digests that were made of what may not be kept."""

    of: list[str]
    made: dict[str, str] = field(default_factory=dict)  # digest -> what it was for

    def short(self) -> dict[str, str]:
        """As much of each as makes it known, wherever it was cut off."""
        return {digest[:SHORTEST_DIGEST]: purpose for digest, purpose in self.made.items()}


@contextmanager
def listening(words: list[str]) -> Iterator[Digests]:
    """Note each keyed digest made of one of these words, which may grow meanwhile."""
    heard = Digests(words)

    def told(key: bytes, text: bytes, make: Any) -> Any:
        digest = _hmac(key, text, make)
        if any(word in text.decode() for word in heard.of):
            heard.made[digest.hexdigest()] = text.decode()
        return digest

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "hmac", SimpleNamespace(new=told))
        yield heard


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """The log as it is written with LOG_LEVEL=DEBUG, of every logger there is."""
    told = logging_for("DEBUG", json=True)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    maker = logging.config.DictConfigurator(told)
    handler.setFormatter(maker.configure_formatter(told["formatters"]["line"]))
    named = [one for one in logging.Logger.manager.loggerDict.values() if _is_logger(one)]
    ours = [logging.getLogger(), *(one for one in named if not one.propagate)]
    before = {one: (one.level, one.disabled) for one in (logging.getLogger(), *named)}
    for one in before:
        own = told["loggers"].get(one.name, {}).get("level", "NOTSET")
        one.setLevel("DEBUG" if one.name == "root" else own)
        one.disabled = False
    for one in ours:
        one.addHandler(handler)
    try:
        yield stream
    finally:
        for one in ours:
            one.removeHandler(handler)
        for one, (level, disabled) in before.items():
            one.setLevel(level)
            one.disabled = disabled


def _is_logger(one: Any) -> bool:
    return isinstance(one, logging.Logger)
