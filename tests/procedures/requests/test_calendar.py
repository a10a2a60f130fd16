"""Calendars are loaded once, read once, and never wrong after somebody adds a day."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from backend.accounts.history import acting
from procedures.requests.calendar import (
    BadCalendar,
    Calendar,
    CalendarDay,
    UnknownCalendar,
    business_calendar,
    load_calendar,
)

pytestmark = pytest.mark.django_db

HOLIDAY = dt.date(2026, 2, 5)
TOLD = {
    "key": "general",
    "name": "Calendario general",
    "source": "LFPA 28",
    "days": [
        {"date": HOLIDAY, "reason": "Constitución", "source": "LFPA 28", "working": False},
        {"date": "2026-02-07", "reason": "Sábado habilitado", "working": True},
    ],
}


def test_a_loaded_calendar_is_counted_with() -> None:
    loaded = load_calendar(TOLD)
    calendar = business_calendar("general")
    assert loaded.added == (HOLIDAY, dt.date(2026, 2, 7))
    assert not calendar.is_working(HOLIDAY)
    assert calendar.why_not(HOLIDAY) == "Constitución"
    assert calendar.is_working(dt.date(2026, 2, 7))
    assert not calendar.is_working(dt.date(2026, 2, 8))


def test_loading_twice_changes_nothing_and_leaves_no_second_history() -> None:
    load_calendar(TOLD)
    again = load_calendar(TOLD)
    assert (again.added, again.changed) == ((), ())
    assert Calendar.history.count() == 1
    assert CalendarDay.history.count() == 2


def test_every_day_is_recorded_with_who_loaded_it_and_why() -> None:
    with acting("ana", "DOF 2026"):
        load_calendar(TOLD)
    rows = CalendarDay.history.values_list("history_type", "history_user_id")
    assert list(rows) == [("+", "ana")] * 2
    assert set(CalendarDay.history.values_list("history_change_reason", flat=True)) == {"DOF 2026"}
    assert set(CalendarDay.history.values_list("added_at", flat=True)) == set(
        CalendarDay.objects.values_list("added_at", flat=True)
    )


def test_a_changed_reason_is_changed_and_kept_in_history() -> None:
    load_calendar(TOLD)
    day = {"date": HOLIDAY, "reason": "Aniversario de la Constitución", "source": "LFPA 28"}
    assert load_calendar(TOLD | {"days": [day]}).changed == (HOLIDAY,)
    assert CalendarDay.objects.count() == 2, "a day that is not in the file stays"
    assert CalendarDay.history.filter(date=HOLIDAY).count() == 2


def test_a_known_calendar_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load_calendar(TOLD)
    first = business_calendar("general")
    with django_assert_num_queries(1):
        assert business_calendar("general") is first


def test_a_day_added_afterwards_is_seen_at_once() -> None:
    calendar = load_calendar(TOLD).calendar
    before = business_calendar("general")
    flood = dt.date(2026, 3, 3)
    CalendarDay.objects.create(calendar=calendar, date=flood, reason="Fuerza mayor")
    after = business_calendar("general")
    assert before.is_working(flood)
    assert not after.is_working(flood)
    assert before.version != after.version


def test_a_day_taken_away_is_seen_at_once() -> None:
    load_calendar(TOLD)
    business_calendar("general")
    CalendarDay.objects.get(date=HOLIDAY).delete()
    assert business_calendar("general").is_working(HOLIDAY)


def test_an_unknown_calendar_is_an_error_and_not_a_year_without_holidays() -> None:
    with pytest.raises(UnknownCalendar):
        business_calendar("nadie")


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {"name": "sin clave"},
        TOLD | {"days": [{"date": HOLIDAY}]},
        TOLD | {"days": [{"reason": "sin fecha"}]},
        TOLD | {"days": [{"date": "5 de febrero", "reason": "x"}]},
        TOLD | {"days": [{"date": dt.datetime(2026, 2, 5), "reason": "x"}]},
        TOLD | {"days": ["2026-02-05"]},
        TOLD | {"days": [{"date": HOLIDAY, "reason": "x"}, {"date": "2026-02-05", "reason": "y"}]},
    ],
)
def test_a_bad_calendar_is_refused_whole(told: object) -> None:
    with pytest.raises(BadCalendar):
        load_calendar(told)  # type: ignore[arg-type]
    assert not Calendar.objects.exists()


def test_the_command_loads_files_and_says_what_changed(tmp_path: Path) -> None:
    path = tmp_path / "general.yaml"
    path.write_text("key: general\nname: General\ndays:\n- {date: 2026-02-05, reason: x}\n")
    out = StringIO()
    call_command("load_calendar", path, stdout=out)
    assert out.getvalue() == "general: 1 added, 0 changed\n"


def test_the_command_names_the_file_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("key: [")
    with pytest.raises(CommandError, match="broken"):
        call_command("load_calendar", path)
