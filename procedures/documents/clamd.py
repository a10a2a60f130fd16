"""Asking ClamAV, over its own socket: `INSTREAM` as clamd's manual describes it, no library.

The daemon is optional and may be away, slow or wrong: everything here ends in CLAMD_SECONDS.
"""

from __future__ import annotations

import socket
import struct
import time
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 64 * 1024  # bytes sent at a time; clamd's own default is larger
CONNECTING = 2  # seconds; a daemon that is away must not hold an upload
LONGEST_ANSWER = 4096  # bytes

CLEAN, INFECTED, UNSURE = "clean", "infected", "unsure"


class Away(Exception):
    """Nobody answered, or not in time: ask again later."""


def ask(content: bytes) -> str:
    """CLEAN, INFECTED, or UNSURE where the daemon could not read it (too large for its settings).

    Raises:
        Away: there is no daemon, it hung, or what it said makes no sense.
    """
    ends = time.monotonic() + settings.CLAMD_SECONDS
    try:
        with _connected() as link:
            try:
                _send(link, content, ends)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it may have stopped listening to say why
            said = _hear(link, ends)
    except (OSError, ValueError) as problem:
        raise Away(type(problem).__name__) from problem
    if said.endswith(" FOUND"):
        return INFECTED
    if said == "stream: OK":
        return CLEAN
    if said.endswith(" ERROR"):
        return UNSURE
    raise Away("no answer")


def _connected() -> socket.socket:
    """A connection to CLAMD_URL: `unix:///run/clamav/clamd.ctl` or `tcp://host:3310`."""
    place = urlsplit(settings.CLAMD_URL)
    if place.scheme == "tcp" and place.hostname:
        return socket.create_connection((place.hostname, place.port or 3310), CONNECTING)
    if place.scheme != "unix":
        raise ValueError("CLAMD_URL is neither unix:// nor tcp://")
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(CONNECTING)
        link.connect(place.path)
    except BaseException:
        link.close()
        raise
    return link


def _send(link: socket.socket, content: bytes, ends: float) -> None:
    link.settimeout(_left(ends))
    link.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), CHUNK):
        part = content[start : start + CHUNK]
        link.settimeout(_left(ends))
        link.sendall(struct.pack("!I", len(part)) + part)
    link.sendall(struct.pack("!I", 0))


def _hear(link: socket.socket, ends: float) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        link.settimeout(_left(ends))
        part = link.recv(1024)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _left(ends: float) -> float:
    """Seconds until the end.

    Raises:
        TimeoutError: there are none.
    """
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
