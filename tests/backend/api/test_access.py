"""Who gets what: one 404 for all that is not yours, and a key that opens one request."""

from __future__ import annotations

import io
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from backend.accounts.models import ApiToken
from backend.api.throttles import CHECKS, WRONG_TOKENS, DrawingsThrottle
from backend.security.limits import Limit
from procedures.catalogue.models import ProcedureVersion
from procedures.definition.fields.base import MASK
from procedures.requests.attempts import BY_ADDRESS
from procedures.requests.operations import Filing
from tests.backend.api.callers import Caller
from tests.factories import filed, person, take

LARGE = "?letra=grande"
NOBODYS = "SOAPA-2026-999999-0"


@pytest.fixture
def case(meter: ProcedureVersion) -> Filing:
    return filed(meter)


def seen(answer: Any) -> tuple[int, dict[str, Any]]:
    return answer.status, {k: v for k, v in answer.body.items() if k != "request_id"}


def test_whatever_is_not_yours_answers_the_same_404(
    case: Filing, meter: ProcedureVersion, anybody: Caller, staff_caller: Any
) -> None:
    other = filed(meter)
    folio = case.service_request.folio
    answers = [
        seen(anybody.get(f"/requests/{folio}/")),
        seen(anybody.get("/requests/lo-que-sea/")),
        seen(anybody.get(f"/requests/{NOBODYS}/")),
        seen(anybody.with_key("0000-0000-0000-0000").get(f"/requests/{folio}/")),
        seen(anybody.with_key(other.key).get(f"/requests/{folio}/")),
        seen(anybody.with_key(other.key).get(f"/requests/{NOBODYS}/")),
        seen(staff_caller("reviewer@juridica").get(f"/requests/{folio}/")),
        seen(anybody.post(f"/requests/{folio}/claim/", {"revision": 1})),
    ]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 404


def test_the_key_is_forgiven_its_dashes_and_case(case: Filing, anybody: Caller) -> None:
    key = case.key.replace("-", " ").lower()
    assert anybody.with_key(key).get(f"/requests/{case.service_request.folio}/").status == 200


def test_the_citizen_sees_no_name_of_staff_and_nothing_private(
    case: Filing, anybody: Caller, staff_caller: Any
) -> None:
    row = case.service_request
    clerk = staff_caller("reviewer@comercializacion", username="clerk-name")
    clerk.post(f"/requests/{row.folio}/notes/", {"text": "solo entre nosotros"})
    take(row, "tomar")
    citizen = anybody.with_key(case.key)
    whole = citizen.get(f"/requests/{row.folio}/").body
    events = citizen.get(f"/requests/{row.folio}/events/").body["results"]
    assert whole["staff"] is None
    assert [event["kind"] for event in events] == ["filed", "step"]
    assert all(event["user"] is None and event["private"] is None for event in events)
    told = clerk.get(f"/requests/{row.folio}/events/").body["results"]
    assert [event["kind"] for event in told] == ["filed", "note", "step"]
    assert told[1]["private"]["text"] == "solo entre nosotros"
    assert told[1]["user"] == "clerk-name"
    staff_view = clerk.get(f"/requests/{row.folio}/").body
    assert staff_view["staff"]["area"] == "comercializacion"
    assert staff_view["staff"]["applicants"][0]["email"] == "maria@example.org"
    assert {"utility", "citizen"} == staff_view["clocks"].keys()


def test_a_request_costs_the_same_queries_however_long_its_story(
    case: Filing, anybody: Caller
) -> None:
    citizen, folio = anybody.with_key(case.key), case.service_request.folio

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert citizen.get(path).status == 200
        return len(caught)

    before = queries(f"/requests/{folio}/"), queries(f"/requests/{folio}/events/")
    take(case.service_request, "tomar")
    for _time in range(3):
        citizen.post(f"/requests/{folio}/messages/", {"text": "¿Cómo va?"})
    assert (queries(f"/requests/{folio}/"), queries(f"/requests/{folio}/events/")) == before


def test_too_many_wrong_keys_have_to_wait_and_a_right_one_too(
    case: Filing, anybody: Caller
) -> None:
    path = f"/requests/{case.service_request.folio}/"
    wrong = anybody.with_key("0000-0000-0000-0000")
    for _time in range(BY_ADDRESS.times):
        assert wrong.get(path).status == 404
    answer = anybody.with_key(case.key).get(path)
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= BY_ADDRESS.seconds


def test_too_many_wrong_tokens_have_to_wait(db: None) -> None:
    caller = Caller(Client(), {"Authorization": "Bearer vt_nada"})
    for _time in range(WRONG_TOKENS.times):
        answer = caller.get("/procedures/")
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert caller.get("/procedures/").status == 429


def test_a_token_does_what_its_scopes_say_while_it_lives(case: Filing, staff_caller: Any) -> None:
    reader = staff_caller("reviewer@comercializacion", scopes=("read",))
    writer = staff_caller("reviewer@comercializacion", scopes=("write",))
    path = f"/requests/{case.service_request.folio}"
    assert reader.get(f"{path}/").status == 200
    assert reader.post(f"{path}/claim/", {"revision": 1}).status == 403
    assert writer.get(f"{path}/").status == 403
    assert writer.post(f"{path}/claim/", {"revision": 1}).status == 200
    ApiToken.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert writer.post(f"{path}/notes/", {"text": "x"}).status == 401


