import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import machine, run

ROOT = Path(__file__).resolve().parent.parent.parent
TARGETS = {"run", "test", "check", "fix", "bench", "drill", "assets", "words", "help"}


def test_make_alone_says_what_every_target_does():
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\w+) +\w", said, re.M)) == TARGETS


@pytest.fixture
def no_browser(monkeypatch):
    monkeypatch.setattr(machine, "database", lambda: ("postgres://x/y", ""))
    monkeypatch.setattr(machine, "broker", lambda: ("redis://x", ""))
    monkeypatch.setattr(machine, "browser", lambda: (None, "no Chromium found"))
    monkeypatch.setattr(run, "carry_out", lambda _run, _arguments: (True, []))


def test_what_did_not_run_is_named_and_in_ci_it_is_a_failure(no_browser, monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)
    assert run.main([]) == 0
    assert "browser journeys: no Chromium found" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert run.main([]) == 1


def test_a_skipped_test_counts_as_not_run(no_browser, monkeypatch, capsys):
    monkeypatch.setattr(machine, "browser", lambda: ("/usr/bin/chromium", ""))
    monkeypatch.setenv("CI", "true")
    assert run.main([]) == 0
    monkeypatch.setattr(run, "carry_out", lambda _run, _arguments: (True, ["t::x: no nginx"]))
    assert run.main([]) == 1
    assert "t::x: no nginx" in capsys.readouterr().out


def test_one_red_run_is_a_red_whole(no_browser, monkeypatch):
    monkeypatch.setattr(run, "carry_out", lambda one, _arguments: (one.name == "SQLite", []))
    monkeypatch.delenv("CI", raising=False)
    assert run.main([]) == 1


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ("tests/procedures/definition/test_sources.py", 0),
        ("tests/backend/test_cache.py", 1),
    ],
)
def test_a_second_database_is_asked_only_what_it_could_answer_otherwise(test, found):
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", "--stored", test]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert said.count("::") == found, said
