"""`manage.py run` starts everything with nothing but Python, and leaves nothing running."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.backend.test_containers import LIMIT, eventually, free_port

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def begin(tmp_path):
    """Runs the whole of Ventanilla in a folder of its own, without the demo."""
    started = []

    def run(port):
        log = tmp_path / "log"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "backend.settings.dev",
            "DATA_DIR": str(tmp_path / "var"),
            "PORT": str(port),
            "DEMO": "0",
            "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
            "REDIS_URL": "",
        }
        for secret in ("SECRET_KEY", "KEY_SECRET", "FIELD_KEYS", "SURVEY_PUBLIC_KEY"):
            environment.pop(secret, None)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        started.append(process)
        return process, log

    yield run
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(LIMIT)


def ready(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            return json.load(answer)["status"] == "ok"
    except OSError:  # HTTPError is one too
        return False


def children_of(pid):
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(child) for child in listed.stdout.split()]


def all_end(pids):
    """True when every process is gone, or a corpse only its new parent has still to bury."""
    deadline = time.monotonic() + 3
    while any(alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def alive(pid):
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()[:1] not in {"", "Z"}


def test_one_command_starts_web_worker_and_clock_and_however_they_end_nothing_stays(begin):
    """Thrice in one folder, so the second start finds what the first one prepared."""
    ends = {
        "Ctrl-C": (lambda process, _family: process.send_signal(signal.SIGINT), 0),
        "asked to end": (lambda process, _family: process.send_signal(signal.SIGTERM), 0),
        "a part dies": (lambda _process, family: os.kill(family[0], signal.SIGKILL), 1),
    }
    for end, code in ends.values():
        port = free_port()
        process, log = begin(port)
        eventually(lambda log=log, port=port: f":{port}" in log.read_text(), process, log)
        eventually(lambda port=port: ready(port), process, log)
        family = children_of(process.pid)
        family += [grandchild for child in family for grandchild in children_of(child)]
        assert len(family) >= 2
        end(process, family)
        assert process.wait(LIMIT) == code, log.read_text()
        assert all_end(family)


def test_a_taken_port_is_told_in_words(begin):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process, log = begin(taken.getsockname()[1])
        assert process.wait(LIMIT) == 1
        assert "ya está en uso" in log.read_text()
