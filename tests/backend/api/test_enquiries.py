"""Enquiries by the API: the operations of the page, for who may read them there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import OutboxMessage
from procedures.casework.desk.models import ReplyTemplate
from procedures.contact.models import Enquiry
from procedures.requests.models import ServiceRequest
from tests.backend.api.callers import Caller
from tests.backend.api.callers import filing as body_of
from tests.factories import person, published
from tests.factories.contact import TOLD, enquiry

pytestmark = pytest.mark.django_db
REPORT = "destape-tomas"


@pytest.fixture
def window(staff_caller: Any) -> Caller:
    return staff_caller("counter@modulo", full_name="Ana Martínez")


def at(row: Enquiry, deed: str = "") -> str:
    return f"/enquiries/{row.number}/" + (f"{deed}/" if deed else "")


def test_they_are_listed_searched_and_counted_for_who_may_read_them(
    window: Caller, staff_caller: Any, anybody: Caller
) -> None:
    row = enquiry()
    enquiry(name="Pedro Otro", email="pedro@example.org", phone="9511111111")
    listed = window.get("/enquiries/", tab="open").body["results"]
    assert len(listed) == 2 and listed[0]["title"] == TOLD["text"]
    for typed in (TOLD["email"], "951 987 65 43", "plantada", row.number):
        assert [one["number"] for one in window.get("/enquiries/", q=typed).body["results"]] == [
            row.number
        ]
    told = window.get("/enquiries/counts/", q="plantada").body
    assert told["open"] == {"count": 1, "more": False} and told["ended"] is None
    assert window.get("/enquiries/", tab="x").codes == {("tab", "invalid_choice")}
    assert staff_caller("reviewer@padron").get("/enquiries/", q="plantada").body["results"] == []
    assert staff_caller("inspector@operacion").get("/enquiries/").status == 403
    assert staff_caller("reviewer@padron").get(at(row)).status == 404
    assert anybody.get("/enquiries/").status == anybody.get(at(row)).status == 401
    assert staff_caller("director@direccion").get(at(row)).body["may"] == []


def test_one_is_taken_answered_with_a_reply_noted_and_opened_again(window: Caller) -> None:
    row = enquiry()
    ReplyTemplate.objects.create(title="Horario", body="{nombre}, de 9 a 2. {firma}")
    shown = window.get(at(row)).body
    assert shown["words"]["email"] == TOLD["email"] and "answer" in shown["may"]
    taken = window.post(at(row, "claim"), {"revision": 1})
    assert (taken.body["owner"], taken.body["revision"]) == (window.user.username, 2)
    assert window.post(at(row, "claim"), {"revision": 2}).codes == {("", "taken")}
    assert window.post(at(row, "notes"), {"text": "Ya había llamado"}).body["revision"] == 3
    (reply,) = window.get(at(row, "replies")).body["results"]
    assert reply["text"] == "Juana Plantada, de 9 a 2. Ana Martínez"
    late = window.post(at(row, "answer"), {"revision": 2, "text": reply["text"]})
    assert late.codes == {("", "stale")} and not OutboxMessage.objects.exists()
    done = window.post(at(row, "answer"), {"revision": 3, "text": reply["text"]})
    assert done.body["state"] == "answered" and OutboxMessage.objects.count() == 1
    kinds = [line["kind"] for line in window.get(at(row)).body["story"]]
    assert kinds == ["received", "claimed", "note", "answer"]
    assert window.post(at(row, "reopen"), {"revision": 4}).body["state"] == "open"


def test_a_call_a_colleague_a_close_and_another_area(window: Caller, staff_caller: Any) -> None:
    row = enquiry(email="")
    boss, ana = staff_caller("supervisor@modulo"), person("counter@modulo")
    assert window.post(at(row, "assign"), {"revision": 1, "to": ana.username}).status == 403
    given = boss.post(at(row, "assign"), {"revision": 1, "to": ana.username})
    assert given.body["owner"] == ana.username
    missed = window.post(at(row, "call"), {"revision": 2, "reached": False})
    assert missed.body["state"] == "open"
    closed = window.post(at(row, "close"), {"revision": 3, "reason": "unreachable"})
    assert closed.body["state"] == "closed"
    assert window.post(at(row, "close"), {"revision": 4}).codes == {("reason", "required")}
    other, reviewer = enquiry(), staff_caller("reviewer@comercializacion")
    moved = window.post(
        at(other, "move"), {"revision": 1, "area": "comercializacion", "reason": "Es su contrato"}
    )
    assert (moved.body["area"], moved.body["owner"]) == ("comercializacion", None)
    assert window.get(at(other)).status == 404
    assert reviewer.get(at(other)).status == 200


def test_it_becomes_a_request_once_with_the_day_it_came(window: Caller, staff_caller: Any) -> None:
    published(REPORT)
    row = enquiry(text="El drenaje está tapado")
    body = body_of(window, REPORT)
    assert staff_caller("reviewer@modulo").post(at(row, "request"), body).status == 403
    first = window.post(at(row, "request"), body, Idempotency_Key="una-0001")
    again = window.post(at(row, "request"), body, Idempotency_Key="una-0001")
    assert first.status == 201 and first.body["folio"] == again.body["folio"]
    request = ServiceRequest.objects.get()
    row.refresh_from_db()
    assert (row.state, row.service_request_id) == ("filed", request.pk)
    assert request.source == "form"
    assert window.get(at(row)).body["folio"] == request.folio
    assert window.post(at(row, "request"), body).codes == {("", "over")}
    assert ServiceRequest.objects.count() == 1, "nothing is filed of one that is over"


def test_a_list_costs_the_same_however_long_it_is(window: Caller) -> None:
    counted = []
    for _more in range(2):
        enquiry(), enquiry()
        with CaptureQueriesContext(connection) as queries:
            window.get("/enquiries/", q="plantada")
        counted.append(len(queries))
    assert counted[0] == counted[1] == 3, counted
