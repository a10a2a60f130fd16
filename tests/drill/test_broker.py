"""The broker is down, then back: filing works meanwhile and the mail arrives, once.

A real Redis, worker and beat of our own; what they share is a folder that goes away afterwards.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not shutil.which("redis-server"), reason="redis-server is not installed"
)
PATIENCE = 90  # seconds: three sweeps of the outbox

FILE_ONE = """
from tests.factories import filed, published
import time
begun = time.monotonic()
filing = filed(published("falta-recibo"))
print(filing.service_request.folio, round(time.monotonic() - begun, 1))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class House:
    """A whole installation in a folder: SQLite, its own Redis, worker and beat."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "backend.settings.dev",
            "DATA_DIR": str(folder),
            "REDIS_URL": f"redis://127.0.0.1:{self.port}/0",
            "DEMO": "0",
        }
        self.environment.pop("DATABASE_URL", None)

    def start(self, name: str, *command: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def start_redis(self) -> None:
        self.start(
            "redis",
            *("redis-server", "--port", str(self.port), "--bind", "127.0.0.1"),
            *("--save", "", "--appendonly", "no", "--dir", str(self.folder)),
        )

    def kill(self, name: str) -> None:
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def manage(self, *command: str, told: str | None = None, seconds: float = PATIENCE) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            env=self.environment,
            input=told,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
        )
        return done.stdout

    def mails(self, folio: str) -> list[Path]:
        return [mail for mail in (self.folder / "mail").glob("*.eml") if folio in mail.read_text()]


def eventually(found: Callable[[], object]) -> bool:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if found():
            return True
        time.sleep(1)
    return False


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    built.start_redis()
    built.manage("migrate", "-v0")
    celery = (sys.executable, "-m", "celery", "-A", "backend.celery")
    built.start("worker", *celery, "worker", "-P", "threads", "-c", "2")
    built.start("beat", *celery, "beat")
    try:
        yield built
    finally:
        for name in list(built.running):
            built.kill(name)


def test_with_the_broker_down_people_file_and_the_mail_arrives_when_it_is_back(
    house: House,
) -> None:
    house.kill("redis")
    folio, seconds = house.manage("shell", "-v0", told=FILE_ONE).split()[-2:]
    assert float(seconds) < 10
    assert not house.mails(folio)

    house.start_redis()

    assert eventually(lambda: house.mails(folio))
    time.sleep(5)
    assert len(house.mails(folio)) == 1


def test_a_killed_worker_loses_no_mail(house: House) -> None:
    folios = []
    for _turn in range(3):
        folios.append(house.manage("shell", "-v0", told=FILE_ONE).split()[-2])
        house.kill("worker")
        celery = (sys.executable, "-m", "celery", "-A", "backend.celery")
        house.start("worker", *celery, "worker", "-P", "threads", "-c", "2")
    assert eventually(lambda: all(house.mails(folio) for folio in folios))
