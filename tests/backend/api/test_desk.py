"""The desk by the API: labels, replies, following, stepping aside, many cases at once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from procedures.casework.desk import bulk
from procedures.casework.desk.labels import save_label
from procedures.casework.desk.models import BulkJob, Label
from procedures.casework.desk.replies import save_reply
from procedures.catalogue.models import ProcedureVersion
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import Filing
from tests.backend.api.callers import Caller
from tests.factories import filed, person, staff

AREA = "comercializacion"


@pytest.fixture
def filing(meter: ProcedureVersion) -> Filing:
    return filed(meter)


@pytest.fixture
def case(filing: Filing) -> ServiceRequest:
    return filing.service_request


@pytest.fixture
def label(db: None) -> Label:
    return save_label(
        actor=staff("administrator@*"), label=None, name="Urgente", colour="red", area=""
    )


def test_a_label_is_put_taken_and_read_by_staff_alone(
    filing: Filing, case: ServiceRequest, label: Label, staff_caller: Any, anybody: Caller
) -> None:
    clerk, place = staff_caller(f"reviewer@{AREA}"), f"/requests/{case.folio}/labels/"
    known = clerk.get("/labels/").body["results"]
    assert known == [{"id": label.pk, "name": "Urgente", "colour": "red", "area": ""}]
    for _twice in range(2):
        assert clerk.post(place, {"label": label.pk}).body["results"] == known
    assert clerk.get(f"/requests/{case.folio}/").body["staff"]["labels"] == known
    found = clerk.get("/requests/", label=str(label.pk)).body["results"]
    assert [row["folio"] for row in found] == [case.folio]
    assert clerk.get("/requests/", label="x").codes == {("label", "invalid")}
    assert clerk.post(place, {"label": label.pk, "on": False}).body["results"] == []
    assert clerk.post(place, {"label": 99}).status == 404
    person_ = anybody.with_key(filing.key)
    assert person_.post(place, {"label": label.pk}).status == 403
    assert person_.get(f"/requests/{case.folio}/").body["staff"] is None


def test_replies_come_filled_in_and_say_what_lacks(
    filing: Filing, case: ServiceRequest, staff_caller: Any, anybody: Caller
) -> None:
    body = "Folio {folio}, hasta el {fecha_respuesta}."
    save_reply(actor=staff("administrator@*"), reply=None, title="Aviso", body=body, area="")
    place = f"/requests/{case.folio}/replies/"
    (told,) = staff_caller(f"reviewer@{AREA}").get(place).body["results"]
    assert told["text"].startswith(f"Folio {case.folio}, hasta el [") and len(told["lacking"]) == 1
    assert anybody.with_key(filing.key).get(place).status == 403


def test_following_and_stepping_aside(
    filing: Filing, case: ServiceRequest, staff_caller: Any, anybody: Caller
) -> None:
    clerk, place = staff_caller(f"reviewer@{AREA}"), f"/requests/{case.folio}"
    assert clerk.post(f"{place}/watch/").body == {
        "watching": True,
        "watchers": [clerk.user.username],
    }
    assert clerk.post(f"{place}/watch/", {"on": False}).body["watchers"] == []
    assert clerk.post(f"{place}/excuse/", {"revision": 1}).codes == {("reason", "required")}
    done = clerk.post(f"{place}/excuse/", {"revision": 1, "reason": "Es mi prima."})
    assert (done.status, done.body["revision"]) == (200, 2)
    for verb in ("claim", "excuse"):
        again = clerk.post(f"{place}/{verb}/", {"revision": 2, "reason": "Otra vez."})
        assert again.status == 403
    assert clerk.get(f"{place}/actions/").body["results"] == []
    citizen = anybody.with_key(filing.key)
    assert citizen.post(f"{place}/excuse/", {"revision": 2, "reason": "No."}).status == 403
    assert citizen.post(f"{place}/watch/").status == 403


def test_a_job_is_asked_for_looked_at_and_cancelled_by_its_owner(
    case: ServiceRequest, meter: ProcedureVersion, staff_caller: Any
) -> None:
    boss, other = staff_caller(f"supervisor@{AREA}"), staff_caller(f"supervisor@{AREA}")
    ana = person(f"reviewer@{AREA}")
    folios = [case.folio, filed(meter).service_request.folio, "SOAPA-2026-999999-0"]
    asked = {"id": str(uuid.uuid4()), "deed": "assign", "folios": folios, "to": ana.username}
    first = boss.post("/bulk/", asked)
    assert first.status == 202 and first.body["unknown"] == 1
    assert {item["status"] for item in first.body["items"]} == {"waiting"}
    assert boss.post("/bulk/", asked).body == first.body and BulkJob.objects.count() == 1
    assert other.post("/bulk/", asked).status == 409
    place = f"/bulk/{first.body['id']}/"
    assert first.body["url"].endswith(place)
    bulk.run(uuid.UUID(first.body["id"]))
    done = boss.get(place).body
    assert [item["status"] for item in done["items"]] == ["done", "done"]
    assert done["finished_at"] and boss.post(f"{place}cancel/").status == 200
    assert other.get(place).status == other.post(f"{place}cancel/").status == 404
    case.refresh_from_db()
    assert case.assignee == ana


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"deed": "erase", "folios": ["x"]}, ("deed", "invalid_choice")),
        ({"deed": "message", "folios": []}, ("folios", "empty")),
        ({"deed": "message", "folios": ["x"] * 501, "text": "a"}, ("folios", "max_length")),
        ({"deed": "message", "folios": ["x"], "text": "{clave}"}, ("text", "unknown_placeholder")),
        ({"deed": "message", "folios": ["x"], "text": "Hola."}, ("folios", "not_found")),
        ({"deed": "assign", "folios": ["x"], "to": "nadie-asi"}, ("to", "not_found")),
    ],
)
def test_what_cannot_be_asked_of_many_is_said(
    db: None, staff_caller: Any, body: dict[str, Any], code: tuple[str, str]
) -> None:
    answer = staff_caller(f"supervisor@{AREA}").post("/bulk/", body)
    assert answer.status == 400 and code in answer.codes
    assert not BulkJob.objects.exists()


def test_a_job_needs_its_function(case: ServiceRequest, staff_caller: Any) -> None:
    asked = {"deed": "assign", "folios": [case.folio], "to": None}
    assert staff_caller(f"reviewer@{AREA}").post("/bulk/", asked).status == 403
