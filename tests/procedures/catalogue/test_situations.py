"""`check_catalogue` proves what people say happens to them: every word leads to what answers it."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from procedures.catalogue.institution import DATA
from procedures.catalogue.situations import FILE, situations


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(DATA, tmp_path_factory.mktemp("catalogue") / "data"))


def complaints(folder: Path, before: str, after: str) -> list[str]:
    """What is said of the house's own file with one thing changed."""
    text = (DATA / FILE).read_text("utf-8")
    assert before in text
    (folder / FILE).write_text(text.replace(before, after, 1), "utf-8")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_catalogue", folder / FILE, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("before", "after", "place", "said"),
    [
        ("slug: destape-tomas", "slug: no-hay", "situations[0].procedures[0].slug", "No existe"),
        (
            "slug: destape-tomas",
            "slug: instalacion-descarga",
            "situations[0].procedures[0]",
            "se unió a",
        ),
        ("- key: fuga", "- key: sin_agua", "situations[1].key", "«sin_agua» está dos veces"),
        (", when: Si llega con poca fuerza.", "", "situations[0].procedures[1].when", "Diga"),
        ("said: [no sale agua", "said: [de la", "situations[0].said[0]", "«de la»"),
        ("text: Hay una fuga de agua", "text: 3", "situations[1].text", "Debe ser un texto"),
        ("text: Hay una fuga de agua", "texto: Hay", "situations[1]", "text"),
        ("text: Hay una fuga de agua", "text: Hay\n    text: Hay", "línea", "«text»"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    folder: Path, before: str, after: str, place: str, said: str
) -> None:
    lines = complaints(folder, before, after)
    assert any(f"{FILE}: {place}" in line and said in line for line in lines), lines


def test_those_of_the_house_are_many_and_right() -> None:
    assert len(situations()) >= 20
    call_command("check_catalogue", DATA / FILE, stdout=StringIO())


def test_a_broken_file_does_not_hide_behind_a_folder_without_problems(folder: Path) -> None:
    (folder / FILE).write_text("situations: [", "utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match="1 problemas; 44 trámites bien"):
        call_command("check_catalogue", folder, stdout=out)
    assert FILE in out.getvalue()
