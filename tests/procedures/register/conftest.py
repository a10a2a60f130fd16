"""A register, or a billing system, behind a real service on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from procedures.register import http

ANSWER = {
    "number": "100-234",
    "meter": "a12-345678",
    "holder": " Rosa Muñoz Cruz ",
    "address": "Reforma 5",
    "as_of": "2026-01-31",
}


@pytest.fixture
def service(settings: Any) -> Iterator[SimpleNamespace]:
    """A register on loopback that answers as it is told and keeps what it was asked."""
    told = SimpleNamespace(status=200, body=json.dumps(ANSWER), wait=0.0, headers={}, got=[])

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            told.got.append((self.path, self.headers["Authorization"], json.loads(asked)))
            time.sleep(told.wait)
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told.body.encode())

        def do_GET(self) -> None:
            told.got.append((self.path, self.headers["Authorization"], None))
            self.send_error(404)

        def log_message(self, *_said: Any) -> None:
            """Quiet."""

    class Server(HTTPServer):
        def handle_error(self, *_who: Any) -> None:
            """Whoever asked did not wait for the answer."""

    http._resting.clear()
    server = Server(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.REGISTER = "http"
    settings.REGISTER_URL = f"http://127.0.0.1:{server.server_port}/padron"
    settings.REGISTER_TOKEN = "of-the-register"
    yield told
    server.shutdown()
    server.server_close()
