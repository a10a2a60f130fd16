"""The calendars of business days, year by year, and declaring a day."""

from __future__ import annotations

from django.contrib import messages
from django.db.models.functions import ExtractYear
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from backend.accounts.actors import actor_of
from frontend.staff.administration.doors import administrators, sensitive
from frontend.staff.administration.forms import DayForm
from procedures.requests import declaring
from procedures.requests.calendar import DECLARED, Calendar, CalendarDay
from procedures.requests.errors import NotFound

MOST = 50  # declarations shown


def _calendar(key: str) -> Calendar:
    found = Calendar.objects.filter(key=key).first()
    if found is None:
        raise NotFound(_("No encontramos ese calendario."))
    return found


@administrators
@require_GET
def calendars(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/calendarios/`."""
    context = {"calendars": Calendar.objects.order_by("name")}
    return render(request, "staff/administration/calendars.html", context)


@administrators
@require_GET
def calendar(request: HttpRequest, calendar: str) -> HttpResponse:
    """One calendar by year, and who declared what."""
    found = _calendar(calendar)
    years = list(
        found.days.annotate(year=ExtractYear("date"))
        .order_by("year")
        .values_list("year", flat=True)
        .distinct()
    )
    asked, this_year = request.GET.get("anio", ""), timezone.localdate().year
    year = int(asked) if asked.isdecimal() and int(asked) in years else this_year
    declared = CalendarDay.history.filter(
        calendar_id=found.pk, history_change_reason=DECLARED
    ).order_by("-history_date")
    context = {
        "calendar": found,
        "year": year,
        "years": [
            {"text": str(one), "href": f"?anio={one}", "current": one == year}
            for one in sorted({*years, this_year})
        ],
        "days": found.days.filter(date__year=year).order_by("date"),
        "declared": declared[:MOST],
        "left": declaring.left_to_move(found),
    }
    return render(request, "staff/administration/calendar.html", context)


@sensitive
def declare(request: HttpRequest, calendar: str) -> HttpResponse:
    """`…/dia/`: the day; then how many open requests it moves; then it is done."""
    found = _calendar(calendar)
    form = DayForm(request.POST or None)
    context = {"calendar": found, "form": form}
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return render(request, "staff/administration/day.html", context)
    told = form.cleaned_data
    if "confirm" not in request.POST:
        moved = declaring.would_move(found, told["date"], working=told["working"])
        known = found.days.filter(date=told["date"]).first()
        context |= {"moved": moved, "told": told, "known": known}
        return render(request, "staff/administration/day_confirm.html", context)
    declaring.declare(actor=actor_of(request), calendar=found, **told)
    said = _("El día quedó declarado. Las fechas que cambian se recorren en unos minutos.")
    messages.success(request, said)
    return redirect("admin-calendar", found.key)
