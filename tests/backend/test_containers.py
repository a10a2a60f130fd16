"""docker-compose.yml is read as Docker reads it, and every command in it really starts."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from string import Template
from urllib.request import Request, urlopen

import pytest
import yaml

from backend.settings.secrets import generate

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
LIMIT = 120  # seconds for a process to be up or gone; a busy machine is no failure


def variables():
    """What the person who installs writes in .env."""
    return generate() | {
        "POSTGRES_PASSWORD": "clave-de-prueba",
        "REDIS_PASSWORD": "clave-de-prueba",
        "SITE_URL": "https://tramites.example.org",
        "ALLOWED_HOSTS": "tramites.example.org",
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_every_service_is_there_restarts_and_is_watched():
    assert set(SERVICES) == {"nginx", "web", "worker", "beat", "prepare", "database", "redis"}
    for name in set(SERVICES) - {"prepare"}:
        assert SERVICES[name]["healthcheck"]["test"], name
        assert SERVICES[name]["restart"] == "unless-stopped", name


def test_only_nginx_is_reached_from_outside_and_data_is_kept():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    kept = {mount.split(":")[0] for s in SERVICES.values() for mount in s.get("volumes", [])}
    assert {"data", "database", "redis"} <= kept


def test_no_secret_is_in_the_file():
    for line in COMPOSE.splitlines():
        secret = re.match(r"(?i)\s*\w*(?:password|secret|key|auth)\w*: *(\S+)", line)
        if secret:
            assert re.fullmatch(r"\$\{\w+:(?:\?|-)\}", secret[1]), line


@pytest.mark.parametrize("name", ["SECRET_KEY_FALLBACKS", "UPLOAD_MAX_BYTES", "CLAMD_URL"])
def test_what_the_operations_manual_lets_one_change_reaches_the_containers(name):
    assert SERVICES["web"]["environment"][name].startswith(f"${{{name}:-")


def test_debians_compose_accepts_it_and_misses_what_is_missing(tmp_path):
    compose = shutil.which("docker-compose")
    if not compose:
        pytest.skip("docker-compose is not installed")
    command = [compose, "--project-directory", tmp_path, "-f", ROOT / "docker-compose.yml"]
    given = os.environ | variables()
    done = subprocess.run([*command, "config", "-q"], env=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    del given["KEY_SECRET"]
    done = subprocess.run([*command, "config", "-q"], env=given, capture_output=True, text=True)
    assert done.returncode != 0


@pytest.fixture
def outside(tmp_path):
    """The environment of a service with this machine's places: SQLite, files, a free port."""
    places = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "REDIS_URL": ""}
    environment = {
        name: Template(str(value).replace(":?}", "}").replace(":-", "}$${")).safe_substitute(
            variables()
        )
        for name, value in SERVICES["web"]["environment"].items()
        if ":-" not in str(value)
    }
    bin_folder = Path(sys.executable).parent
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    return os.environ | environment | places | {"DATA_DIR": str(tmp_path), "PATH": path}


@pytest.fixture
def start(tmp_path):
    """Starts a command as a container would and ends it with its children."""
    running = []

    def begin(command, environment, folder=ROOT):
        log = tmp_path / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["sh", "-c", f"exec {command}"],
                cwd=folder,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        running.append(process)
        return process, log

    yield begin
    for process in running:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def eventually(true, process, log):
    """Wait for `true()`, failing with the log when the process ends or the time is over."""
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        if true():
            return
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    pytest.fail(f"not up within {LIMIT} s\n{log.read_text()}")


def answers(port):
    request = Request(
        f"http://127.0.0.1:{port}/health/live", headers={"Host": "tramites.example.org"}
    )
    try:
        with urlopen(request, timeout=2) as answer:  # noqa: S310
            return answer.status == 200
    except OSError:
        return False


def test_the_preparation_ends_well(outside):
    command = shlex.split(SERVICES["prepare"]["command"])
    done = subprocess.run(command, cwd=ROOT, env=outside, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_web_answers(outside, start):
    port = free_port()
    command = SERVICES["web"]["command"].replace("0.0.0.0:8000", f"127.0.0.1:{port}")
    process, log = start(command, outside)
    eventually(lambda: answers(port), process, log)


@pytest.mark.parametrize(("service", "sign"), [("worker", "ready."), ("beat", "beat: Starting...")])
def test_worker_and_beat_start(outside, start, tmp_path, service, sign):
    command = SERVICES[service]["command"].replace("/data/", f"{tmp_path}/")
    process, log = start(command, outside)
    eventually(lambda: sign in log.read_text(), process, log)


def test_redis_starts_and_asks_for_its_password(start, tmp_path):
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    import redis

    port = free_port()
    command = SERVICES["redis"]["command"].replace("${REDIS_PASSWORD:?}", "clave-de-prueba")
    process, log = start(f"{command} --port {port}", os.environ.copy(), tmp_path)

    def up():
        try:
            return redis.Redis(port=port, password="clave-de-prueba").ping()
        except redis.ConnectionError:
            return False

    eventually(up, process, log)
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=port).ping()


def test_nginx_accepts_its_configuration(tmp_path):
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if not nginx:
        pytest.skip("nginx is not installed")
    ours = (ROOT / "deploy" / "nginx.conf").read_text()
    ours = ours.replace("web:8000", "127.0.0.1:8000").replace("listen 80;", "listen 18080;")
    ours = ours.replace("/var/log/nginx", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log;\nevents {{}}\nhttp {{\n{ours}\n}}\n"
    )
    done = subprocess.run(
        [nginx, "-t", "-c", whole, "-p", tmp_path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
