"""A gateway and a receiver of webhooks on loopback: answers as it is told, keeps what it got, and
tells later what became of it."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


class Told:
    """What it answers, and what it got: (path, headers, body) of each call."""

    def __init__(self) -> None:
        self.answer = 200
        self.headers: dict[str, str] = {}
        self.body: dict[str, Any] = {}
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.url = ""

    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _path, _headers, body in self.got]

    def report(self, url: str, said: Any, headers: dict[str, str]) -> int:
        """Tell our door what became of a message, as a provider does; what it answered."""
        told = {"Content-Type": "application/json", **headers}
        where = urlsplit(url)
        connection = HTTPConnection(where.netloc, timeout=5)
        try:
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            connection.request("POST", where.path, body, told)
            return connection.getresponse().status
        finally:
            connection.close()


@contextlib.contextmanager
def receiver(host: str = "127.0.0.1") -> Iterator[Told]:
    told = Told()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.got.append((self.path, dict(self.headers), body))
            said = json.dumps(told.body).encode()
            self.send_response(told.answer)
            for name, value in {**told.headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_said: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer((host, 0), Receiver)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    told.url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
