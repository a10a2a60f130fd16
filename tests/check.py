"""`make check`: everything a machine can tell without running the suite, each to its end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from backend.settings.secrets import generate

BIN = Path(sys.executable).parent
CATALOGUE_CHECK = Path("procedures/management/commands/check_catalogue.py")


def checks() -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and environment of every check."""
    manage = [sys.executable, "manage.py"]
    templates = ["frontend/templates", "notifications/templates"]
    found = [
        ("style", [str(BIN / "ruff"), "check", "--quiet", "."], {}),
        ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}),
        ("types", [str(BIN / "mypy")], {}),
        ("layers", [str(BIN / "lint-imports"), "--no-cache"], {}),
        (
            "templates",
            [str(BIN / "djlint"), "--lint", "--quiet", *filter(os.path.isdir, templates)],
            {},
        ),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], test_settings()),
        (
            "deployment",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            production(),
        ),
        ("languages", [sys.executable, "-m", "tests.words.translations"], {}),
        ("marked text", [sys.executable, "-m", "tests.words.unmarked"], {}),
        ("plain language", [sys.executable, "-m", "tests.words.plain"], {}),
    ]
    if CATALOGUE_CHECK.exists():
        found.append(("catalogue", [*manage, "check_catalogue"], test_settings()))
    return found


def test_settings() -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "backend.settings.test"}


def production() -> dict[str, str]:
    """What a server has in its environment, with secrets nobody uses."""
    return generate() | {
        "DJANGO_SETTINGS_MODULE": "backend.settings.base",
        "ALLOWED_HOSTS": "tramites.example.org",
        "SITE_URL": "https://tramites.example.org",
        "DATABASE_URL": "postgres://ventanilla@127.0.0.1/ventanilla",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "DATA_DIR": tempfile.gettempdir(),
        "DEMO": "0",
    }


def main() -> int:
    """0 when every check passes; all of them run either way."""
    failed = []
    for name, command, environment in checks():
        done = subprocess.run(
            command, env=os.environ | environment, check=False, capture_output=True, text=True
        )
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)  # noqa: T201
        if done.returncode != 0:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
