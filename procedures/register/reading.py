"""A file as the utility's system exports it: a CSV whose encoding and separator are guessed.

Read as it streams: one look for encoding, separator and digest, one for the rows. Sentences name a
line and a column, never what is written there.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from procedures.catalogue.spelling import normal
from procedures.definition.fields.base import Wrong
from procedures.definition.fields.characters import tidy

from .entries import plain_number
from .sheets import ACCOUNT, Sheet

CHUNK = 1 << 20  # bytes read at a time
LONGEST_HEADING = 10_000  # bytes: a file without line breaks is no register


class Unreadable(Exception):
    """The file as a whole cannot be read; the sentence says why."""


@dataclass(frozen=True)
class Layout:
    """How a file is written. `lines` counts line breaks: enough to say how far one is."""

    encoding: str
    separator: str
    sha256: str
    lines: int


@dataclass(frozen=True)
class Row:
    """One account of the file; its numbers already plain."""

    line: int
    values: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Fault:
    """One line that was left out, and why, in plain words. `account` where it could be read."""

    line: int
    sentence: str
    account: str = field(default="", repr=False)


def recognise(file: BinaryIO) -> Layout:
    """How `file` is written; leaves it at its beginning.

    UTF-8 if every byte of it is, latin-1 otherwise. The separator is the one of `;` and `,` that
    the headings have more of.
    """
    digest, lines, encoding = hashlib.sha256(), 0, "utf-8-sig"
    utf8 = codecs.getincrementaldecoder("utf-8")()
    chunk = b"-"
    while chunk:
        chunk = file.read(CHUNK)
        digest.update(chunk)
        lines += chunk.count(b"\n")
        try:
            utf8.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            encoding = "latin-1"
    file.seek(0)
    heading = file.readline(LONGEST_HEADING)
    file.seek(0)
    separator = ";" if heading.count(b";") > heading.count(b",") else ","
    return Layout(encoding, separator, digest.hexdigest(), lines)


def rows(file: BinaryIO, layout: Layout, sheet: Sheet) -> Generator[Row | Fault, None, None]:
    """Every account of the file in its order, and every line that cannot be one.

    Raises:
        Unreadable: it lacks a column, or stops being a CSV somewhere.
    """
    text = io.TextIOWrapper(file, encoding=layout.encoding, newline="")
    reader = csv.reader(text, delimiter=layout.separator)
    try:
        headings = _headings(next(reader, []), sheet)
        for cells in reader:
            if any(cells):
                yield _row(reader.line_num, headings, cells, sheet)
    except csv.Error as wrong:
        raise Unreadable(
            _("El archivo no se entiende desde la línea %d. Revise sus comillas.") % reader.line_num
        ) from wrong
    finally:
        text.detach()  # whoever opened the file closes it, after closing this


def _headings(cells: list[str], sheet: Sheet) -> list[str]:
    found = [normal(cell) for cell in cells]
    for column in sheet.needed:
        if found.count(column) != 1:
            raise Unreadable(_("El archivo debe traer una columna «%s».") % column)
    return found


def _row(line: int, headings: list[str], cells: list[str], sheet: Sheet) -> Row | Fault:
    if len(cells) != len(headings):
        counts = {"found": len(cells), "expected": len(headings)}
        return Fault(line, _("Tiene %(found)d columnas y debían ser %(expected)d.") % counts)
    given = dict(zip(headings, cells, strict=True))
    account, column = "", ACCOUNT
    try:
        account = plain_number(tidy(given[ACCOUNT], longest=sheet.plain[ACCOUNT]))
        if not account:
            return Fault(line, _("Falta la cuenta."))
        values = {}
        for column, longest in sheet.columns.items():
            text = tidy(given.get(column, ""), longest=longest)
            values[column] = sheet.read[column](text) if column in sheet.read else text
    except Wrong as wrong:
        told = {"column": column, "problem": wrong.message}
        return Fault(line, _("En «%(column)s»: %(problem)s") % told, account)
    return Row(line, {**values, ACCOUNT: account})
