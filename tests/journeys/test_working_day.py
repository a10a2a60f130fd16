"""One working day: three clerks, an inspector, the cashier, a supervisor and a director take the
seven online procedures, from the web, the counter and the telephone, to every outcome there is.

And two days more, for what only time may end: a correction nobody answered, a file nobody came for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from procedures.definition import Outcome
from tests.factories import published
from tests.journeys.day import closing, filing, inbox
from tests.journeys.day.cases import COMPLAINT, ONLINE, PERSONAL_DATA, the_day, turn
from tests.journeys.day.house import House
from tests.journeys.day.turns import carry_out, take_turns
from tests.procedures.register.files import ROSA, loaded

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FRIDAY, TODAY = dt.date(2026, 2, 27), dt.date(2026, 3, 3)
THE_LAST_DAY, THE_DAY_AFTER = dt.date(2026, 3, 17), dt.date(2026, 3, 18)  # of ten business days
IN_JUNE = dt.date(2026, 6, 18)  # three months after the warning
COME_IN = {
    "online": filing.from_home,
    "counter": filing.at_the_counter,
    "phone": filing.by_voice,
}


@pytest.fixture
def house(browser, live_server, settings, tmp_path, time_machine) -> Iterator[House]:
    time_machine.move_to(f"{TODAY}T08:30-06:00")
    settings.SITE_URL = live_server.url
    settings.REGISTER = "csv"
    loaded(tmp_path, ROSA)
    for slug in (*ONLINE, PERSONAL_DATA):
        published(slug)
    with House(browser, live_server.url, tmp_path, time_machine, friday=FRIDAY) as house:
        yield house


def test_a_working_day_reaches_every_outcome(house: House) -> None:
    cases = the_day()
    assert {case.slug for case in cases if case.source == "online"} == set(ONLINE)
    for source, come_in in COME_IN.items():
        for case in cases:
            if case.source == source:
                come_in(house, case)
    at_once = [case for case in cases if case.ends_at_the_counter]
    take_turns(house, at_once, lambda case: case.turns)
    mine = {case.folio for case in cases if case.taken}
    assert inbox.take_what_waits(house, "elena", mine) == len(mine)
    take_turns(house, [case for case in cases if case not in at_once], lambda case: case.turns)
    house.closes()

    house.opens(THE_LAST_DAY)
    [dwelling] = [case for case in cases if case.outcome == "conditional"]
    carry_out(house, dwelling, turn("resident", "corrects"))
    house.closes()
    house.opens(THE_DAY_AFTER)
    take_turns(house, cases, lambda case: case.later)
    house.closes()
    house.opens(IN_JUNE)
    take_turns(house, cases, lambda case: case.in_june)
    house.sends()

    closing.the_record_is_whole(cases)
    closing.everybody_was_told(cases)
    closing.each_person_reads_how_it_ended(house, cases)
    of_the_direction = [case for case in cases if case.slug != COMPLAINT]
    closing.the_board_agrees(house, "oscar", of_the_direction, Outcome.UNFAVOURABLE)
    closing.the_board_agrees(house, "raul", cases, Outcome.INADMISSIBLE)
