"""Each indicator against figures worked out by hand; the same on SQLite and PostgreSQL."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from procedures.definition import Outcome
from procedures.indicators import DIMENSIONS, Scope, indicators, measure
from procedures.indicators.figures.open_now import AGES
from procedures.requests.models.time import FactKind
from tests.factories.facts import closed, facts, filed, invited, open_request, responses

pytestmark = pytest.mark.django_db

FEBRUARY = Scope(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
NO_AGES = dict.fromkeys(AGES, 0)
JANUARY = dt.date(2026, 1, 15)


def figure(name, scope=FEBRUARY):
    return indicators()[name].measure(scope)


def value(name, scope=FEBRUARY):
    return figure(name, scope).whole.value


def split(name, by):
    result = figure(name, Scope(FEBRUARY.first, FEBRUARY.last, by=by))
    return {cell.key: cell.value for cell in result.groups.get(by, ())}


def test_nothing_at_all_is_zero_or_unknown_and_never_an_error():
    for name, known in measure(Scope(FEBRUARY.first, FEBRUARY.last, by="procedure,month")).items():
        whole = known.now.whole
        assert whole.count == 0, name
        counted = str(known.indicator.unit) in ("solicitudes", "recursos")
        assert whole.value == (0 if counted else None), name


def test_volumes_count_what_was_received_and_what_ended_in_the_period():
    filed(3)
    filed(2, on=JANUARY)
    filed(4, source="counter", procedure="factibilidad")
    closed(2)
    assert (value("filed"), value("closed")) == (7, 2)
    assert split("filed", "source") == {"online": 3, "counter": 4}
    assert split("filed", "procedure") == {"cambio-medidor": 3, "factibilidad": 4}
    assert measure(FEBRUARY, ["filed"])["filed"].before.whole.value == 2


def test_first_and_last_day_belong_to_the_period():
    for day in (FEBRUARY.first, FEBRUARY.last):
        filed(on=day)
    filed(on=FEBRUARY.first - dt.timedelta(days=1))
    filed(on=FEBRUARY.last + dt.timedelta(days=1))
    assert value("filed") == 2


def test_median_and_ninety_percent_of_the_days():
    for days in (1, 2, 3, 4, 5, 6, 7, 8, 9, 40):
        closed(days=days, total_days=days + 10, citizen_days=2)
    assert value("median_days") == 5.5
    assert value("p90_days") == 9
    assert value("total_days") == 15.5
    assert value("citizen_days") == 2
    closed(days=6)
    assert value("median_days") == 6


def test_what_the_person_ended_is_no_answer_of_the_utility():
    closed(2, days=10, on_time=False)
    for outcome in (Outcome.WITHDRAWN, Outcome.LAPSED, Outcome.NOT_FILED, Outcome.DISMISSED):
        closed(days=0, outcome=outcome)
    assert (value("median_days"), value("on_time"), value("closed")) == (10, 0, 6)


def test_days_nobody_knows_are_not_counted_as_none():
    closed(3, days=None)
    closed(days=4)
    assert figure("median_days").whole.value == 4
    assert figure("median_days").whole.count == 1


def test_on_time_is_a_share_of_the_answers_whose_term_is_known():
    closed(3, on_time=True)
    closed(1, on_time=False)
    closed(5, on_time=None)
    assert (figure("on_time").whole.value, figure("on_time").whole.count) == (75, 4)
    assert indicators()["on_time"].meets_target(75) is False
    assert indicators()["on_time"].meets_target(90) is True


def test_online_share_counts_every_other_channel_against_it():
    filed(3)
    for source in ("counter", "phone", "letter"):
        filed(source=source)
    assert value("online_share") == 50


def test_every_outcome_stands_by_itself():
    for many, outcome in enumerate(Outcome, start=1):
        closed(many, outcome=outcome)
    found = {cell.key: cell.value for cell in figure("outcomes").groups["outcome"]}
    assert found == {outcome: many for many, outcome in enumerate(Outcome, start=1)}


def test_satisfaction_is_of_the_ratings_given_and_counts_people():
    responses(2, ease=5, time=4, treatment=None)
    responses(1, ease=1, time=2, treatment=3)
    responses(1, solved="yes")
    assert figure("satisfaction").whole.value == 57.1
    assert figure("satisfaction").whole.count == 3
    assert split("satisfaction", "procedure") == {"cambio-medidor": 57.1}
    assert split("satisfaction", "area") == {}


def test_solved_asks_only_who_answered():
    responses(3, solved="yes")
    responses(1, solved="partly")
    responses(5, ease=4)
    assert (figure("solved").whole.value, figure("solved").whole.count) == (75, 4)


def test_response_rate_compares_answers_with_surveys_offered_in_the_same_months():
    invited(8)
    invited(2, source="counter")
    responses(2)
    responses(9, month=dt.date(2026, 1, 1))
    assert (figure("response_rate").whole.value, figure("response_rate").whole.count) == (20, 10)
    assert split("response_rate", "month") == {"2026-02": 20}


def test_response_rate_is_not_said_by_what_answers_do_not_always_say():
    invited(8)
    responses(8)
    assert split("response_rate", "procedure") == split("response_rate", "source") == {}
    for filters in ({"procedure": "cambio-medidor"}, {"source": "online"}):
        assert value("response_rate", Scope(FEBRUARY.first, FEBRUARY.last, **filters)) is None


def test_surveys_know_no_area_so_an_area_has_none():
    invited(8)
    responses(8, ease=5)
    scope = Scope(FEBRUARY.first, FEBRUARY.last, area="comercializacion")
    assert value("satisfaction", scope) is value("response_rate", scope) is None


def test_a_month_without_requests_is_a_zero_not_a_hole():
    filed(2, on=JANUARY)
    filed(1, on=dt.date(2026, 3, 2))
    year = Scope(dt.date(2026, 1, 1), dt.date(2026, 3, 31), by="month")
    cells = figure("filed", year).groups["month"]
    assert [(c.key, c.value) for c in cells] == [("2026-01", 2), ("2026-02", 0), ("2026-03", 1)]


def test_a_procedure_an_area_or_a_channel_narrows_every_figure():
    closed(2, days=4)
    closed(3, days=9, procedure="factibilidad", area="estudios", source="counter")
    for filters in ({"procedure": "factibilidad"}, {"area": "estudios"}, {"source": "counter"}):
        assert value("median_days", Scope(FEBRUARY.first, FEBRUARY.last, **filters)) == 9
    without = Scope(FEBRUARY.first, FEBRUARY.last, without=frozenset({"factibilidad"}))
    assert value("closed", without) == 2


@pytest.mark.parametrize("by", ["", ",".join(DIMENSIONS)])
def test_every_figure_is_one_query_however_it_is_split(by, django_assert_num_queries):
    filed(5)
    closed(5)
    responses(5, ease=5)
    for name, known in indicators().items():
        tables = 2 if name == "response_rate" else 1
        with django_assert_num_queries(tables):
            known.measure(Scope(FEBRUARY.first, FEBRUARY.last, by=by))


def test_corrections_are_a_share_of_what_was_received():
    row = open_request()
    filed(3)
    filed(service_request=row)
    assert value("corrections") == 0
    facts(FactKind.CORRECTED, service_request=row, on=dt.date(2026, 3, 1))
    assert value("corrections") == 25


def test_open_work_is_what_was_not_closed_at_the_end_of_the_period():
    open_request(dt.date(2026, 2, 16))
    closing = dt.datetime(2026, 3, 1, 0, 30, tzinfo=ZoneInfo("America/Mexico_City"))
    open_request(
        dt.date(2026, 2, 1), phase="closed", state="fin", outcome="favourable", closed_at=closing
    )
    ages = {cell.key: cell.value for cell in figure("open_now").groups["age"]}
    assert (value("open_now"), ages) == (2, NO_AGES | {"0-15": 1, "16-30": 1})
    assert value("open_now", Scope(dt.date(2026, 1, 1), dt.date(2026, 1, 31))) == 0
    later = figure("open_now", Scope(dt.date(2026, 4, 1), dt.date(2026, 4, 30)))
    assert {c.key: c.value for c in later.groups["age"]} == NO_AGES | {"61-90": 1}


def test_names_and_words_are_whole():
    for name, known in indicators().items():
        assert known.name == name
        assert str(known.label) and str(known.unit) and str(known.explanation).endswith(".")
    assert [known.order for known in indicators().values()] == sorted(
        {known.order for known in indicators().values()}
    )
