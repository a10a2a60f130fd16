"""Two beats, a late beat, a missed hour: each periodic effect once per period."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import time_machine
from celery import current_app
from celery.schedules import crontab
from django.conf import settings
from django.db import connection

from notifications import periods
from notifications.models import Period
from notifications.tasks import run_once

NOON = dt.datetime(2026, 3, 10, 18, 7, tzinfo=dt.UTC)
CLOCKS = "procedures.requests.tasks.look_at_the_clocks"


class Deed:
    """Counts how often it was done, and fails as often as it is told to."""

    def __init__(self, fails: int = 0) -> None:
        self.done, self.fails = 0, fails

    def __call__(self) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError
        self.done += 1


@pytest.mark.django_db
@pytest.mark.parametrize("per", ["hour", "day"])
def test_two_beats_and_a_late_one_do_it_once(per: str) -> None:
    deed = Deed()
    for late in (0, 0, 2, 50):
        with time_machine.travel(NOON + dt.timedelta(minutes=late)):
            periods.once("look", per, deed)
    assert deed.done == 1


@pytest.mark.django_db
def test_each_hour_and_each_day_is_another_and_a_missed_one_stops_nothing() -> None:
    hourly, daily = Deed(), Deed()
    for hours in (0, 1, 4, 5):  # two hours nobody came for
        with time_machine.travel(NOON + dt.timedelta(hours=hours)):
            periods.once("look", "hour", hourly)
            periods.once("sum up", "day", daily)
    assert (hourly.done, daily.done) == (4, 1)


@pytest.mark.django_db
def test_the_day_is_that_of_the_utility_not_of_greenwich() -> None:
    evening = dt.datetime(2026, 3, 11, 2, tzinfo=dt.UTC)  # 20:00 of the 10th in Oaxaca
    assert periods.period_of(evening, "day") == "2026-03-10"
    assert periods.period_of(evening, "hour") == "2026-03-11T02Z"


@pytest.mark.django_db
def test_what_failed_is_done_by_the_next_beat_of_the_same_period() -> None:
    deed = Deed(fails=1)
    with time_machine.travel(NOON):
        with pytest.raises(ConnectionError):
            periods.once("look", "hour", deed)
        assert periods.once("look", "hour", deed)
        assert not periods.once("look", "hour", deed)
    assert deed.done == 1


@pytest.mark.django_db
def test_while_one_does_it_another_does_not_and_who_was_killed_is_followed() -> None:
    deed = Deed()
    with time_machine.travel(NOON, tick=False) as clock:
        Period.objects.create(
            name="look",
            period=periods.period_of(NOON, "hour"),
            leased_until=NOON + periods.LEASE,
        )
        assert not periods.once("look", "hour", deed)
        clock.shift(periods.LEASE)
        assert periods.once("look", "hour", deed)
    assert deed.done == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_beats_at_once_one_does_it() -> None:
    deed, start = Deed(), threading.Barrier(8)

    def beat() -> None:
        start.wait()
        periods.once("look", "hour", deed)
        connection.close()

    beats = [threading.Thread(target=beat) for _ in range(8)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()
    assert deed.done == 1


@pytest.mark.django_db
def test_old_periods_are_forgotten() -> None:
    for days in (0, 40):
        with time_machine.travel(NOON + dt.timedelta(days=days)):
            periods.once("look", "day", Deed())
    assert Period.objects.count() == 1


@pytest.mark.django_db
def test_a_scheduled_task_runs_once_in_its_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    deed = Deed()
    monkeypatch.setitem(current_app.tasks, CLOCKS, deed)
    run_once(CLOCKS, "hour")
    run_once(CLOCKS, "hour")
    assert deed.done == 1


@pytest.mark.parametrize("name", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_whatever_has_an_hour_runs_once_in_it_and_every_task_exists(name: str) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    current_app.loader.import_default_modules()
    task, *period = entry.get("args", [entry["task"]])
    assert task in current_app.tasks
    when = entry["schedule"]
    if isinstance(when, crontab) and len(when.minute) == 1:
        assert period == ["day" if len(when.hour) == 1 else "hour"]
