"""What the documentation names is there: commands, options, make targets, paths, links, buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parent.parent
DOCS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
MANUAL = sorted((ROOT / "docs" / "manual").glob("*.md"))

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`|```\w*\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"\bmanage\.py ([a-z_]+)((?:[^\n`|&#]| `)*)")
OPTION = re.compile(r"(--[a-z-]+)")
TARGET = re.compile(r"\bmake ([a-z]+)")
FOLDERS = "backend|procedures|notifications|frontend|tests|docs|deploy|\\.ci"
PATH = re.compile(rf"^(?:{FOLDERS})/[\w./-]*$")
# What the manual tells somebody to press, open, choose or look at.
PRESSED = re.compile(
    r"(?i)\b(?:presion[ea]r?|usar?|use|abra|en|paso|elija|marque|dicen?|con|página es)"
    r" \*\*([^*]+?)\.?\*\*"
)
WORDS = re.compile(r"\"([^\"\n]+)\"|'([^'\n]+)'|\b(?:label|name): ([^\n,}]+)")  # whole, as shown
FEWEST = 60  # fewer found means that the pattern no longer reads the manual


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _code(text: str) -> Iterator[str]:
    for inline, block in CODE.findall(text):
        yield inline or block


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_inside_the_repository_leads_somewhere(path: Path) -> None:
    for target in LINK.findall(_read(path)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _hash, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.exists(), f"{target} leads nowhere"
        if anchor:
            titles = {_anchor(title) for title in HEADING.findall(_read(found))}
            assert anchor in titles, f"{target}: no such heading"


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_and_option_named_exists(path: Path) -> None:
    known = get_commands()
    for text in _code(_read(path)):
        for name, rest in COMMAND.findall(text):
            assert name in known, f"manage.py {name}"
            app = known[name]
            command = load_command_class(app, name) if isinstance(app, str) else app
            taken = command.create_parser("manage.py", name)._option_string_actions
            for option in OPTION.findall(rest):
                assert option in taken, f"manage.py {name} {option}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_make_target_named_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", _read(ROOT / "Makefile"), re.MULTILINE))
    for text in _code(_read(path)):
        assert set(TARGET.findall(text)) <= targets


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_named_exists(path: Path) -> None:
    for inline, _block in CODE.findall(_read(path)):
        if PATH.match(inline):
            assert (ROOT / inline).exists(), inline


def test_the_house_has_no_room_the_architecture_does_not_name() -> None:
    told = _read(ROOT / "docs" / "architecture.md")
    rooms = {path.parent.name for path in (ROOT / "procedures").glob("*/__init__.py")}
    for room in rooms - {"migrations", "management"}:
        assert f"procedures/{room}/" in told, room


def test_every_decision_has_a_number_of_its_own_and_no_number_is_skipped() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))


def test_operations_names_every_scheduled_task_and_every_command_of_ours() -> None:
    told = _read(ROOT / "docs" / "operations.md")
    for name in settings.CELERY_BEAT_SCHEDULE:
        assert name in told, name
    for name, app in get_commands().items():
        if app in ("procedures", "backend.accounts", "notifications"):
            assert f"manage.py {name}" in told, name


def test_every_button_the_manual_says_to_press_is_on_some_page() -> None:
    shown = {
        word.strip(" .") for text in _pages() for found in WORDS.findall(text) for word in found
    }
    named = [
        (path.name, label)
        for path in MANUAL
        for label in PRESSED.findall(" ".join(_read(path).split()))
    ]
    assert len(named) >= FEWEST
    assert [one for one in named if one[1] not in shown] == []


def _pages() -> Iterator[str]:
    """The sources every word of a page comes from."""
    for folder in ("frontend", "procedures"):
        for ending in ("html", "py", "yaml"):
            for path in (ROOT / folder).rglob(f"*.{ending}"):
                if "node_modules" not in path.parts:
                    yield _read(path)
