"""The load of the register: looked at first, applied once, no account touched in vain."""

from __future__ import annotations

import datetime as dt
import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.register import importing
from procedures.register.importing import Refused, import_file
from procedures.register.models import RegisterAccount, RegisterBatch, unseal
from tests.factories import person
from tests.procedures.register.files import DAY, HEADINGS, PEPE, ROSA, loaded, written
from tests.procedures.requests.test_filing import dump

pytestmark = pytest.mark.django_db
LATER = DAY + dt.timedelta(days=30)


def counted(report: importing.Report) -> tuple[int, ...]:
    return (report.added, report.changed, report.unchanged, report.missing, report.wrong)


def account(number: str) -> RegisterAccount:
    return RegisterAccount.objects.get(number=number)


def test_a_look_counts_and_writes_nothing(tmp_path: Path) -> None:
    report = import_file(written(tmp_path, ROSA, PEPE), as_of=DAY)
    assert counted(report) == (2, 0, 0, 0, 0)
    assert not RegisterAccount.objects.exists() and not RegisterBatch.objects.exists()


def test_the_look_counts_what_is_then_applied(tmp_path: Path) -> None:
    loaded(tmp_path, ROSA, PEPE)
    path = written(tmp_path, ROSA.replace("Activa", "Suspendida"), "1-9,,Ana Ríos,,,,,", ",,X,,,,,")
    looked = counted(import_file(path, as_of=LATER))
    applied = counted(import_file(path, as_of=LATER, apply=True))
    assert looked == applied == (1, 1, 0, 1, 1)


def test_an_account_is_kept_plain_to_find_and_sealed_in_whom_and_where(tmp_path: Path) -> None:
    loaded(tmp_path, ROSA)
    row = account("100234")
    assert (row.meter, row.tariff, row.use, row.status) == (
        "A12345678",
        "Doméstica",
        "Habitacional",
        "Activa",
    )
    assert unseal(row.sealed) == {
        "titular": "Rosa Muñoz Cruz",
        "domicilio": "Reforma 5",
        "colonia": "Centro",
    }
    kept = dump()
    assert "Muñoz" not in kept and "Reforma 5" not in kept and "Centro" not in kept


def test_a_load_leaves_who_when_which_file_and_how_many(tmp_path: Path) -> None:
    loaded(tmp_path, ROSA, PEPE, ",,Sin cuenta,,,,,")
    batch = RegisterBatch.objects.get()
    assert batch.sha256 == hashlib.sha256((tmp_path / "p.csv").read_bytes()).hexdigest()
    assert (batch.by, batch.as_of, batch.added, batch.wrong) == ("lucia", DAY, 2, 1)
    assert batch.finished_at is not None and batch.finished_at >= batch.started_at


def test_the_same_file_again_does_nothing_and_leaves_no_second_trace(tmp_path: Path) -> None:
    loaded(tmp_path, ROSA, PEPE)
    assert loaded(tmp_path, ROSA, PEPE).repeated
    assert RegisterBatch.objects.count() == 1


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    loaded(tmp_path, ROSA, PEPE)
    before = {row.number: (row.sealed, row.batch_id) for row in RegisterAccount.objects.all()}
    report = loaded(tmp_path, ROSA, PEPE.replace("Juárez 8", "Juárez 9"), day=LATER)
    assert counted(report) == (0, 1, 1, 0, 0)
    rosa, pepe = account("100234"), account("100235")
    assert (rosa.sealed, rosa.batch_id) == before["100234"]
    assert (pepe.sealed, pepe.batch_id) != before["100235"]
    assert unseal(pepe.sealed)["domicilio"] == "Juárez 9"


def test_what_no_longer_comes_is_marked_and_comes_back_as_it_was(tmp_path: Path) -> None:
    loaded(tmp_path, ROSA, PEPE)
    assert counted(loaded(tmp_path, ROSA, day=LATER)) == (0, 0, 1, 1, 0)
    assert account("100235").missing_since == LATER
    assert account("100234").missing_since is None
    again = LATER + dt.timedelta(days=1)
    assert counted(loaded(tmp_path, ROSA, day=again)) == (0, 0, 1, 0, 0)  # told once
    assert account("100235").missing_since == LATER
    assert counted(loaded(tmp_path, ROSA, PEPE, day=again)) == (0, 1, 1, 0, 0)
    assert account("100235").missing_since is None


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",,Ana,,,,,", "Falta la cuenta."),
        ("7-1,x", "Tiene 2 columnas y debían ser 8."),
        (f"7-1,,{'a' * 201},,,,,", "En «titular»: Escriba 200 caracteres como máximo."),
        ("7-1,,A\x00na,,,,,", "En «titular»: Quite los caracteres invisibles o de control."),
        ("100234,,Otra,,,,,", "La cuenta está repetida en el archivo: vale la primera."),
    ],
)
def test_a_wrong_line_is_left_out_and_told_without_what_it_says(
    tmp_path: Path, row: str, sentence: str
) -> None:
    report = loaded(tmp_path, ROSA, row)
    assert [(one.line, one.sentence) for one in report.faults] == [(3, sentence)]
    assert [one.number for one in RegisterAccount.objects.all()] == ["100234"]
    assert "Ana" not in repr(report) and "Otra" not in repr(report)


