"""A mail server on loopback that answers as it is told."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Iterator


class Server(socketserver.ThreadingTCPServer):
    """Takes mail, unless `answers` says otherwise for a command (RCPT, or `.` after the data)."""

    daemon_threads = True

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers = answers
        self.received: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Conversation(socketserver.StreamRequestHandler):
    server: Server

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            command = line.split()[0].upper()
            if command == "DATA":
                self.say("354 go on")
                letter = "".join(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
                answer = self.server.answers.get(".", "250 taken")
                if answer.startswith("250"):
                    self.server.received.append(letter)
                self.say(answer)
            else:
                self.say(self.server.answers.get(command, "250 fine"))
            if command == "QUIT":
                return


@contextlib.contextmanager
def mail_server(**answers: str) -> Iterator[Server]:
    """A running server; `data` is what it answers to the message itself."""
    with Server({"." if k == "data" else k.upper(): v for k, v in answers.items()}) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()
