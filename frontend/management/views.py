"""The board of direction: how the service does, beside before and beside its targets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import actor_of
from frontend import figures as words
from frontend.figures import Names
from procedures.indicators import Measured, Scope, measure
from procedures.indicators.audience import hidden_from
from procedures.indicators.scope import month_end, month_start
from procedures.requests.access import may_see_figures
from procedures.requests.errors import NotAllowed

from . import drilldown, spreadsheet
from .forms import BoardForm

VOLUME = ("filed", "closed", "open_now", "online_share", "corrections")
TIMES = ("median_days", "p90_days", "total_days", "citizen_days", "on_time")
SURVEYS = ("satisfaction", "solved", "response_rate")
COLUMNS = (
    "filed", "closed", "open_now", "median_days", "p90_days", "total_days", "on_time",
    "online_share", "satisfaction", "response_rate",
)  # fmt: skip
BUSIEST = 10  # procedures in the drawing; the table has them all


def management(request: HttpRequest) -> HttpResponse:
    """`/direccion/`: figures, tables and drawings of a period; `?formato=csv` downloads them."""
    actor = actor_of(request)
    if not may_see_figures(actor):
        raise NotAllowed(_("Su función no incluye ver las cifras de dirección."))
    today, names = timezone.localdate(), Names.load()
    form = BoardForm(request.GET.dict(), names=names, hidden=hidden_from(actor), today=today)
    context: dict[str, Any] = {"form": form, "periods": usual_periods(today)}
    if form.is_valid():
        scope = form.scope()
        figures = measure(scope)
        if request.GET.get("formato") == "csv":
            return spreadsheet.response(figures, names, scope)
        context |= board(figures, names, scope)
        context["csv"] = f"?{_again(request, formato='csv')}"
    return render(request, "management/board.html", context)


def board(figures: Mapping[str, Measured], names: Names, scope: Scope) -> dict[str, Any]:
    """What the template draws, from figures already measured: no query from here on."""

    def cards(chosen: tuple[str, ...]) -> list[dict[str, str]]:
        return [words.card(figures[name], drilldown.inbox(scope, name)) for name in chosen]

    captions = {
        "procedure": _("Por trámite"),
        "source": _("Por canal"),
        "area": _("Por área"),
        "month": _("Por mes"),
    }
    outcome = figures["outcomes"]
    return {
        "scope": scope,
        "before": scope.previous(),
        "nothing": not any(figures[name].now.whole.count for name in ("filed", "closed")),
        "volume": cards(VOLUME),
        "times": cards(TIMES),
        "surveys": cards(SURVEYS),
        "tables": [
            words.table(
                dimension,
                figures,
                # What is open is of any month: beside what a month received it would mislead.
                [name for name in COLUMNS if (name, dimension) != ("open_now", "month")],
                names,
                caption,
                drilldown.link(scope, dimension),
            )
            for dimension, caption in captions.items()
        ],
        "outcomes": [
            (
                names.of("outcome", cell.key),
                words.quantity(outcome.indicator, cell),
                drilldown.inbox(scope, "outcomes", "outcome", cell.key),
            )
            for cell in outcome.now.groups["outcome"]
        ],
        "busiest": words.chart(
            figures["filed"], "procedure", names, _("Recibidas por trámite"), BUSIEST
        ),
        "ages": words.chart(figures["open_now"], "age", names, _("Abiertas por antigüedad")),
        "months": words.chart(figures["filed"], "month", names, _("Recibidas por mes")),
        "days": words.chart(
            figures["median_days"], "month", names, _("Mediana de los días del organismo, por mes")
        ),
        "punctual": words.chart(figures["on_time"], "month", names, _("A tiempo por mes")),
    }


def usual_periods(today: dt.date) -> list[tuple[str, str]]:
    """Periods one press away: (words, query)."""
    last_month = month_start(today, -1)
    periods = (
        (_("Este mes"), month_start(today), today),
        (_("Mes pasado"), last_month, month_end(last_month)),
        (_("Este año"), today.replace(month=1, day=1), today),
        (_("Últimos 12 meses"), month_start(today, -11), today),
    )
    return [(text, f"?desde={first}&hasta={last}") for text, first, last in periods]


def _again(request: HttpRequest, **changes: str) -> str:
    """This page's query with something changed."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()
