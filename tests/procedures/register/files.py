"""Files of a register as billing systems export them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from procedures.register.importing import Report, import_file
from procedures.register.sheets import BALANCES

HEADINGS = "cuenta,medidor,titular,domicilio,colonia,tarifa,uso,estado"
ROSA = "100-234,A12-345678,Rosa Muñoz Cruz,Reforma 5,Centro,Doméstica,Habitacional,Activa"
PEPE = "100-235,B99-000001,José Pérez Ruiz,Juárez 8,Reforma,Comercial,Comercio,Activa"
DAY = dt.date(2026, 1, 31)


def written(
    folder: Path, *rows: str, headings: str = HEADINGS, encoding: str = "utf-8", name: str = "p.csv"
) -> Path:
    """A file with these rows."""
    path = folder / name
    path.write_bytes("\r\n".join([headings, *rows, ""]).encode(encoding))
    return path


def loaded(folder: Path, *rows: str, day: dt.date = DAY, **how: Any) -> Report:
    """The report of applying a file with these rows."""
    return import_file(written(folder, *rows, **how), as_of=day, by="lucia", apply=True)


OWED = "cuenta,saldo,desde"


def balances(folder: Path, *rows: str, day: dt.date = DAY, headings: str = OWED) -> Report:
    """The report of applying a file of what accounts owe."""
    file = written(folder, *rows, headings=headings, name="saldos.csv")
    return import_file(file, as_of=day, sheet=BALANCES, by="lucia", apply=True)
