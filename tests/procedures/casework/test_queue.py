"""The queue: filters narrow what one may see, tabs agree with their counts, pages lose no row."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.accounts.actors import Actor
from procedures.casework.desk import queue as desk
from procedures.casework.desk.keyset import beside, page, place_of
from procedures.casework.desk.queue import (
    ORDERINGS,
    TABS,
    Filters,
    count_tabs,
    count_to_limit,
    queue,
    read_filters,
    understand,
)
from procedures.requests.errors import Invalid
from procedures.requests.models import ServiceRequest
from procedures.requests.models.request import PhaseChoices
from procedures.requests.operations import assign, claim
from tests.factories import filed, published, staff, take

METER = "mantenimiento-cambio-medidor"
TODAY = dt.date(2026, 11, 18)


@pytest.fixture
def rows(db: None) -> list[ServiceRequest]:
    version = published(METER)
    return [filed(version).service_request for _i in range(5)]


@pytest.fixture
def reviewer(rows: list[ServiceRequest]) -> Actor:
    return staff("reviewer@comercializacion")


def folios(found: Any) -> set[str]:
    return {row.folio for row in found}


def test_the_queue_shows_what_the_actor_may_see_and_nothing_else(
    rows: list[ServiceRequest], reviewer: Actor
) -> None:
    assert folios(queue(reviewer, Filters())) == folios(rows)
    assert not queue(staff("reviewer@juridica"), Filters()).exists()
    assert not queue(staff(), Filters(tab="overdue")).exists()


def test_each_filter_narrows_by_what_it_says(rows: list[ServiceRequest], reviewer: Actor) -> None:
    mine, taken = rows[0], rows[1]
    claim(actor=reviewer, service_request=mine, revision=mine.revision)
    take(taken, "tomar")
    assert folios(queue(reviewer, Filters(assignee="me"))) == {mine.folio}
    assert folios(queue(reviewer, Filters(assignee=reviewer.label))) == {mine.folio}
    assert folios(queue(reviewer, Filters(assignee="none"))) == folios(rows) - {mine.folio}
    assert folios(queue(reviewer, Filters(phase="in_review"))) == {taken.folio}
    assert folios(queue(reviewer, Filters(state="en_revision"))) == {taken.folio}
    assert folios(queue(reviewer, Filters(area="comercializacion"))) == {taken.folio}
    assert folios(queue(reviewer, Filters(q=mine.folio))) == {mine.folio}
    for nothing in (
        Filters(procedure="otro"),
        Filters(source="phone"),
        Filters(outcome="favourable"),
        Filters(received_from=dt.date(2100, 1, 1)),
        Filters(received_to=dt.date(2000, 1, 1)),
    ):
        assert not queue(reviewer, nothing).exists()


def test_due_soon_and_overdue_are_measured_in_business_days_from_today(
    rows: list[ServiceRequest], reviewer: Actor
) -> None:
    late, today, last, after = rows[:4]
    for row, day in ((late, 17), (today, 18), (last, 24), (after, 25)):  # 20: a holiday
        ServiceRequest.objects.filter(pk=row.pk).update(due_on=TODAY.replace(day=day))
    ServiceRequest.objects.filter(pk=rows[4].pk).update(due_on=None)
    found = folios(queue(reviewer, Filters(due="overdue"), today=TODAY))
    assert found == {late.folio} == folios(queue(reviewer, Filters(tab="overdue"), today=TODAY))
    assert folios(queue(reviewer, Filters(due="soon"), today=TODAY)) == {today.folio, last.folio}


def test_every_counted_tab_counts_what_its_list_shows(
    rows: list[ServiceRequest], reviewer: Actor
) -> None:
    claim(actor=reviewer, service_request=rows[0], revision=rows[0].revision)
    take(rows[1], "tomar")
    take(rows[2], "tomar")
    take(rows[2], "prevenir")
    take(rows[3], "desistir")
    counts = count_tabs(reviewer, Filters())
    for tab in TABS:
        shown = queue(reviewer, Filters(tab=tab)).count()
        assert counts[tab] == (None if tab == "closed" else shown)
    assert (counts["mine"], counts["waiting"]) == (1, 1)
    assert queue(reviewer, Filters(tab="closed")).count() == 1


def test_a_tab_of_the_area_is_of_ones_own_areas(rows: list[ServiceRequest]) -> None:
    everywhere, here = staff("counter@modulo"), staff("counter@call_center")
    assert queue(everywhere, Filters(tab="area")).count() == len(rows)
    assert queue(here, Filters()).count() == len(rows)
    assert not queue(here, Filters(tab="area")).exists()
    assert not queue(here, Filters(tab="unassigned")).exists()


def test_assigning_moves_a_case_from_one_tab_to_another(rows: list[ServiceRequest]) -> None:
    boss = staff("supervisor@comercializacion")
    clerk = staff("reviewer@comercializacion")
    row = rows[0]
    take(row, "tomar")
    row.refresh_from_db()
    assert row.folio in folios(queue(clerk, Filters(tab="unassigned")))
    assign(actor=boss, service_request=row, revision=row.revision, to=clerk.user)
    assert row.folio in folios(queue(clerk, Filters(tab="mine")))
    assert row.folio not in folios(queue(clerk, Filters(tab="unassigned")))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"phase": "abierta"}, "phase"),
        ({"tab": "todas"}, "tab"),
        ({"ordering": "answers"}, "ordering"),
        ({"due": "mañana"}, "due"),
        ({"received_from": "ayer"}, "received_from"),
        ({"received_to": "2026-02-30"}, "received_to"),
        ({"q": "x" * 121}, "q"),
        ({"state": "a\x00b"}, "state"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(given: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_filters(given)
    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_pages_lead_through_every_row_once_and_back_again(
    ordering: str, rows: list[ServiceRequest], reviewer: Actor
) -> None:
    ServiceRequest.objects.filter(pk__in=[row.pk for row in rows[:2]]).update(due_on=None)
    whole = [row.folio for row in queue(reviewer, Filters(ordering=ordering))]
    found = queue(reviewer, Filters())
    cursor, seen, pages = "", [], []
    while True:
        shown = page(found, ordering=ordering, cursor=cursor, size=2)
        pages.append([row.folio for row in shown.rows])
        seen += pages[-1]
        if not shown.next:
            break
        cursor = shown.next
    assert seen == whole
    back = []
    while shown.previous:
        shown = page(found, ordering=ordering, cursor=shown.previous, size=2)
        back.append([row.folio for row in shown.rows])
    assert back == pages[-2::-1]


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "WzAsIlx1MDAwMCIsMV0", "ñ", "WzEsMiwzXQ"])
def test_a_made_up_cursor_is_refused(
    cursor: str, rows: list[ServiceRequest], reviewer: Actor
) -> None:
    with pytest.raises(Invalid):
        page(queue(reviewer, Filters()), ordering="due_on", cursor=cursor)


def test_a_page_of_the_queue_costs_the_same_queries_however_many_rows(
    rows: list[ServiceRequest], reviewer: Actor
) -> None:
    def queries(size: int) -> int:
        with CaptureQueriesContext(connection) as caught:
            for row in page(queue(reviewer, Filters()), ordering="due_on", size=size).rows:
                assert row.current_state.label and row.procedure.name and row.assignee is None
        return len(caught)

    assert queries(1) == queries(5) == 1


def test_counts_stop_at_a_thousand(
    rows: list[ServiceRequest], reviewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "COUNTED", 3)
    assert count_tabs(staff("counter@modulo"), Filters())["area"] == 4


def test_today_is_the_present_day_unless_said(rows: list[ServiceRequest], reviewer: Actor) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    ServiceRequest.objects.filter(pk=rows[0].pk).update(due_on=yesterday)
    assert folios(queue(reviewer, Filters(tab="overdue"))) == {rows[0].folio}


def varied(version: Any) -> list[ServiceRequest]:
    """Requests of every sort a filter tells apart."""
    window = staff("counter@modulo", source="counter")
    clerk = staff("reviewer@comercializacion", username="lucia")
    rows = [
        filed(version, actor=window, received_on=TODAY - dt.timedelta(days=n)).service_request
        for n in range(4)
    ]
    rows += [filed(version, given={"ubicacion_medidor": "fachada"}).service_request for _n in "ab"]
    take(rows[0], "tomar")
    take(rows[1], "tomar")
    take(rows[1], "prevenir")
    take(rows[2], "desistir")
    rows[5].refresh_from_db()
    claim(actor=clerk, service_request=rows[5], revision=rows[5].revision, reason="Fuga")
    ServiceRequest.objects.filter(pk=rows[3].pk).update(due_on=dt.date(2020, 1, 1))
    ServiceRequest.objects.filter(pk=rows[4].pk).update(unread_by_staff=2)
    return rows


def perhaps(*values: str) -> st.SearchStrategy[str]:
    """Most filters are left alone, or nothing would ever be found."""
    return st.one_of(st.just(""), st.just(""), st.sampled_from(values))


def a_filter() -> st.SearchStrategy[Filters]:
    days = st.none() | st.sampled_from([TODAY, TODAY - dt.timedelta(days=2), dt.date(2020, 1, 1)])
    return st.builds(
        Filters,
        tab=perhaps(*TABS),
        phase=perhaps("open", *PhaseChoices.values),
        state=perhaps("recibida", "en_revision", "nada"),
        procedure=perhaps(METER, "otro"),
        area=perhaps("comercializacion", "modulo"),
        assignee=perhaps("me", "none", "lucia", "nadie"),
        source=perhaps("online", "counter"),
        due=perhaps("overdue", "soon"),
        q=perhaps("hernandez", "Hermandez maria", "zzz", "SOAPA-2026"),
        outcome=perhaps("withdrawn", "favourable"),
        answers=st.sampled_from([(), (("ubicacion_medidor", "fachada"),), (("gone", "x"),)]),
        received_from=days,
        received_to=days,
        closed_from=days,
        ordering=st.sampled_from(ORDERINGS),
    )


def test_whatever_is_asked_the_count_is_the_length_of_the_list_and_its_pages_lose_no_row(
    db: None,
) -> None:
    version = published(METER)
    varied(version)
    people = [staff("reviewer@comercializacion"), staff("counter@modulo"), staff("oic@oic")]

    @settings(max_examples=80, deadline=None, database=None, derandomize=True)
    @given(filters=a_filter(), actor=st.sampled_from(people))
    def agree(filters: Filters, actor: Actor) -> None:
        if filters.answers:
            filters = replace(filters, procedure=METER)
        understood = understand(actor, filters)
        found = queue(actor, filters, understood=understood)
        shown = [row.pk for row in found]
        assert count_to_limit(found) == len(shown) == len(set(shown))
        counts = count_tabs(actor, filters, understood=understood)
        for tab, count in counts.items():
            listed = queue(actor, replace(filters, tab=tab), understood=understood)
            assert count is None or count == len(listed), tab
        seen: list[int] = []
        cursor = ""
        while True:
            part = page(found, ordering=filters.ordering, cursor=cursor, size=2)
            seen += [row.pk for row in part.rows]
            if not (cursor := part.next):
                break
        assert seen == shown
        for at, row in enumerate(ServiceRequest.objects.filter(pk__in=shown)):
            here = shown.index(row.pk)
            place = place_of(row, ordering=filters.ordering)
            before, after = beside(found, ordering=filters.ordering, place=place)
            assert (before.pk if before else None) == (shown[here - 1] if here else None), at
            assert (after.pk if after else None) == (shown[here + 1 :] or [None])[0], at

    agree()
