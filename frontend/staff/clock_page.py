"""Why a case is due the day it is, day by day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from frontend.staff.desk import desk_of
from procedures.requests.explanation import account_of


@require_GET
def clock_page(request: HttpRequest, folio: str) -> HttpResponse:
    """`/personal/<folio>/plazo/`."""
    desk = desk_of(request, folio)
    context = {
        "row": desk.row,
        "account": account_of(desk.row, desk.today),
        "today": desk.today,
    }
    return render(request, "staff/clock.html", context)
