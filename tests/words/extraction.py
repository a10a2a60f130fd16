"""`make words`: every sentence of the interface, found in the code and put in each catalogue.

Needs GNU gettext (`apt-get install gettext`). What is compiled is committed, so that running the
site needs no gettext; `make check` says when the two differ.
"""

from __future__ import annotations

import gettext
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
LANGUAGES = ROOT / "backend" / "languages"
# Said in Spanish whatever the page: answers to programs, commands at a terminal, what
# `check_catalogue` says to whoever writes a procedure.
LEFT_OUT = (
    ".venv", "node_modules", "var", "staticfiles", "tests",
    "backend/api/*", "*/management/commands/*", "procedures/requests/receipt.py",
    "procedures/casework/appeal_receipt.py",
    "procedures/definition/*proofs.py", "procedures/definition/shape.py",
    "procedures/definition/loader.py", "procedures/definition/resolve.py",
    "procedures/definition/condition_types.py", "procedures/catalogue/loading.py",
    "procedures/catalogue/sources.py", "procedures/catalogue/*_proofs.py",
    "frontend/style.py", "frontend/templates/style.html",
)  # fmt: skip
Messages = Mapping[str | tuple[str, int], str]


def extract(codes: list[str], folder: Path = LANGUAGES) -> None:
    """Find every marked sentence and merge it into `folder/<code>/LC_MESSAGES/django.po`."""
    for code in codes:
        (folder / code / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    ignored = [word for pattern in LEFT_OUT for word in ("--ignore", pattern)]
    chosen = [word for code in codes for word in ("--locale", code)]
    subprocess.run(
        [
            *(sys.executable, "-c", _MAKE_MESSAGES, str(folder)),
            *("--no-obsolete", "--no-wrap", "--add-location", "file", "--verbosity", "0"),
            *ignored,
            *chosen,
        ],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "backend.settings.test"},
        check=True,
    )
    for code in codes:
        source = folder / code / "LC_MESSAGES" / "django.po"
        source.write_text(_CLOCK.sub("", source.read_text("utf-8")), "utf-8")


# The command takes its folder from the settings alone.
_MAKE_MESSAGES = """
import sys, django
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.makemessages import Command
django.setup()
settings.LOCALE_PATHS = [sys.argv[1]]
Command.msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]
call_command(Command(), *sys.argv[2:])
"""
_CLOCK = re.compile(r'^"POT-Creation-Date:.*\n', re.MULTILINE)  # nothing else changes by itself


def compile_catalogue(source: Path, target: Path) -> None:
    """Compile one .po; what is fuzzy or empty stays out, as gettext has it."""
    subprocess.run(["msgfmt", "--check-format", "-o", target, source], check=True)


def messages(compiled: Path) -> Messages:
    """What a compiled catalogue holds: sentence (or sentence and plural form) → translation."""
    with compiled.open("rb") as file:
        held = vars(gettext.GNUTranslations(file))["_catalog"]
    return {key: text for key, text in held.items() if key}


def marked() -> Messages:
    """Every sentence the code marks now, as a catalogue that says each thing with itself."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder)
        extract(["en"], found)
        source = found / "en" / "LC_MESSAGES" / "django.po"
        said, compiled = found / "said.po", found / "said.mo"
        subprocess.run(["msgen", "-o", said, source], check=True)
        compile_catalogue(said, compiled)
        return messages(compiled)


def codes() -> list[str]:
    """The languages there is a catalogue of."""
    return sorted(path.parents[1].name for path in LANGUAGES.glob("*/LC_MESSAGES/django.po"))


def main(added: list[str]) -> None:
    """Bring every catalogue, and those named, up to date with the code; compile them."""
    extract(sorted({*codes(), *added}))
    for code in codes():
        folder = LANGUAGES / code / "LC_MESSAGES"
        compile_catalogue(folder / "django.po", folder / "django.mo")


if __name__ == "__main__":
    main(sys.argv[1:])
