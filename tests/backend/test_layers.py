import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LINT = Path(sys.executable).with_name("lint-imports")


def contract(folder, name):
    """What import-linter says of one contract in `folder`: True when it is kept."""
    done = subprocess.run(
        [LINT, "--no-cache", "--contract", name],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "KEPT" in done.stdout or "BROKEN" in done.stdout, done.stdout + done.stderr
    return done.returncode == 0


@pytest.fixture
def copy(tmp_path):
    for package in ("backend", "frontend", "notifications", "procedures"):
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=lambda _folder, names: (
                [name for name in names if "." in name and not name.endswith(".py")]
                + [name for name in names if name in {"node_modules", "__pycache__", "static"}]
            ),
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "module", "line"),
    [
        ("roots", "notifications/apps.py", "import procedures.requests"),
        ("roots", "procedures/requests/__init__.py", "import frontend"),
        ("rooms", "procedures/definition/__init__.py", "import procedures.requests"),
        ("rooms", "procedures/catalogue/__init__.py", "import procedures.casework"),
        ("backend", "backend/security/csp.py", "import backend.accounts"),
    ],
)
def test_an_uphill_import_turns_its_contract_red(copy, name, module, line):
    assert contract(copy, name), "red before anything was planted"
    with (copy / module).open("a") as file:
        file.write(f"\n{line}\n")
    assert not contract(copy, name)


@pytest.mark.parametrize(("name", "folder"), [("rooms", "procedures"), ("backend", "backend")])
def test_a_room_nobody_placed_turns_its_contract_red(copy, name, folder):
    (copy / folder / "attic").mkdir()
    (copy / folder / "attic" / "__init__.py").write_text("")
    assert not contract(copy, name)
