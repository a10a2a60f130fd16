"""Indicators in words: the same names, quantities and comparisons on the board and in public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.models import Area
from frontend.charts import Chart, Point
from frontend.formats import number
from procedures.catalogue.models import Procedure
from procedures.indicators import Cell, Indicator, Measured
from procedures.requests.models.request import OutcomeChoices, Source

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

DIMENSION_WORDS: dict[str, StrPromise] = {
    "procedure": gettext_lazy("Trámite"),
    "source": gettext_lazy("Canal"),
    "area": gettext_lazy("Área"),
    "month": gettext_lazy("Mes"),
    "outcome": gettext_lazy("Resultado"),
    "age": gettext_lazy("Antigüedad"),
}
AGES: dict[str, StrPromise] = {
    "0-15": gettext_lazy("Hasta 15 días"),
    "16-30": gettext_lazy("De 16 a 30 días"),
    "31-60": gettext_lazy("De 31 a 60 días"),
    "61-90": gettext_lazy("De 61 a 90 días"),
    "91-": gettext_lazy("Más de 90 días"),
}
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")

# Headings short enough for a table, where the whole label would not fit.
COLUMN_WORDS: dict[str, StrPromise] = {
    "filed": gettext_lazy("Recibidas"),
    "closed": gettext_lazy("Concluidas"),
    "open_now": gettext_lazy("Abiertas"),
    "median_days": gettext_lazy("Días (mediana)"),
    "p90_days": gettext_lazy("Días (9 de 10)"),
    "total_days": gettext_lazy("Días en total"),
    "on_time": gettext_lazy("A tiempo"),
    "online_share": gettext_lazy("En línea"),
    "satisfaction": gettext_lazy("Satisfacción"),
    "response_rate": gettext_lazy("Contestaron"),
}
Link = Callable[[str, Cell], str]  # an indicator's name and a cell -> where the figure leads


@dataclass(frozen=True)
class Names:
    """What people call the things figures are grouped by."""

    procedures: Mapping[str, str]
    areas: Mapping[str, str]

    @classmethod
    def load(cls) -> Names:
        """The names of the procedures and areas there are, in two queries."""
        return cls(
            dict(Procedure.objects.order_by("name").values_list("slug", "name")),
            dict(Area.objects.order_by("name").values_list("key", "name")),
        )

    def of(self, dimension: str, key: str) -> str:
        """The name of one group; the key itself when nobody knows it any more."""
        if dimension == "month":
            return month_name(key)
        known: Mapping[str, object] = {
            "procedure": self.procedures,
            "area": self.areas,
            "source": dict(Source.choices),
            "outcome": dict(OutcomeChoices.choices),
            "age": AGES,
        }[dimension]
        # An answer that few share does not say its procedure or channel (surveys.crowds).
        nameless = _("Sin asignar") if dimension == "area" else _("Sin distinguir")
        return str(known.get(key) or key or nameless)


def month_name(key: str, year: str = "%Y") -> str:
    """ "2026-02" as "feb 2026", or "feb 26" under a drawing, where there is little room."""
    day = dt.date.fromisoformat(f"{key}-01")
    return f"{_MONTHS[day.month - 1]} {day:{year}}"


@dataclass(frozen=True)
class Table:
    """A table of figures, as the `table` tag takes it."""

    key: str
    caption: str
    columns: list[object]
    rows: list[list[object]]


SINGULAR: dict[str, StrPromise] = {
    "solicitudes": gettext_lazy("solicitud"),
    "días hábiles": gettext_lazy("día hábil"),
}


def quantity(indicator: Indicator, cell: Cell | None) -> str:
    """A figure in words: "12", "87.5 %", "—" when there is none, or that it is not published."""
    if cell is not None and cell.hidden:
        return _("No se publica")
    value = None if cell is None else cell.value
    if value is None:
        return "—"
    return f"{number(value)}\u00a0%" if indicator.unit == "%" else number(value)


def comparison(measured: Measured) -> str:
    """Beside a figure: what it was before, whether that is better, and how the target stands."""
    indicator, now, before = measured.indicator, measured.now.whole, measured.before.whole
    said = []
    if before.value is not None:
        better = indicator.improved(now.value, before.value)
        turn = {True: _("mejoró"), False: _("empeoró")}.get(better) if better is not None else ""
        earlier = _("Periodo anterior: %(value)s") % {"value": quantity(indicator, before)}
        said.append(f"{earlier} ({turn})." if turn else f"{earlier}.")
    else:
        said.append(_("Sin dato del periodo anterior."))
    met = indicator.meets_target(now.value)
    if met is not None:
        words = _("Cumple la meta de %(t)s.") if met else _("No alcanza la meta de %(t)s.")
        said.append(words % {"t": quantity(indicator, Cell("", indicator.target, 0))})
    return " ".join(said)


def card(measured: Measured, href: str = "") -> dict[str, str]:
    """One indicator as the `stat` tag takes it."""
    indicator, cell = measured.indicator, measured.now.whole
    unit = str(indicator.unit)
    if cell.value == 1:
        unit = str(SINGULAR.get(unit, unit))
    return {
        "label": str(indicator.label),
        "value": quantity(indicator, cell),
        "unit": "" if unit == "%" or cell.value is None else unit,
        "note": comparison(measured),
        "href": href,
    }


def table(
    dimension: str,
    figures: Mapping[str, Measured],
    columns: Iterable[str],
    names: Names,
    caption: str,
    link: Link | None = None,
) -> Table:
    """Indicators side by side, a row for each group; figures link to the requests behind them."""
    shown = [figures[name] for name in columns if dimension in figures[name].now.groups]
    keys = {key: None for item in shown for key in item.now.group(dimension)}
    order = sorted(keys) if dimension == "month" else sorted(keys, key=_weight(shown, dimension))
    rows: list[list[object]] = []
    for key in order:
        row: list[object] = [names.of(dimension, key)]
        for item in shown:
            none = Cell(key, 0 if item.indicator.counts else None, 0)
            cell = item.now.group(dimension).get(key, none)
            words = quantity(item.indicator, cell)
            href = link(item.indicator.name, cell) if link and cell.count else ""
            row.append(
                format_html('<a class="govuk-link" href="{}">{}</a>', href, words)
                if href
                else words
            )
        rows.append(row)
    heads = [(str(COLUMN_WORDS[item.indicator.name]), "number") for item in shown]
    return Table(f"por-{dimension}", caption, [str(DIMENSION_WORDS[dimension]), *heads], rows)


def _weight(shown: list[Measured], dimension: str) -> Callable[[str], tuple[int, str]]:
    """The busiest first: by the first indicator of the table, hidden ones last."""
    first = shown[0].now.group(dimension) if shown else {}
    return lambda key: (-first[key].count if key in first else 0, key)


def chart(
    measured: Measured, dimension: str, names: Names, title: str = "", most: int = 0
) -> Chart:
    """An indicator by one dimension, ready for `bar_chart` or `line_chart`.

    Args:
        most: how many groups at most, the largest first; 0 draws all in the order of their keys.
    """
    before = measured.before.group(dimension)
    cells = measured.now.groups.get(dimension, ())
    if most:
        cells = tuple(sorted(cells, key=lambda cell: (-cell.count, cell.key))[:most])
    compared = dimension in ("procedure", "source", "area")
    return Chart(
        f"{measured.indicator.name}-{dimension}".replace("_", "-"),
        title or str(measured.indicator.label),
        [
            Point(
                month_name(cell.key, "%y")
                if dimension == "month"
                else names.of(dimension, cell.key),
                cell.value,
                before[cell.key].value if compared and cell.key in before else None,
            )
            for cell in cells
        ],
        unit=str(measured.indicator.unit),
        target=measured.indicator.target,
        label=str(DIMENSION_WORDS[dimension]),
    )
