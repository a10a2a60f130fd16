"""The board as CSV: every figure on screen in one long list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _

from frontend.figures import DIMENSION_WORDS, Names
from frontend.spreadsheet import download
from procedures.indicators import Cell, Measured, Scope


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
    """The download."""
    return download(f"indicadores-{scope.first}-{scope.last}", rows(figures, names))
