"""A calendar file as a browser receives it."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse

from procedures.casework.ics import Entry, calendar


def calendar_response(entries: Iterable[Entry], *, name: str, file: str) -> HttpResponse:
    """iCalendar, to be saved; it stays in no cache.

    Args:
        name: of the calendar, in words.
        file: without its ending; ASCII, nothing personal.
    """
    kind = "text/calendar; charset=utf-8"
    response = HttpResponse(calendar(entries, name=name), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{file}.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
