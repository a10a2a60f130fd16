"""`make test`: the suite on every database there is, the browser journeys, and what was missed.

1. the suite on SQLite; 2. what touches a table or Redis once more on PostgreSQL and Redis, where
both answer; 3. the browser journeys, where a Chromium is found. It ends by naming what did not run
and why; CI=true turns that into a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests import machine

NO_TESTS = 5  # pytest's exit code when nothing was selected
BESIDES_BROWSER = "not browser"
SIDE_BY_SIDE = ("-n", "auto", "--dist", "worksteal")
DURATIONS = ("--durations=15", "--durations-min=10")
EMBEDDED = "not browser and not postgres and not redis"


@dataclass(frozen=True)
class Run:
    """One call of pytest: what it selects and in which environment; `missing` stops it."""

    name: str
    select: str
    environment: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = SIDE_BY_SIDE
    missing: str = ""


def runs() -> list[Run]:
    """The runs of this machine, each possible or with the reason why not."""
    database, no_database = machine.database()
    broker, no_broker = machine.broker()
    server = {"DATABASE_URL": _own_name(database or ""), "REDIS_URL": broker or ""}
    return [
        Run("SQLite", EMBEDDED),
        Run(
            "PostgreSQL + Redis",
            BESIDES_BROWSER,
            server,
            (*SIDE_BY_SIDE, "--stored"),
            missing="; ".join(filter(None, [no_database, no_broker])),
        ),
        # Never more than four: each brings a Chromium, and its pages wait for each other's.
        Run(
            "browser journeys",
            "browser",
            options=(*SIDE_BY_SIDE, "--maxprocesses=4"),
            missing=machine.browser()[1],
        ),
    ]


def _own_name(url: str) -> str:
    """A database of this run alone, so that two runs on one server never meet."""
    return f"{url}_{os.getpid()}"


def carry_out(run: Run, arguments: list[str]) -> tuple[bool, list[str]]:
    """Whether it passed, and every test it skipped with the reason."""
    print(f"\n=== {run.name}", flush=True)  # noqa: T201
    clean = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-m", run.select, *DURATIONS, *run.options]
        code = subprocess.run(
            [*command, f"--junitxml={report}", *arguments],
            env=clean | run.environment,
            check=False,
        ).returncode
        skipped = _skipped(report) if report.exists() else []
    return code in {0, NO_TESTS}, skipped


def _skipped(report: Path) -> list[str]:
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - pytest wrote it just now
    return [
        f"{case.get('classname')}::{case.get('name')}: {skip.get('message')}"
        for case in cases
        for skip in case.iter("skipped")
    ]


def _folder(name: str, arguments: list[str]) -> int:
    """Run tests/bench or tests/drill, which the suite leaves out, and print what they print."""
    folder = Path("tests") / name
    if not folder.exists():
        print(f"nothing to run: there is no {folder}/")  # noqa: T201
        return 0
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:randomly", "-o", "addopts="]
    return subprocess.run([*command, str(folder), *arguments], check=False).returncode


def main(arguments: list[str]) -> int:
    """0 when all that ran passed and, in CI, nothing was missed.

    Args:
        arguments: "bench" or "drill" run that folder alone, one test at a time, and "drill-outbox"
            one of its files; else for pytest.
    """
    if arguments[:1] in (["bench"], ["drill"]):
        return _folder(arguments[0], arguments[1:])
    if arguments[:1] == ["drill-outbox"]:
        return _folder("drill/test_outbox.py", arguments[1:])
    passed, missed = True, []
    for run in runs():
        if run.missing:
            missed.append(f"{run.name}: {run.missing}")
            continue
        fine, skipped = carry_out(run, arguments)
        passed = passed and fine
        missed += [f"{run.name}: {skip}" for skip in skipped]
    print("\n=== Did not run" if missed else "\n=== Everything ran")  # noqa: T201
    for line in missed:
        print(f"- {line}")  # noqa: T201
    strict = os.environ.get("CI", "").lower() == "true"
    return 0 if passed and not (strict and missed) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
