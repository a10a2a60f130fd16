"""A list as CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.http import HttpResponse

# A spreadsheet runs what begins so as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe(value: object) -> str:
    """A cell's text, with an apostrophe before what a spreadsheet would run as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def download(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """The file, in UTF-8 with the mark old spreadsheets need to know it.

    Args:
        name: without its ending.
        rows: the first one its headings.
    """
    answer = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
    writer = csv.writer(answer)
    for row in rows:
        writer.writerow([safe(value) for value in row])
    return answer
