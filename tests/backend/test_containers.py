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


def answers(port, host="tramites.example.org"):
    request = Request(f"http://127.0.0.1:{port}/health/live", headers={"Host": host})
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


@pytest.fixture
def nginx(tmp_path):
    """`nginx(web)`: the port it listens on, what checks it and what starts it; `web` is a port."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if not program:
        pytest.skip("nginx is not installed")

    def configured(web):
        port = free_port()
        ours = (ROOT / "deploy" / "nginx.conf").read_text()
        ours = ours.replace("web:8000", f"127.0.0.1:{web}")
        ours = ours.replace("listen 80;", f"listen 127.0.0.1:{port};")
        ours = ours.replace("/var/log/nginx", str(tmp_path))
        places = "".join(
            f"{one}_temp_path {tmp_path}/{one};\n"
            for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        whole = tmp_path / "nginx.conf"
        whole.write_text(
            f"{'user root;' if os.geteuid() == 0 else ''}\n"
            f"pid {tmp_path}/pid; error_log {tmp_path}/error.log;\n"
            f"events {{}}\nhttp {{\n{places}{ours}\n}}\n"
        )
        return port, f"{program} -c {whole} -p {tmp_path}"

    return configured


def test_nginx_accepts_its_configuration(nginx):
    _port, command = nginx(8000)
    done = subprocess.run(shlex.split(f"{command} -t"), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_body_too_large_for_nginx_is_refused_in_our_own_words(outside, start, nginx):
    web = free_port()
    # Pages without the collected files of the image: a minute less, and the same words.
    outside |= {"DJANGO_SETTINGS_MODULE": "backend.settings.test"}
    command = SERVICES["web"]["command"].replace("0.0.0.0:8000", f"127.0.0.1:{web}")
    process, log = start(command, outside)
    eventually(lambda: answers(web, "localhost"), process, log)
    port, command = nginx(web)
    process, log = start(f"{command} -g 'daemon off;'", os.environ.copy())
    eventually(lambda: answers(port, "localhost"), process, log)
    for path, kind, words in (
        (
            "/solicitudes/",
            "text/html",
            "Lo que envió pesa más de lo que podemos recibir de una vez.",
        ),
        ("/api/v1/uploads/", "application/problem+json", "413"),
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(
                f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                "X-Forwarded-Proto: https\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                f"Content-Length: {65 * 1024 * 1024}\r\n\r\n".encode()
            )
            told = b"".join(iter(lambda: line.recv(65536), b"")).decode()
        assert told.startswith("HTTP/1.1 413 "), told[:300]
        assert f"Content-Type: {kind}" in told and words in told, told[:3000]
