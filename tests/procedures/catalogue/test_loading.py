"""What loading refuses beside what the language proves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from backend.accounts.actors import SYSTEM
from procedures.catalogue.institution import DATA
from procedures.catalogue.loading import CatalogueError, load, prove
from tests.factories import filed, published

COMPLAINT = "quejas-denuncias"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def rewrite(folder: Path, slug: str, before: str, after: str) -> Path:
    path = folder / "procedures" / f"{slug}.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    return path


def test_a_calendar_nobody_has_is_refused_before_a_request_needs_it(folder: Path) -> None:
    path = rewrite(folder, "arco", "calendar: transparencia", "calendar: lunar")
    with pytest.raises(CatalogueError) as refused:
        prove([path], folder)
    assert "time.calendar" in refused.value.lines[0]


def test_a_step_does_not_ask_what_would_be_kept_unsealed(folder: Path) -> None:
    path = folder / "workflows" / "queja_denuncia.yaml"
    field = "      - key: motivo_devolucion\n"
    text = path.read_text("utf-8")
    assert field in text
    path.write_text(text.replace(field, f"{field}        sensitive: true\n"), "utf-8")
    with pytest.raises(CatalogueError) as refused:
        prove([folder / "procedures" / f"{COMPLAINT}.yaml"], folder)
    assert "sensibles" in "".join(refused.value.lines)


@pytest.mark.django_db
def test_what_was_filed_in_confidence_is_not_opened_by_a_new_version(folder: Path) -> None:
    path = rewrite(folder, COMPLAINT, "audience: ['role:oic']", "audience: null")
    published(COMPLAINT)
    filed(published(COMPLAINT), anonymous=True)
    with pytest.raises(CatalogueError) as refused:
        load(actor=SYSTEM, paths=[path], folder=folder)
    assert "audience" in refused.value.lines[0]