def test_a_session_changes_nothing_without_its_csrf_token(case: Filing) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("reviewer@comercializacion"))
    path = f"/requests/{case.service_request.folio}"
    caller = Caller(client)
    assert caller.get(f"{path}/").status == 200
    refused = caller.post(f"{path}/claim/", {"revision": 1})
    assert (refused.status, case.service_request.assignee) == (403, None)


def test_documents_are_handed_to_whoever_may_see_the_request(
    case: Filing, meter: ProcedureVersion, anybody: Caller, staff_caller: Any
) -> None:
    row = case.service_request
    citizen = anybody.with_key(case.key)
    body = citizen.get(f"/requests/{row.folio}/").body
    url = body["documents"][0]["url"].removeprefix("/api/v1")
    for caller in (citizen, staff_caller("reviewer@comercializacion")):
        answer = caller.get(url)
        assert answer.status == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer.headers["Cache-Control"]
    assert anybody.get(url).status == 404
    other = filed(meter)
    stolen = url.replace(row.folio, other.service_request.folio)
    assert anybody.with_key(other.key).get(stolen).status == 404


def test_the_receipt_is_a_pdf_that_never_holds_the_key(case: Filing, anybody: Caller) -> None:
    answer = anybody.with_key(case.key).get(f"/requests/{case.service_request.folio}/receipt.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.body.startswith(b"%PDF")


def test_papers_come_in_large_letters_for_whoever_asks(case: Filing, anybody: Caller) -> None:
    row, citizen = case.service_request, anybody.with_key(case.key)
    for action in ("tomar", "programar_visita", "registrar_visita", "negar"):
        take(row, action)
    for name, said in (("receipt.pdf", "Acuse"), ("resolution.pdf", "Copia para leer")):
        path = f"/requests/{row.folio}/{name}"
        plain, large = (
            PdfReader(io.BytesIO(citizen.get(path + asked).body)) for asked in ("", LARGE)
        )
        assert len(large.pages) > len(plain.pages), name
        assert said in large.pages[0].extract_text()
        wrong = citizen.get(f"{path}?letra=enorme")
        assert wrong.status == 400 and wrong.codes == {("letra", "invalid_choice")}


def test_a_denuncia_does_not_exist_for_the_counter(
    db: None, anybody: Caller, staff_caller: Any
) -> None:
    from tests.factories import published

    version = published("quejas-denuncias")
    if not version.procedure.restricted:
        pytest.fail("the denuncia must be restricted to its audience")
    row = filed(version, anonymous=True, contact=None).service_request
    for caller in (staff_caller("counter@modulo"), staff_caller("director@direccion")):
        assert caller.get(f"/requests/{row.folio}/").status == 404
        assert caller.get("/requests/").body["results"] == []
    assert staff_caller("oic@oic").get(f"/requests/{row.folio}/").status == 200


def test_staff_read_sensitive_answers_masked_and_their_citizen_in_full(
    anybody: Caller, staff_caller: Any, meter: ProcedureVersion
) -> None:
    case = filed(meter, given={"sin_curp": False, "curp": "HECM800101MOCRRR03"})
    form, folio = meter.definition.form, case.service_request.folio
    own = anybody.with_key(case.key).get(f"/requests/{folio}/").body["answers"]
    secret = {key for key in own if form.by_key[key].sensitive and own[key]}
    assert secret
    told = staff_caller("reviewer@comercializacion").get(f"/requests/{folio}/").body["answers"]
    assert told.keys() == own.keys()
    for key, value in own.items():
        assert told[key] == (MASK if key in secret else value)


def test_head_is_no_side_door(db: None, anybody: Caller) -> None:
    assert anybody.raw("HEAD", "/requests/").status_code == 401
    for _time in range(CHECKS.times):
        assert anybody.raw("HEAD", "/verify/NADA/").status_code == 404
    assert anybody.raw("HEAD", "/verify/NADA/").status_code == 429
    assert anybody.get("/verify/NADA/").status == 429


def test_a_session_alone_changes_nothing_from_elsewhere(case: Filing) -> None:
    row = case.service_request
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("reviewer@comercializacion"))
    answer = Caller(client).post(f"/requests/{row.folio}/claim/", {"revision": row.revision})
    assert (answer.status, answer.body["type"]) == (403, "urn:ventanilla:problem:csrf")
    assert "CSRF Failed" not in answer.body["detail"]


def test_receipts_are_not_drawn_without_end(
    anybody: Caller, meter: ProcedureVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DrawingsThrottle, "limit", Limit("few", 2, 3600))
    case = filed(meter)
    own = anybody.with_key(case.key)
    with time_machine.travel("2026-11-21 12:10:00-06:00", tick=False):
        path = f"/requests/{case.service_request.folio}/receipt.pdf"
        assert [own.raw("GET", path).status_code for _n in range(3)] == [200, 200, 429]
