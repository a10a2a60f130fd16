"""Why a case is due the day it is, day by day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from frontend.staff.casefile import clocks_of, term_in_words
from frontend.staff.desk import desk_of
from procedures.requests import timekeeping
from procedures.requests.explanation import explain


@require_GET
def clock_page(request: HttpRequest, folio: str) -> HttpResponse:
    """`/personal/<folio>/plazo/`."""
    desk = desk_of(request, folio)
    row = desk.row
    told = explain(
        row.definition.time.limit,
        timekeeping.spans_of(row),
        timekeeping.calendar_of(row),
        extension_days=row.extension_days,
        until=desk.today,
    )
    context = {
        "row": row,
        "told": told,
        "no_limit": timekeeping.why_no_limit(row),
        "term": term_in_words(told.term),
        "clocks": clocks_of(desk),
        "today": desk.today,
    }
    return render(request, "staff/clock.html", context)
