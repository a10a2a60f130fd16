"""Bringing the register, or the balances, up to date with a file: looked at first, then applied.

The same pass does both, so that what the preview counted is what is applied. Rows are read and
written a thousand at a time, each thousand in a transaction of its own: filings go on meanwhile,
and a load that was cut short is ended by applying the file again. What is kept of the whole file
is its account numbers, some hundred bytes each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.security.digests import keyed_digest

from .models import AccountBalance, Imported, RegisterAccount, RegisterBatch, seal
from .reading import Fault, Row, Unreadable, recognise, rows
from .sheets import ACCOUNT, BALANCES, REGISTER, Sheet

AT_ONCE = 1000  # rows
FAULTS_TOLD = 20  # lines left out that are told one by one; of the others the number
TABLES: Mapping[str, type[Imported]] = {
    REGISTER.kind: RegisterAccount,
    BALANCES.kind: AccountBalance,
}
# The column of the table of each plain column of a file.
STORED = {"medidor": "meter", "tarifa": "tariff", "uso": "use", "estado": "status"}
ALWAYS_WRITTEN = ("sealed", "fingerprint", "missing_since", "batch")

Progress = Callable[[int, int], None]


class Refused(Exception):
    """The file is not applied; the sentence says why."""


@dataclass
class Report:
    """What a file brings, counted in accounts; `wrong` in lines.

    Attributes:
        repeated: it is the file that was applied last, for the same day: nothing was read again.
        faults: the first lines left out.
    """

    encoding: str = ""
    separator: str = ""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    wrong: int = 0
    repeated: bool = False
    faults: list[Fault] = field(default_factory=list)


def import_file(
    path: Path,
    *,
    as_of: dt.date,
    sheet: Sheet = REGISTER,
    by: str = "",
    apply: bool = False,
    progress: Progress = lambda done, lines: None,
) -> Report:
    """Compare a file with what is there and, if so told, bring that up to date.

    An account that is as it was is not written. One that no longer comes is marked with `as_of`
    and kept; a line that is wrong leaves its account as it was.

    Args:
        path: a CSV as `reading` takes it.
        as_of: the day the file tells of.
        sheet: which kind of file it is.
        by: who applies it, for the evidence.
        apply: False counts and writes nothing.
        progress: called with rows done and lines of the file, every thousand rows.

    Raises:
        Refused: it cannot be read, brings no account, or is older than what is there.
        OSError: there is no such file.
    """
    with path.open("rb") as file:
        layout = recognise(file)
        report = Report(layout.encoding, layout.separator)
        if _is_the_last(sheet, layout.sha256, as_of):
            report.repeated = True
            return report
        batch = None
        if apply:
            batch = RegisterBatch.objects.create(
                kind=sheet.kind, by=by, as_of=as_of, sha256=layout.sha256
            )
        try:
            with closing(rows(file, layout, sheet)) as found:
                seen = _take_in(found, sheet, batch, report, progress, layout.lines)
        except Unreadable as wrong:
            raise Refused(str(wrong)) from wrong
    if not seen:
        raise Refused(_("El archivo no trae ninguna cuenta."))
    _mark_missing(seen, sheet, as_of, batch, report)
    if batch is not None:
        for name in ("added", "changed", "unchanged", "missing", "wrong"):
            setattr(batch, name, getattr(report, name))
        batch.finished_at = timezone.now()
        batch.save()
    return report


def _is_the_last(sheet: Sheet, sha256: str, as_of: dt.date) -> bool:
    """Whether exactly this was the last load; refuses what is older than the last that ended."""
    ended = RegisterBatch.objects.of(sheet.kind).finished().first()
    if ended is not None and as_of < ended.as_of:
        raise Refused(_("Ya hay datos al %s. Este archivo es anterior.") % ended.as_of.isoformat())
    last = RegisterBatch.objects.of(sheet.kind).order_by("-id").first()
    return last is not None and last == ended and (last.sha256, last.as_of) == (sha256, as_of)


def _take_in(
    found: Iterator[Row | Fault],
    sheet: Sheet,
    batch: RegisterBatch | None,
    report: Report,
    progress: Progress,
    lines: int,
) -> set[str]:
    """Count, and with a batch write, what is new and what changed; the accounts that came."""
    seen: set[str] = set()
    done = 0
    while chunk := list(islice(found, AT_ONCE)):
        fresh: list[Row] = []
        for item in chunk:
            if isinstance(item, Row) and item.values[ACCOUNT] in seen:
                sentence = _("La cuenta está repetida en el archivo: vale la primera.")
                item = Fault(item.line, sentence, item.values[ACCOUNT])
            if isinstance(item, Row):
                fresh.append(item)
                seen.add(item.values[ACCOUNT])
                continue
            report.wrong += 1
            report.faults += [item] if len(report.faults) < FAULTS_TOLD else []
            seen |= {item.account} if item.account else set()
        _compare(fresh, sheet, batch, report)
        done += len(chunk)
        progress(done, lines)
    return seen


def _compare(fresh: list[Row], sheet: Sheet, batch: RegisterBatch | None, report: Report) -> None:
    table = TABLES[sheet.kind]
    known = {
        number: (fingerprint, missing_since)
        for number, fingerprint, missing_since in table.objects.filter(
            number__in=[row.values[ACCOUNT] for row in fresh]
        ).values_list("number", "fingerprint", "missing_since")
    }
    different: list[Imported] = []
    for row in fresh:
        fingerprint = _fingerprint(row, sheet)
        before = known.get(row.values[ACCOUNT])
        if before == (fingerprint, None):
            report.unchanged += 1
            continue
        report.added += before is None
        report.changed += before is not None
        if batch is not None:
            different.append(_account(row, sheet, fingerprint, batch))
    stored = [STORED[column] for column in sheet.plain if column != ACCOUNT]
    table.objects.bulk_create(
        different,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=[*stored, *ALWAYS_WRITTEN],
    )


def _fingerprint(row: Row, sheet: Sheet) -> str:
    return keyed_digest(sheet.kind, *(row.values[column] for column in sheet.columns)).hex()


def _account(row: Row, sheet: Sheet, fingerprint: str, batch: RegisterBatch) -> Imported:
    values = row.values
    return TABLES[sheet.kind](
        number=values[ACCOUNT],
        sealed=seal({column: values[column] for column in sheet.private}),
        fingerprint=fingerprint,
        batch=batch,
        **{STORED[column]: values[column] for column in sheet.plain if column != ACCOUNT},
    )


def _mark_missing(
    seen: set[str], sheet: Sheet, as_of: dt.date, batch: RegisterBatch | None, report: Report
) -> None:
    """Mark what the file no longer brings, page by page of what is there."""
    table = TABLES[sheet.kind]
    present = table.objects.filter(missing_since=None).order_by("number")
    last = ""
    while page := list(present.filter(number__gt=last).values_list("number", flat=True)[:AT_ONCE]):
        last = page[-1]
        gone = [number for number in page if number not in seen]
        report.missing += len(gone)
        if batch is not None and gone:
            table.objects.filter(number__in=gone).update(missing_since=as_of, batch=batch)
