"""A whole installation of our own that may be hurt: PostgreSQL, Redis, two workers, beat, SMTP."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tests.drill.test_broker import House, free_port

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
INITDB = shutil.which("initdb") or (str(BINARIES[-1]) if BINARIES else "")
CELERY = (sys.executable, "-m", "celery", "-A", "backend.celery")
MIGRATING = 300  # seconds, on a machine with much else to do
WORKERS = ("worker one", "worker two")


class Postman(socketserver.ThreadingTCPServer):
    """A mail server in a bad mood: says 421, 450 and 550, and now and then nothing at all.

    It never takes a message and fails to say so: what no protocol can mend is not counted here.
    """

    daemon_threads = allow_reuse_address = True

    def __init__(self, *, mood: float) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mood, self.chance = mood, random.Random(20261122)
        self.taken: Counter[str] = Counter()
        self.when: dict[str, float] = {}
        self.silent = threading.Event()

    def answer(self, recipient: str) -> str:
        if "nobody" in recipient:
            return "550 5.1.1 no such person"
        if self.chance.random() >= self.mood:
            return "250 fine"
        return self.chance.choice(["421 4.7.0 slower", "450 4.2.0 later", "451 4.3.0 busy", ""])


class Talk(socketserver.StreamRequestHandler):
    server: Postman

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        try:
            self._converse()
        except OSError:
            return  # the other side died, which is what drills are for

    def _converse(self) -> None:
        if self.server.silent.is_set():
            return time.sleep(10)
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            command = line.split()[0].upper()
            if command == "RCPT":
                answer = self.server.answer(line)
                if not answer:
                    return time.sleep(6)  # longer than anybody waits for it
                self.say(answer)
                if answer.startswith("421"):
                    return None
            elif command == "DATA":
                self.say("354 go on")
                letter = "".join(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
                found = re.search(r"^Message-ID: <(\d+)\.", letter, re.MULTILINE)
                key = found[1] if found else letter
                self.server.taken[key] += 1
                self.server.when.setdefault(key, time.time())
                self.say("250 taken")
            else:
                self.say("250 fine")
            if command == "QUIT":
                return None
        return None


class Fleet(House):
    """As `House`, on PostgreSQL, with two workers that take one message at a time."""

    def __init__(self, folder: Path, postman: Postman) -> None:
        super().__init__(folder)
        # Not in the tests' own folder: only its owner may enter that, and he may be root.
        self.data, self.database_port = Path(mkdtemp(prefix="drill-pg-")), free_port()
        self.environment |= {
            "DJANGO_SETTINGS_MODULE": "tests.drill.settings",
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{self.database_port}/postgres",
            "EMAIL_URL": f"smtp://127.0.0.1:{postman.server_address[1]}",
        }
        self.deaths = 0

    def as_postgres(self, *command: str) -> None:
        """PostgreSQL refuses to be root; the folder is then its own user's."""
        whose = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        quiet = subprocess.DEVNULL  # a pipe would be held by the server that it starts
        subprocess.run(
            [*whose, *command], check=True, stdout=quiet, stderr=quiet, timeout=60, cwd="/"
        )

    def start_database(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.data, "postgres")
        self.as_postgres(INITDB, "-D", str(self.data), "-A", "trust", "-U", "postgres", "-N")
        options = f"-p {self.database_port} -h 127.0.0.1 -k {self.data} -F"
        self.control("start", "-o", options, "-l", str(self.data / "log"))

    def control(self, *command: str) -> None:
        self.as_postgres(INITDB.replace("initdb", "pg_ctl"), "-w", "-D", str(self.data), *command)

    def start_worker(self, name: str) -> None:
        self.start(name, *CELERY, "worker", "-P", "solo", "-n", f"{name.split()[1]}@%h")

    def kill_worker(self, name: str) -> None:
        """And start it again: what it held in its hand may be sent twice, and only that."""
        self.kill(name)
        self.deaths += 1
        self.start_worker(name)

    def restart_database(self) -> None:
        """Each worker may be cut off between sending and saying so."""
        self.control("restart", "-m", "fast")
        self.deaths += len(WORKERS)

    def hang_redis(self, seconds: float) -> None:
        os.killpg(self.running["redis"].pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.killpg(self.running["redis"].pid, signal.SIGCONT)

    def restart_redis(self) -> None:
        self.kill("redis")
        self.start_redis()

    def flush_redis(self) -> None:
        subprocess.run(
            ["redis-cli", "-p", str(self.port), "flushall"], check=False, capture_output=True
        )


@contextmanager
def fleet(folder: Path, *, mood: float) -> Iterator[tuple[Fleet, Postman]]:
    """Everything running; `mood` is how often the mail server is in a bad one."""
    with Postman(mood=mood) as postman:
        threading.Thread(target=postman.serve_forever, args=(0.05,), daemon=True).start()
        built = Fleet(folder, postman)
        built.start_redis()
        built.start_database()
        try:
            built.manage("migrate", "-v0", seconds=MIGRATING)
            for name in WORKERS:
                built.start_worker(name)
            built.start("beat", *CELERY, "beat")
            yield built, postman
        finally:
            for name in list(built.running):
                built.kill(name)
            built.control("stop", "-m", "immediate")
            shutil.rmtree(built.data, ignore_errors=True)
            postman.shutdown()
