"""The load of a whole register: what it costs an account, and what of it stays in memory."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from procedures.register.importing import import_file
from procedures.register.lookup import lookup
from procedures.register.models import RegisterAccount
from tests.bench.stopwatch import ratio, say

pytestmark = pytest.mark.django_db(transaction=True)  # as it is run: each thousand its own
WHOLE, TENTH = 200_000, 20_000
DAY = dt.date(2026, 1, 31)


def work(deed: Callable[[], object]) -> float:
    """Seconds of this process alone: a load takes minutes, and others work meanwhile."""
    begun = process_time()
    deed()
    return process_time() - begun


def register(folder: Path, rows: int) -> Path:
    path = folder / f"{rows}.csv"
    with path.open("w") as file:
        file.write("cuenta,medidor,titular,domicilio,colonia,tarifa,uso,estado\n")
        file.writelines(_lines(rows))
    return path


def _lines(rows: int) -> Iterator[str]:
    for n in range(rows):
        yield f"{n:07},M{n:07},Titular {n} Cruz,Calle {n},Centro,Doméstica,Hogar,Activa\n"


def test_a_register_ten_times_larger_takes_ten_times_as_long(tmp_path: Path, settings: Any) -> None:
    settings.REGISTER = "csv"
    tenth = work(lambda: import_file(register(tmp_path, TENTH), as_of=DAY, apply=True))
    whole = register(tmp_path, WHOLE)
    every = work(lambda: import_file(whole, as_of=DAY, apply=True))
    assert RegisterAccount.objects.count() == WHOLE
    say("load 200 000 / load 20 000", every / tenth, 15, f"{every:.0f} s, written in bulk")

    again = dt.timedelta(days=1) + DAY
    same = work(lambda: import_file(whole, as_of=again, apply=True))
    say("load it unchanged / load it new", same / every, 0.8, "what is as it was is not written")

    few = ratio(lambda: lookup(account="0000001"), lambda: sum(range(20_000)))
    say("look up one of 200 000", few, 40, "one row by its index, one seal opened")


def test_of_a_register_only_its_numbers_are_kept_in_memory(tmp_path: Path) -> None:
    path = register(tmp_path, TENTH)  # tracing makes it ten times slower
    tracemalloc.start()
    try:
        import_file(path, as_of=DAY)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    say(
        "memory / the file",
        most / path.stat().st_size,
        4,
        f"{most * WHOLE // TENTH >> 20} MB for 200 000",
    )
