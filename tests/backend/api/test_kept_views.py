"""Views and columns of the inbox by the API: kept, shared, changed, and the list opened by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.casework.desk.models import SavedView
from procedures.catalogue.models import ProcedureVersion
from procedures.requests.models import ServiceRequest
from tests.backend.api.callers import Caller
from tests.factories import filed, take

AREA = "comercializacion"


@pytest.fixture
def clerk(staff_caller: Any) -> Caller:
    return staff_caller(f"reviewer@{AREA}")


@pytest.fixture
def boss(staff_caller: Any) -> Caller:
    return staff_caller(f"supervisor@{AREA}")


@pytest.fixture
def rows(meter: ProcedureVersion) -> list[ServiceRequest]:
    return [filed(meter).service_request for _i in range(3)]


def folios(answer: Any) -> list[str]:
    return [row["folio"] for row in answer.body["results"]]


def test_a_view_is_kept_shared_changed_and_forgotten(boss: Caller, clerk: Caller) -> None:
    kept = {"name": "Por recibir", "filters": {"phase": "received", "ordering": "-folio"}}
    made = boss.post("/views/", {**kept, "columns": ["folio", "received"]})
    assert made.status == 201 and SavedView.objects.get().query == kept["filters"]
    told, place = made.body, f"/views/{made.body['id']}/"
    assert told["filters"] == kept["filters"] and told["columns"] == ["folio", "received"]
    assert (told["area"], told["owner"], told["may_change"]) == ("", boss.user.username, True)
    assert clerk.get(place).status == 404 and clerk.get("/views/").body["results"] == []
    assert boss.post("/views/", kept).codes == {("name", "taken")}
    assert boss.post(place, {"name": "De todos", "area": AREA}).body["area"] == AREA
    (seen,) = clerk.get("/views/").body["results"]
    assert (seen["name"], seen["may_change"]) == ("De todos", False)
    for way in (place, f"{place}delete/"):
        assert clerk.post(way, {"name": "Mía"} if way == place else None).status == 403
    assert clerk.post("/views/", {**kept, "area": AREA}).status == 403, "who supervises shares"
    assert clerk.post(f"{place}first/").body["first"] is True
    assert boss.get(place).body["first"] is False, "each opens their own inbox"
    assert clerk.post(f"{place}first/", {"on": False}).body["first"] is False
    gone = boss.post(f"{place}delete/")
    assert (gone.status, gone.body) == (204, b"") and not SavedView.objects.exists()
    assert boss.get(place).status == boss.post(f"{place}delete/").status == 404


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"filters": {"q": "María"}}, ("filters.q", "unknown")),
        ({"filters": {"curp": "X"}}, ("filters.curp", "unknown")),
        ({"filters": {"phase": "x"}}, ("filters.phase", "invalid_choice")),
        ({"filters": {"answer[no]": "x"}}, ("filters.answer[no]", "unknown")),
        ({"columns": ["curp"]}, ("columns", "unknown")),
        ({"name": " "}, ("name", "blank")),
        ({"query": {}}, ("query", "unknown")),
    ],
)
def test_what_a_view_would_lose_in_silence_is_refused(
    clerk: Caller, more: dict[str, Any], code: tuple[str, str]
) -> None:
    answer = clerk.post("/views/", {"name": "Mía", **more})
    assert answer.status == 400 and answer.codes == {code}
    assert not SavedView.objects.exists()


def test_a_list_opens_by_a_view_and_what_is_sent_beside_it_counts_more(
    rows: list[ServiceRequest], clerk: Caller, boss: Caller
) -> None:
    take(rows[0], "tomar")
    filters = {"phase": "received", "ordering": "-folio"}
    view = str(clerk.post("/views/", {"name": "Recibidas", "filters": filters}).body["id"])
    assert folios(clerk.get("/requests/", view=view)) == [rows[2].folio, rows[1].folio]
    turned = clerk.get("/requests/", view=view, ordering="folio")
    assert folios(turned) == [rows[1].folio, rows[2].folio]
    assert len(folios(clerk.get("/requests/", view=view, phase=""))) == 3, "empty takes it away"
    whole = clerk.get("/requests/counts/", view=view).body
    assert whole["unassigned"]["count"] == 2
    for way in ("/requests/", "/requests/counts/"):
        assert boss.get(way, view=view).status == 404
        assert clerk.get(way, view="x").codes == {("view", "invalid")}


def test_what_a_view_asks_for_and_is_gone_is_said(
    rows: list[ServiceRequest], clerk: Caller
) -> None:
    SavedView.objects.create(
        owner=clerk.user, name="Vieja", query={"tab": "all", "answer[falla]": "otro", "phase": "x"}
    )
    answer = clerk.get("/requests/", view=str(SavedView.objects.get().pk))
    assert answer.body["ignored"] == ["answer[falla]", "phase"] and len(folios(answer)) == 3
    wrong = clerk.get("/requests/", view=str(SavedView.objects.get().pk), phase="x")
    assert wrong.codes == {("phase", "invalid_choice")}, "one's own mistake is not passed over"


def test_columns_are_chosen_and_a_list_has_them(
    rows: list[ServiceRequest], meter: ProcedureVersion, clerk: Caller
) -> None:
    usual = clerk.get("/columns/").body
    assert "who" in usual["chosen"] and "closed" in {one["key"] for one in usual["results"]}
    slug = meter.procedure.slug
    of_answers = [
        one["key"]
        for one in clerk.get("/columns/", procedure=slug).body["results"]
        if one["key"].startswith("answer.")
    ]
    assert of_answers
    first = of_answers[0]
    assert clerk.post("/columns/", {"columns": ["folio", first]}).body["chosen"] == ["folio", first]
    listed = clerk.get("/requests/", procedure=slug).body
    assert [one["key"] for one in listed["columns"]] == ["folio", first]
    assert {tuple(row["answers"]) for row in listed["results"]} == {(first,)}
    assert {row["who"] for row in listed["results"]} == {"María Hernández Cruz"}
    other = clerk.get("/requests/", columns="folio,received").body
    assert [one["key"] for one in other["columns"]] == ["folio", "received"]
    assert other["results"][0]["answers"] == {}
    view = clerk.post("/views/", {"name": "V", "columns": ["folio", "closed"]}).body["id"]
    shown = clerk.get("/requests/", view=str(view)).body["columns"]
    assert [one["key"] for one in shown] == ["folio", "closed"]
    assert clerk.get("/requests/", columns="nada").codes == {("columns", "unknown")}
    assert clerk.post("/columns/", {"columns": ["nada"]}).codes == {("columns", "unknown")}
    assert clerk.post("/columns/", {"columns": []}).body["chosen"] == usual["chosen"]


def test_a_list_by_a_view_costs_the_same_however_long_it_is(
    meter: ProcedureVersion, clerk: Caller
) -> None:
    slug = meter.procedure.slug
    body = {"name": "Todo", "filters": {"procedure": slug}, "columns": ["answer.tipo_persona"]}
    view = str(clerk.post("/views/", body).body["id"])
    counted = []
    for _more in range(2):
        filed(meter), filed(meter)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert clerk.get("/requests/", view=view).status == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 9, counted
