"""The whole of Ventanilla on one machine with one command: web, worker and clock.

Prepares what is missing (tables, catalogue and, the first time, the demo), starts the processes
and stops all of them together, whichever ends first. A server takes docker-compose.yml instead.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from backend.health import beat

HOST = "127.0.0.1"
START_LIMIT = 60  # seconds for the web to answer
STOP_LIMIT = 10  # seconds for a process to end by itself
WEB_THREADS = 8
WORKER_THREADS = 4


class Command(BaseCommand):
    help = "Run web, worker and beat together on the loopback interface."

    def handle(self, *args: Any, **options: Any) -> None:
        self.children: list[subprocess.Popen[bytes]] = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_asked)
        try:
            self._refuse_a_taken_port()
            demo_is_missing = settings.DEMO and not accounts_file().exists()
            first_time = self._make_tables() or demo_is_missing
            if first_time:
                self._load()
            if demo_is_missing:
                self._make_demo()
            connections.close_all()
            self._start()
            if not first_time:
                self._load()  # while the web starts: most times nothing changed
            self._wait_for_the_web()
            beat.delay()
            self._announce()
            self._watch()
        except _StopAsked:
            self.stdout.write(_("Deteniendo Ventanilla…"))
        finally:
            self._stop()

    def _refuse_a_taken_port(self) -> None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, settings.PORT)) == 0:
                raise CommandError(
                    _("El puerto %d ya está en uso; elija otro con PORT=…") % settings.PORT
                )

    def _make_tables(self) -> bool:
        """Bring the database up to date; True when it was not."""
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        self.stdout.write(_("Preparando la base de datos…"))
        call_command("migrate", interactive=False, verbosity=0)
        return True

    def _load(self) -> None:
        """Put in force what changed in the institution's files."""
        for command in ("load_calendar", "load_catalogue"):
            call_command(command, stdout=StringIO())

    def _make_demo(self) -> None:
        self.stdout.write(_("Preparando la demostración (solo la primera vez)…"))
        call_command("demo", stdout=StringIO())

    def _start(self) -> None:
        address = f"{HOST}:{settings.PORT}"
        web = ["-m", "gunicorn", "backend.wsgi", "--bind", address, "--preload"]
        web += ["--workers", "1", "--threads", str(WEB_THREADS), "--log-level", "warning"]
        web += ["--no-control-socket", "--graceful-timeout", "3"]
        worker = ["-m", "celery", "-A", "backend", "--quiet", "worker", "--beat"]
        worker += [
            "--pool",
            "threads",
            "--concurrency",
            str(WORKER_THREADS),
            "--loglevel",
            "warning",
        ]
        worker += ["--without-gossip", "--without-mingle"]
        for arguments in (web, worker):
            # A session of its own: Ctrl-C reaches us alone, and we stop them in order.
            child = subprocess.Popen(  # noqa: S603
                [sys.executable, *arguments], cwd=settings.BASE_DIR, start_new_session=True
            )
            self.children.append(child)

    def _wait_for_the_web(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            self._raise_if_one_ended()
            try:
                with urlopen(f"http://{HOST}:{settings.PORT}/health/live", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise CommandError(_("El sitio no respondió en %d segundos.") % START_LIMIT)

    def _announce(self) -> None:
        self.stdout.write(_("Ventanilla está en %s") % f"http://{HOST}:{settings.PORT}")
        if settings.DEMO:
            self.stdout.write(_("Cuentas de demostración: %s") % accounts_file())
        self.stdout.write(_("Para detener todo: Ctrl-C"))
        self.stdout.flush()

    def _watch(self) -> None:
        while True:
            self._raise_if_one_ended()
            time.sleep(0.5)

    def _raise_if_one_ended(self) -> None:
        for child in self.children:
            if child.poll() is not None:
                program = child.args[2]  # type: ignore[index]
                raise CommandError(_("Terminó sin que nadie lo pidiera: %s") % program)

    def _stop_asked(self, _number: int, _frame: FrameType | None) -> None:
        raise _StopAsked

    def _stop(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in self.children:
            if child.poll() is None:
                child.terminate()
        for child in self.children:
            try:
                child.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                pass
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # it, or whatever it left behind
            child.wait()


class _StopAsked(Exception):
    """Somebody pressed Ctrl-C, or asked this process to end."""


def accounts_file() -> Path:
    """Where the demo leaves its accounts: its presence says that the demo was made."""
    return settings.DATA_DIR / "demo-accounts.txt"
