"""What staff say of answers and documents, by the API: the operations of the case's page."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from backend.accounts.actors import citizen_of
from procedures.catalogue.models import ProcedureVersion
from procedures.requests.models import Attachment, ServiceRequest
from procedures.requests.operations import Filing, post_message
from tests.backend.api.callers import Caller
from tests.factories import filed, papers, take

AREA = "comercializacion"
WRONG = "El número no es el del recibo."


@pytest.fixture
def filing(meter: ProcedureVersion) -> Filing:
    return filed(meter)


@pytest.fixture
def case(filing: Filing) -> ServiceRequest:
    return filing.service_request


@pytest.fixture
def clerk(staff_caller: Any) -> Caller:
    return staff_caller(f"reviewer@{AREA}")


@pytest.fixture
def paper(case: ServiceRequest) -> Attachment:
    return case.attachments.first()


def of(case: ServiceRequest, document: Any = None, deed: str = "review") -> str:
    return f"/requests/{case.folio}/" + (f"documents/{document}/" if document else "") + f"{deed}/"


def test_answers_are_marked_and_only_staff_read_it(
    filing: Filing, case: ServiceRequest, clerk: Caller, anybody: Caller
) -> None:
    told = {one["field"]: one for one in clerk.get(of(case)).body["results"]}
    assert told["numero_cuenta"]["label"] and told["numero_cuenta"]["verdict"] == "pending"
    marks = {"numero_cuenta": {"verdict": "wrong", "remark": WRONG}}
    for _twice in range(2):
        done = clerk.post(of(case), {"marks": marks})
        told = {one["field"]: one for one in done.body["results"]}
        assert (told["numero_cuenta"]["verdict"], told["numero_cuenta"]["remark"]) == (
            "wrong",
            WRONG,
        )
    assert case.events.filter(kind="answers_reviewed").count() == 1
    bare = clerk.post(of(case), {"marks": {"numero_cuenta": {"verdict": "wrong"}}})
    assert bare.codes == {("numero_cuenta", "required")}
    unknown = clerk.post(of(case), {"marks": {"no_hay": {"verdict": "right"}}})
    assert unknown.codes == {("no_hay", "unknown")}
    assert clerk.post(of(case), {"marks": {}}).codes == {("marks", "empty")}
    citizen = anybody.with_key(filing.key)
    assert citizen.get(of(case)).status == citizen.post(of(case), {"marks": marks}).status == 403
    assert WRONG not in str(citizen.get(f"/requests/{case.folio}/").body)


def test_a_document_is_marked_and_its_person_reads_nothing_of_it_until_it_is_asked_for(
    filing: Filing, case: ServiceRequest, paper: Attachment, clerk: Caller, anybody: Caller
) -> None:
    place = of(case, paper.document_id)
    assert clerk.post(place, {"verdict": "wrong"}).codes == {("remark", "required")}
    done = clerk.post(place, {"verdict": "wrong", "remark": WRONG})
    assert (done.status, done.body["state"]) == (200, case.state)
    (shown, *_rest) = clerk.get(f"/requests/{case.folio}/").body["documents"]
    assert (shown["verdict"], shown["remark"]) == ("wrong", WRONG)
    citizen = anybody.with_key(filing.key)
    (shown, *_rest) = citizen.get(f"/requests/{case.folio}/").body["documents"]
    assert (shown["verdict"], shown["remark"]) == (None, None)
    assert citizen.post(place, {"verdict": "right"}).status == 403
    assert clerk.post(of(case, uuid.UUID(int=9)), {"verdict": "right"}).status == 404


def test_what_is_closed_is_marked_no_more(
    case: ServiceRequest, paper: Attachment, clerk: Caller
) -> None:
    take(case, "desistir")
    marks = {"numero_cuenta": {"verdict": "right", "remark": ""}}
    for place, body in (
        (of(case), {"marks": marks}),
        (of(case, paper.document_id), {"verdict": "right"}),
    ):
        refused = clerk.post(place, body)
        assert refused.status == 409 and refused.codes == {("", "closed")}


def test_a_document_is_compared_with_its_original_and_both_sides_read_it(
    filing: Filing, case: ServiceRequest, paper: Attachment, staff_caller: Any, anybody: Caller
) -> None:
    window, place = staff_caller("counter@modulo"), of(case, paper.document_id, "collate")
    assert window.post(place).status == 200
    assert window.post(place).codes == {("", "already_so")}
    citizen = anybody.with_key(filing.key)
    (shown, *_rest) = citizen.get(f"/requests/{case.folio}/").body["documents"]
    assert shown["collated_at"]
    assert window.post(place, {"same": False}).status == 200
    (shown, *_rest) = citizen.get(f"/requests/{case.folio}/").body["documents"]
    assert shown["collated_at"] is None
    assert citizen.post(place).status == 403
    assert staff_caller(f"cashier@{AREA}").post(place).status in {403, 404}


def test_what_came_with_a_message_is_put_under_its_question(
    case: ServiceRequest, paper: Attachment, clerk: Caller
) -> None:
    document = papers.paper()
    post_message(
        actor=citizen_of(case.folio), service_request=case, text="Va", documents=[document]
    )
    case.refresh_from_db()
    place, body = of(case, document.pk, "place"), {"revision": case.revision}
    field = "archivo_identificacion"
    assert clerk.post(place, {**body, "field": "numero_cuenta"}).codes == {
        ("field", "invalid_choice")
    }
    late = clerk.post(place, {"revision": case.revision + 1, "field": field})
    assert late.status == 409 and late.body["revision"] == case.revision
    assert clerk.post(place, {**body, "field": field}).status == 200
    assert case.attachments.get(document=document).field_key == field
    again = {"revision": case.revision + 1, "field": field}
    assert clerk.post(place, again).status == 404, "it is no message's any more"
    other = of(case, paper.document_id, "place")
    assert clerk.post(other, again).status == 404
