"""A daemon that speaks clamd's protocol over a real socket and knows one virus."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import hostile


class Answering(socketserver.BaseRequestHandler):
    """`zINSTREAM`, chunks with their length, an empty one, and the verdict."""

    def handle(self) -> None:
        server: Any = self.server
        if server.silent:
            server.released.wait(30)
            return
        with self.request.makefile("rb") as told:
            assert told.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!I", told.read(4))[0]:
                content += told.read(length)
                if len(content) > server.most:
                    self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
        server.seen.append(content)
        found = hostile.EICAR in content or any(one in content for one in server.signatures)
        self.request.sendall(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


class _Fake:
    """What its servers know; mixed into the two kinds of socket."""

    daemon_threads = True
    block_on_close = False

    def learn(self, *, silent: bool, most: int) -> None:
        self.silent, self.most = silent, most
        self.seen: list[bytes] = []
        self.signatures: list[bytes] = []
        self.released = threading.Event()


class FakeTcp(_Fake, socketserver.ThreadingTCPServer):
    pass


class FakeUnix(_Fake, socketserver.ThreadingUnixStreamServer):
    pass


@contextmanager
def clamd(
    place: Path | None = None, *, silent: bool = False, most: int = 25_000_000
) -> Iterator[tuple[Any, str]]:
    """The daemon and its CLAMD_URL.

    Args:
        place: the path of a unix socket; without one, a port of this machine.
        silent: it takes the connection and never answers.
        most: bytes of a stream it reads.
    """
    server: Any = FakeUnix(str(place), Answering) if place else FakeTcp(("127.0.0.1", 0), Answering)
    server.learn(silent=silent, most=most)
    url = f"unix://{place}" if place else f"tcp://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server, url
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
