"""The folder of YAML is read narrowly, and the commands say what is wrong with it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import example, given
from hypothesis import strategies as st

from procedures.catalogue.sources import BrokenYaml, read_folder, read_yaml
from procedures.definition.canonical import canonical_yaml

from .sample import guide_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in guide_files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def check(*paths: Path) -> str:
    out = StringIO()
    call_command("check_catalogue", *paths, stdout=out)
    return out.getvalue()


def complaints(*paths: Path) -> list[str]:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_catalogue", *paths, stdout=out)
    return out.getvalue().splitlines()


def test_only_true_and_false_are_truth_values_and_days_stay_texts() -> None:
    text = "a: no\nb: on\nc: true\nd: 2026-01-15\ne: 12:30\nf: 0123\ng: 1.50\nh:\ni: 1_000"
    assert read_yaml(text) == {
        "a": "no",
        "b": "on",
        "c": True,
        "d": "2026-01-15",
        "e": "12:30",
        "f": "0123",
        "g": 1.5,
        "h": None,
        "i": "1_000",
    }


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: 1\nb: 2\na: 3", "línea 3"),
        ("a: {x: 1, x: 2}", "línea 1"),
        ("a: &x [1]\nb: *x", "línea 1"),
        ("a: !!python/object/apply:os.system [ls]", "línea 1"),
        ("a: [1, 2", "línea 1"),
        ("a: b: c", "línea 1"),
        ("? [1]\n: 2", "línea 1"),
        ("a: \x07", ""),
        ("[" * 500, "línea 1"),
        ("x" * 2_000_000, ""),
    ],
)
def test_yaml_with_tricks_or_breaks_is_refused_with_its_line(text: str, where: str) -> None:
    with pytest.raises(BrokenYaml) as broken:
        read_yaml(text)
    assert broken.value.problem.path == where
    assert broken.value.problem.sentence


def test_one_broken_file_does_not_hide_the_problems_of_others(folder: Path) -> None:
    (folder / "procedures" / "rota.yaml").write_text("slug: [", encoding="utf-8")
    (folder / "procedures" / "mala.yaml").write_text("slug: mala\nname: 3", encoding="utf-8")
    lines = complaints(folder)
    assert any("rota.yaml: línea" in line for line in lines)
    assert any("mala.yaml: name: Debe ser un texto." in line for line in lines)
    assert any("mala.yaml: family: Falta este dato." in line for line in lines)


def test_a_sound_folder_passes(folder: Path) -> None:
    assert "1 trámites bien" in check(folder)
    assert "1 trámites bien" in check(folder / "procedures" / "cambio-medidor.yaml")
    assert "1 trámites bien" in check(folder / "procedures")


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No existe"):
        check(tmp_path / "nada.yaml")


def test_a_base_is_not_proven_alone_and_two_files_of_one_name_are_told(folder: Path) -> None:
    base = "slug: base\nabstract: true\n"
    (folder / "procedures" / "base.yaml").write_text(base, encoding="utf-8")
    assert [one.name for one in read_folder(folder).publishable()] == ["cambio-medidor"]
    (folder / "procedures" / "otra.yaml").write_text(base, encoding="utf-8")
    assert any("base.yaml" in str(problem) for problem in read_folder(folder).problems)


def test_a_block_or_template_of_the_wrong_shape_is_told_in_its_own_file(folder: Path) -> None:
    (folder / "blocks" / "malo.yaml").write_text("block: malo\nfields: 3", encoding="utf-8")
    (folder / "workflows" / "malo.yaml").write_text("key: malo\nestados: {}", encoding="utf-8")
    lines = complaints(folder)
    assert any("blocks/malo.yaml: fields: Debe ser una lista." in line for line in lines)
    assert any("workflows/malo.yaml: estados:" in line for line in lines)


def test_the_schema_of_the_language_is_printed_or_written(tmp_path: Path) -> None:
    out = StringIO()
    call_command("definition_schema", stdout=out)
    file = tmp_path / "schema.json"
    call_command("definition_schema", output=file)
    assert json.loads(out.getvalue()) == json.loads(file.read_text(encoding="utf-8"))
    assert "procedure" in json.loads(out.getvalue())["$defs"]


def test_files_are_put_in_canonical_form_and_keep_their_comments(folder: Path) -> None:
    file = folder / "procedures" / "cambio-medidor.yaml"
    file.write_text("# De la casa.\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    meaning = read_yaml(file.read_text(encoding="utf-8"))
    call_command("check_catalogue", file, fix=True, stdout=StringIO())
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# De la casa.\nslug:") and read_yaml(text) == meaning
    call_command("check_catalogue", folder, fix=True, stdout=StringIO())
    assert file.read_text(encoding="utf-8") == text
    commented = text + "# al final\n"
    file.write_text(commented, encoding="utf-8")
    call_command("check_catalogue", folder, fix=True, stdout=StringIO())
    assert file.read_text(encoding="utf-8") == commented


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30))
@example(text="no")
@example(text="12:30")
@example(text="2026-01-15")
@example(text="a: b # c")
@example(text="0123")
@example(text="dos\nlíneas\n")
@example(text=" al borde ")
def test_any_text_survives_the_canonical_form(text: str) -> None:
    thing = {"clave": text, "lista": [text, {"otra": text}], "n": 3, "si": True, "nada": None}
    assert read_yaml(canonical_yaml(thing)) == thing
