"""The rules of the house that hold everywhere (ARCHITECTURE), read from the code itself."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from notifications.braces import strange
from notifications.wording.gaps import GAPS
from procedures import models as manifest
from procedures.casework import operations as casework_operations
from procedures.casework.moves import carry_out
from procedures.definition import EFFECTS
from procedures.requests import operations

ROOT = Path(__file__).parent.parent
FOLDERS = ("backend", "frontend", "notifications", "procedures")
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"}
WRITES |= {"update_or_create"}
# What a face may write because it is no row of the record: forms, sessions, files being drawn.
NOT_ROWS = re.compile(
    r"(session|draft|data|typed|answers|errors|context|self|headers|params|query)"
)
SAYS_SECRETS = "backend/settings/secrets.py"  # a command: its answer is what it prints
SIGNALS = {"post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed"}


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_the_faces_write_no_row() -> None:
    found = [
        f"{path}:{call.lineno} {ast.unparse(call.func)}"
        for path, tree in modules("frontend", "backend/api")
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITES
        and (
            ".objects" in (target := ast.unparse(call.func.value))
            or not NOT_ROWS.search(target.split(".")[-1])
        )
    ]
    assert not found


def test_nothing_prints() -> None:
    found = [
        f"{path}:{call.lineno}"
        for path, tree in modules(*FOLDERS)
        for call in calls(tree)
        if ast.unparse(call.func) == "print" and path != SAYS_SECRETS
    ]
    assert not found


def test_nothing_listens_to_the_signals_of_models() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules(*FOLDERS)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in SIGNALS)
        or (isinstance(node, ast.ImportFrom) and SIGNALS & {name.name for name in node.names})
    ]
    assert not found


def test_the_operation_is_the_transaction() -> None:
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")


def test_there_is_no_drawer_of_odds_and_ends() -> None:
    assert not [p for f in FOLDERS for p in (ROOT / f).rglob("utils.py")]


def test_every_table_of_the_rules_is_in_the_manifest() -> None:
    tables = {
        model.__name__
        for model in apps.get_app_config("procedures").get_models()
        if not model.__name__.startswith("Historical")
    }
    assert tables == set(manifest.__all__)


def every_operation() -> list[object]:
    named = [getattr(operations, name) for name in operations.__all__]
    ours = [
        item
        for name, item in vars(casework_operations).items()
        if inspect.isfunction(item)
        and item.__module__ == casework_operations.__name__
        and not name.startswith("_")
        and name != "accredited"
    ]
    deeds = [item for item in named if inspect.isfunction(item)]
    return [*deeds, *ours, carry_out]


@pytest.mark.parametrize("operation", every_operation(), ids=lambda item: item.__name__)
def test_an_operation_takes_keywords_alone_and_the_actor_first(operation: object) -> None:
    parameters = list(inspect.signature(operation).parameters.values())  # type: ignore[arg-type]
    keywords = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    assert {parameter.kind for parameter in parameters} <= keywords
    if parameters[0].kind is inspect.Parameter.KEYWORD_ONLY:
        assert parameters[0].name == "actor"


def test_every_effect_says_what_it_does() -> None:
    assert EFFECTS
    assert not [name for name, spec in EFFECTS.items() if not inspect.getdoc(spec.function)]


def test_every_module_says_why_it_exists() -> None:
    silent = [
        path
        for path, tree in modules(*FOLDERS)
        if tree.body and not ast.get_docstring(tree) and not path.endswith("__init__.py")
    ]
    assert not silent


def test_every_public_function_of_the_rules_says_what_it_does() -> None:
    """Operations, the core and effects: what other people call by name."""
    folders = ("procedures/requests", "procedures/casework", "procedures/surveys", "notifications")
    silent = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in modules(*folders)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_no_module_of_the_rules_is_longer_than_a_person_reads() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in sorted((ROOT / "procedures").rglob("*.py"))
        if "migrations" not in path.parts
        and (lines := len(path.read_text("utf-8").splitlines())) > 300
    ]
    assert not long


def test_every_room_registers_at_start_up() -> None:
    rooms = import_module("procedures.apps").ROOMS
    there = {
        path.parent.name
        for name in ("effects", "secrets", "tasks", "sender")
        for path in (ROOT / "procedures").glob(f"*/{name}.py")
    }
    assert there <= set(rooms)


def test_the_words_of_a_message_are_no_template() -> None:
    """They have gaps, as `{folio}`, of a closed list: `notifications/wording/gaps.py`."""
    found = {
        str(path.relative_to(ROOT)): wrong
        for path in (ROOT / "notifications/templates/notifications").rglob("*/*.txt")
        if (wrong := strange(path.read_text("utf-8"), GAPS))
    }
    assert not found
