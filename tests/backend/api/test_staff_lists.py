"""The queue and its counts through the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.catalogue.models import ProcedureVersion
from procedures.requests.models import ServiceRequest
from tests.backend.api.callers import Caller
from tests.factories import filed, take


@pytest.fixture
def rows(meter: ProcedureVersion) -> list[ServiceRequest]:
    return [filed(meter).service_request for _i in range(3)]


def test_lists_are_for_those_who_work_here(db: None, anybody: Caller) -> None:
    for path in ("/requests/", "/requests/counts/", "/indicators/"):
        answer = anybody.with_key("7K3M-Q2ZP-9TXA-0B4C").get(path)
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


def test_the_queue_pages_through_what_the_caller_may_see(
    rows: list[ServiceRequest], staff_caller: Any
) -> None:
    clerk = staff_caller("reviewer@comercializacion")
    first = clerk.get("/requests/", ordering="-folio", size="2").body
    assert [row["folio"] for row in first["results"]] == [rows[2].folio, rows[1].folio]
    assert first["previous"] is None
    second = clerk.client.get(first["next"], headers=clerk.headers).json()
    assert [row["folio"] for row in second["results"]] == [rows[0].folio]
    assert second["next"] is None and "ordering=-folio" in second["previous"]
    assert staff_caller("reviewer@juridica").get("/requests/").body["results"] == []


def test_counts_are_those_of_the_same_filters(
    rows: list[ServiceRequest], staff_caller: Any
) -> None:
    clerk = staff_caller("reviewer@comercializacion")
    take(rows[0], "tomar")
    take(rows[0], "prevenir")
    take(rows[1], "desistir")
    whole = clerk.get("/requests/counts/").body
    assert whole["waiting"] == {"count": 1, "more": False}
    assert whole["closed"] is None
    narrowed = clerk.get("/requests/counts/", phase="received").body
    assert (narrowed["waiting"]["count"], narrowed["overdue"]["count"]) == (0, 0)
    for tab, told in narrowed.items():
        shown = clerk.get("/requests/", tab=tab, phase="received").body["results"]
        assert told is None or told["count"] == len(shown)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"ordering": "answers"}, "ordering"),
        ({"cursor": "x"}, "cursor"),
        ({"size": "0"}, "size"),
        ({"size": "101"}, "size"),
        ({"size": "²"}, "size"),
        ({"phase": "x"}, "phase"),
        ({"received_from": "x"}, "received_from"),
    ],
)
def test_a_filter_that_means_nothing_is_named(
    query: dict[str, str], field: str, db: None, staff_caller: Any
) -> None:
    answer = staff_caller("counter@modulo").get("/requests/", **query)
    assert answer.status == 400
    assert {name for name, _code in answer.codes} == {field}


def test_the_queue_and_its_counts_cost_a_fixed_number_of_queries(
    rows: list[ServiceRequest], meter: ProcedureVersion, staff_caller: Any
) -> None:
    clerk = staff_caller("reviewer@comercializacion")

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert clerk.get(path).status == 200
        return len(caught)

    before = queries("/requests/"), queries("/requests/counts/")
    for _i in range(3):
        filed(meter)
    assert (queries("/requests/"), queries("/requests/counts/")) == before == (5, 10)


def test_figures_are_for_the_management(db: None, staff_caller: Any) -> None:
    assert staff_caller("reviewer@comercializacion").get("/indicators/").status == 403
    director = staff_caller("director@direccion")
    body = director.get("/indicators/", by="source").body
    names = {figure["name"] for figure in body["results"]}
    assert {"filed", "closed", "median_days", "on_time", "satisfaction"} <= names
    for query, field in (
        ({"from": "2026-02-01", "to": "2026-01-01"}, "to"),
        ({"from": "0001-01-01"}, "from"),
        ({"from": "2000-01-01", "to": "2999-12-31"}, "to"),
        ({"by": "persona"}, "by"),
    ):
        answer = director.get("/indicators/", **query)
        assert {name for name, _code in answer.codes} == {field}


def test_public_figures_need_no_log_in(db: None, anybody: Caller) -> None:
    body = anybody.get("/public/indicators/", by="procedure").body
    assert body["results"]
    assert anybody.get("/public/indicators/", by="persona").status == 400


def test_taking_a_case_out_of_its_turn_needs_a_reason(
    rows: list[ServiceRequest], staff_caller: Any
) -> None:
    clerk = staff_caller("reviewer@comercializacion")
    path = f"/requests/{rows[1].folio}/claim/"
    refused = clerk.post(path, {"revision": 1})
    [error] = refused.body["errors"]
    assert (refused.status, error["field"], error["code"]) == (400, "reason", "out_of_turn")
    assert rows[0].folio in error["message"]
    assert clerk.post(path, {"revision": 1, "reason": "Hay una fuga"}).status == 200
