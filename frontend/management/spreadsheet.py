"""The board as CSV: every figure on screen in one long list, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _

from frontend.figures import DIMENSION_WORDS, Names
from procedures.indicators import Cell, Measured, Scope

# A spreadsheet runs what begins so as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe(value: object) -> str:
    """A cell's text, with an apostrophe before what a spreadsheet would run as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def rows(figures: Mapping[str, Measured], names: Names) -> Iterator[list[object]]:
    """Heading and rows: the whole of each figure, then its groups."""
    yield [
        _("Indicador"), _("Agrupado por"), _("Grupo"), _("Valor"), _("Unidad"), _("Base"),
        _("Periodo anterior"), _("Meta"),
    ]  # fmt: skip
    for item in figures.values():
        yield _row(item, "", "", item.now.whole, item.before.whole)
        for dimension, cells in item.now.groups.items():
            before = item.before.group(dimension)
            # Two periods share no month: nothing stands beside it.
            for cell in cells:
                name = names.of(dimension, cell.key)
                words = str(DIMENSION_WORDS[dimension])
                yield _row(item, words, name, cell, before.get(cell.key))


def _row(item: Measured, by: str, group: str, now: Cell, before: Cell | None) -> list[object]:
    indicator = item.indicator
    return [
        indicator.label, by, group, now.value, indicator.unit, now.count,
        before.value if before else None, indicator.target,
    ]  # fmt: skip


def response(figures: Mapping[str, Measured], names: Names, scope: Scope) -> HttpResponse:
    """The download, in UTF-8 with the mark old spreadsheets need to know it."""
    name = f"indicadores-{scope.first}-{scope.last}.csv"
    answer = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.writer(answer)
    for row in rows(figures, names):
        writer.writerow([safe(value) for value in row])
    return answer