def test_a_wrong_line_of_a_known_account_does_not_make_it_missing(tmp_path: Path) -> None:
    loaded(tmp_path, ROSA, PEPE)
    report = loaded(tmp_path, ROSA, f"100-235,,{'a' * 201},,,,,", day=LATER)
    assert counted(report) == (0, 0, 1, 0, 1)
    assert unseal(account("100235").sealed)["titular"] == "José Pérez Ruiz"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_encoding_and_separator_are_recognised(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    row, headings = (text.replace(",", separator) for text in (ROSA, HEADINGS))
    loaded(tmp_path, row, headings=headings, encoding=encoding)
    assert unseal(account("100234").sealed)["titular"] == "Rosa Muñoz Cruz"


def test_a_late_byte_of_latin_1_decides_for_the_whole_file(tmp_path: Path) -> None:
    plain = [f"{number},,{'Ana ' * 45},,,,," for number in range(5_000, 11_000)]
    path = written(tmp_path, *plain, ROSA, encoding="latin-1")
    assert path.stat().st_size > 1 << 20
    report = import_file(path, as_of=DAY)
    assert (report.encoding, report.added, report.wrong) == ("latin-1", 6_001, 0)


def test_headings_are_read_as_people_write_them_and_the_rest_is_not_looked_at(
    tmp_path: Path,
) -> None:
    loaded(tmp_path, "5-1,9999.99,Ana Ríos", headings=" CUENTA ,Adeudo,Titular")
    assert unseal(account("51").sealed)["titular"] == "Ana Ríos"
    assert "9999.99" not in dump()


@pytest.mark.parametrize(
    ("headings", "rows", "sentence"),
    [
        ("cuenta,nombre", ["1,Ana"], "El archivo debe traer una columna «titular»."),
        ("cuenta,cuenta,titular", ["1,2,Ana"], "El archivo debe traer una columna «cuenta»."),
        (HEADINGS, [], "El archivo no trae ninguna cuenta."),
        ("", [], "El archivo debe traer una columna «cuenta»."),
    ],
)
def test_a_file_that_is_no_register_is_refused_whole(
    tmp_path: Path, headings: str, rows: list[str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        loaded(tmp_path, *rows, headings=headings)
    assert not RegisterAccount.objects.exists()


def test_a_quote_that_never_closes_is_refused_with_its_line_and_marks_nothing(
    tmp_path: Path,
) -> None:
    loaded(tmp_path, ROSA, PEPE)
    endless = '9-9,,"Ana' + "\r\n".join(["x" * 1000] * 200)
    with pytest.raises(Refused, match=r"no se entiende desde la línea \d+"):
        loaded(tmp_path, ROSA, endless, day=LATER)
    assert account("100235").missing_since is None


def test_an_older_file_is_refused(tmp_path: Path) -> None:
    loaded(tmp_path, ROSA, day=LATER)
    with pytest.raises(Refused, match="Ya hay datos al 2026-03-02"):
        loaded(tmp_path, PEPE, day=DAY)
    assert [one.number for one in RegisterAccount.objects.all()] == ["100234"]


def test_a_load_that_was_cut_short_is_ended_by_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 1)

    def power_cut(done: int, lines: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    path = written(tmp_path, ROSA, PEPE, "1-9,,Ana Ríos,,,,,")
    with pytest.raises(KeyboardInterrupt):
        import_file(path, as_of=DAY, apply=True, progress=power_cut)
    assert RegisterAccount.objects.count() == 2
    report = import_file(path, as_of=DAY, apply=True)
    assert (report.repeated, counted(report)) == (False, (1, 0, 2, 0, 0))


def test_rows_are_compared_many_in_one_query(tmp_path: Path) -> None:
    rows = [f"{number},,Ana Cruz {number},,,,," for number in range(10_000, 12_000)]
    loaded(tmp_path, *rows)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        loaded(tmp_path, *rows, day=LATER)
    # Last loads (2), the batch (2), two thousands compared, three pages of the register.
    assert len(asked) == 9, [one["sql"][:80] for one in asked.captured_queries]


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("import_register", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_looks_first_and_applies_when_told(tmp_path: Path) -> None:
    person(username="lucia")
    path = str(written(tmp_path, ROSA, ",,Ana,,,,,"))
    looked = said(path)
    assert "Línea 3: Falta la cuenta." in looked
    assert "Nuevas: 1. Cambiadas: 0. Iguales: 0. Ya no vienen: 0. Líneas con error: 1." in looked
    assert "No se escribió nada." in looked and not RegisterAccount.objects.exists()
    assert "El padrón quedó al día." in said(path, "--apply", "--by", "lucia")
    assert RegisterBatch.objects.get().by == "lucia"
    assert "Este archivo ya se aplicó: no cambia nada." in said(path, "--apply")


def test_the_command_tells_how_far_it_is_and_only_the_first_errors(tmp_path: Path) -> None:
    told = said(str(written(tmp_path, ROSA, *[",,Ana,,,,,"] * 10_030)))
    assert "10000 de unas 10032 líneas" in told
    assert told.count("Falta la cuenta.") == 20
    assert "Y 10010 líneas más con error." in told


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--by", "nadie"], "No hay una persona activa"),
        (["--as-of", "2999-01-01"], "no puede ser posterior a hoy"),
    ],
)
def test_the_command_refuses_a_future_and_somebody_unknown(
    tmp_path: Path, options: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        said(str(written(tmp_path, ROSA)), "--apply", *options)
    with pytest.raises(CommandError):
        said(str(tmp_path / "no.csv"))
    assert not RegisterBatch.objects.exists()
