"""What should never have been sent: a clear Spanish problem, nothing half-saved, never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest

from procedures.catalogue.models import ProcedureVersion
from procedures.requests.models import ServiceRequest
from tests.backend.api.callers import Caller, filing
from tests.backend.api.conftest import METER
from tests.factories import filed, published, take

DEEP = "[" * 5000 + "]" * 5000
DEEPER_THAN_ANSWERS = json.dumps({"a": json.loads("[" * 40 + "]" * 40)})


@pytest.fixture
def body(meter: ProcedureVersion, anybody: Caller) -> dict[str, Any]:
    return filing(anybody, METER)


def refused(answer: Any, status: int = 400) -> Any:
    assert answer.status == status, answer.body
    assert answer.body["detail"] and answer.body["title"]
    assert answer.body["request_id"]
    assert not ServiceRequest.objects.exists()
    return answer


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{",
        "nada",
        "[]",
        "null",
        "3",
        '"texto"',
        '{"answers": NaN}',
        '{"answers": 1e999}',
        '{"answers": {"nombre": "\\u0000"}}',
        '{"answers": {"nombre": "\\ud800"}}',
        '{"\\u0000": 1}',
        b"\xff\xfe{}",
        "9" * 6000,
        DEEP,
        DEEPER_THAN_ANSWERS,
    ],
)
def test_what_is_not_a_body_is_refused(sent: Any, db: None, anybody: Caller) -> None:
    refused(anybody.post("/requests/", sent))


def test_ten_megabytes_of_json_are_not_even_read(body: dict[str, Any], anybody: Caller) -> None:
    huge = json.dumps({**body, "answers": {"nombre": "x" * 10_000_000}})
    refused(anybody.post("/requests/", huge), 413)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"procedure": 5}, "procedure", "invalid"),
        ({"procedure": None}, "procedure", "null"),
        ({"answers": []}, "answers", "not_a_dict"),
        ({"answers": None}, "answers", "null"),
        ({"documents": {"fotos": "x"}}, "documents.fotos", "not_a_list"),
        ({"documents": {"fotos": [1]}}, "documents.fotos.0", "invalid"),
        ({"documents": []}, "documents", "not_a_dict"),
        ({"contact": {"name": 5}}, "contact.name", "invalid"),
        ({"contact": {"name": "A", "email": "no"}}, "contact.email", "invalid"),
        ({"contact": {"name": "A", "channel": "email"}}, "contact.email", "required"),
        ({"contact": {"name": "A", "channel": "paloma"}}, "contact.channel", "invalid_choice"),
        ({"contact": {"name": "A", "otro": 1}}, "contact.otro", "unknown"),
        ({"contact": {"name": "x" * 201}}, "contact.name", "max_length"),
        ({"applicants": [{"role": "jefe", "name": "A"}]}, "applicants.0.role", "invalid_choice"),
        ({"anonymous": "yes"}, "anonymous", "invalid"),
        ({"source": "fax"}, "source", "invalid_choice"),
        ({"received_on": "ayer"}, "received_on", "invalid"),
        ({"privacy_notice": "1999"}, "privacy_notice", "required"),
        ({"folio": "SOAPA-1"}, "folio", "unknown"),
    ],
)
def test_each_wrong_member_is_named(
    changes: dict[str, Any], field: str, code: str, body: dict[str, Any], anybody: Caller
) -> None:
    answer = refused(anybody.post("/requests/", {**body, **changes}))
    assert (field, code) in answer.codes


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"no_existe": 1}, "no_existe"),
        ({"tipo_atencion": "inventado"}, "tipo_atencion"),
        ({"tipo_atencion": ["mantenimiento"]}, "tipo_atencion"),
        ({"numero_cuenta": {"$sealed": "x"}}, "numero_cuenta"),
        ({"nombre": "x" * 5000}, "nombre"),
        ({"lectura_actual": "mucho"}, "lectura_actual"),
        ({"domicilio": "aquí"}, "domicilio"),
        ({"ubicacion": {"lat": 999, "lon": 999}}, "ubicacion"),
        ({"fotos": ["x"]}, "fotos"),
        ({"tipo_persona": True}, "tipo_persona"),
    ],
)
def test_each_wrong_answer_is_named(
    answers: dict[str, Any], field: str, body: dict[str, Any], anybody: Caller
) -> None:
    sent = {**body, "answers": {**body["answers"], **answers}}
    answer = refused(anybody.post("/requests/", sent))
    assert any(error["field"].split(".")[0] == field for error in answer.body["errors"])


def test_a_missing_answer_is_named(body: dict[str, Any], anybody: Caller) -> None:
    without = {k: v for k, v in body["answers"].items() if k != "tipo_atencion"}
    assert ("tipo_atencion", "required") in refused(
        anybody.post("/requests/", {**body, "answers": without})
    ).codes


def test_a_missing_document_is_named_where_it_cannot_come_later(db: None, anybody: Caller) -> None:
    slug = "alta-correccion-serie-medidor"
    published(slug, status="online", channels=["online"])
    answer = anybody.post("/requests/", {**filing(anybody, slug), "documents": {}})
    assert refused(answer).codes == {("foto_serie", "required")}


def test_a_hidden_answer_is_dropped_and_never_kept(body: dict[str, Any], anybody: Caller) -> None:
    hidden = {**body["answers"], "denuncia_robo": "CI-123/2026"}  # only for a stolen meter
    answer = anybody.post("/requests/", {**body, "answers": hidden})
    assert answer.status == 201, answer.body
    assert "denuncia_robo" not in ServiceRequest.objects.get().answers


@pytest.mark.parametrize(
    "name", ["José Ñáñez 😀", "مريم", "‮abc", "O'Brien; DROP TABLE", "<script>alert(1)</script>"]
)
def test_whatever_letters_a_name_has_it_comes_back_as_it_went_in_or_is_refused(
    name: str, body: dict[str, Any], anybody: Caller
) -> None:
    sent = {**body, "answers": {**body["answers"], "nombre": name}}
    answer = anybody.post("/requests/", sent)
    if answer.status == 400:
        assert {field for field, _code in answer.codes} == {"nombre"}
        return
    opened = anybody.with_key(answer.body["key"]).get(f"/requests/{answer.body['folio']}/")
    assert opened.body["answers"]["nombre"] == name


@pytest.mark.parametrize(
    "path",
    [
        "/requests/%00/",
        "/requests/%FF/",
        "/requests/ /",
        "/requests/" + "9" * 3000 + "/",
        "/requests/SOAPA-2026-000001-5/documents/no-es-uuid/",
        "/verify/%00/",
        "/verify/%E2%98%83/",
        "/surveys/%00/",
        "/surveys/a:b:c/",
        "/procedures/%00/",
        "/no/hay/nada",
        "/requests",
    ],
)
def test_an_address_that_means_nothing_is_a_404_problem(
    path: str, db: None, anybody: Caller
) -> None:
    assert anybody.get(path).status == 404
    assert anybody.post(path, {}).status in {404, 405}


def test_a_method_an_address_does_not_have_is_a_405_problem(db: None, anybody: Caller) -> None:
    response = anybody.raw("DELETE", "/requests/")
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert "POST" in response["Allow"]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data"])
def test_another_media_type_is_a_415_problem(kind: str, db: None, anybody: Caller) -> None:
    response = anybody.raw("POST", "/requests/", data=b"{}", content_type=kind)
    assert response.status_code == 415
    assert response.json()["title"] == "Tipo de contenido no admitido"


def test_any_accept_header_gets_the_one_representation(db: None, anybody: Caller) -> None:
    response = anybody.client.get("/api/v1/procedures/", headers={"Accept": "image/webp"})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"revision": 99}, 409),
        ({"revision": 0}, 400),
        ({"revision": "1"}, 400),
        ({"revision": 1.0}, 400),
        ({"revision": 10**30}, 409),
        ({"revision": None}, 400),
        ({"answers": {"otra": 1}}, 400),
        ({"note": 5}, 400),
        ({"note": "x" * 4001}, 400),
        ({"documents": {"otro": ["00000000-0000-4000-8000-000000000000"]}}, 400),
        ({"de_mas": 1}, 400),
    ],
)
def test_a_step_that_does_not_fit_changes_nothing(
    changes: dict[str, Any], status: int, meter: ProcedureVersion, staff_caller: Any
) -> None:
    row = filed(meter).service_request
    clerk = staff_caller("reviewer@comercializacion")
    path = f"/requests/{row.folio}/actions/tomar/"
    answer = clerk.post(path, {"revision": row.revision, **changes})
    assert answer.status == status, answer.body
    before = row.revision, row.state
    row.refresh_from_db()
    assert (row.revision, row.state) == before


def test_a_stale_revision_is_told_where_the_request_stands_now(
    meter: ProcedureVersion, staff_caller: Any
) -> None:
    row = filed(meter).service_request
    clerk = staff_caller("reviewer@comercializacion")
    sent = {"revision": row.revision}
    take(row, "tomar")
    body = clerk.post(f"/requests/{row.folio}/actions/canalizar/", sent).body
    assert body["type"].endswith(":stale")
    assert (body["state"], body["phase"], body["revision"]) == ("en_revision", "in_review", 2)


@pytest.mark.parametrize(
    ("action", "code"),
    [("prevenir", "wrong_kind"), ("concluir", "wrong_state"), ("nada", "unknown_action")],
)
def test_another_kind_another_state_and_no_action_are_conflicts(
    action: str, code: str, meter: ProcedureVersion, staff_caller: Any
) -> None:
    row = filed(meter).service_request
    take(row, "tomar")
    clerk = staff_caller("reviewer@comercializacion", "crew@operacion")
    answer = clerk.post(f"/requests/{row.folio}/actions/{action}/", {"revision": 2})
    assert (answer.status, answer.codes) == (409, {("", code)})
    assert answer.body["revision"] == 2


def test_a_step_of_another_role_is_a_403(meter: ProcedureVersion, staff_caller: Any) -> None:
    row = filed(meter).service_request
    counter = staff_caller("counter@modulo")
    answer = counter.post(f"/requests/{row.folio}/actions/tomar/", {"revision": row.revision})
    assert answer.status == 403


def test_a_visit_needs_an_accredited_inspector(meter: ProcedureVersion, staff_caller: Any) -> None:
    row = filed(meter).service_request
    take(row, "tomar")
    clerk = staff_caller("reviewer@comercializacion")
    staff_caller("inspector@juridica", username="de-otra-area")
    told = clerk.get(f"/requests/{row.folio}/actions/").body["results"]
    planned = next(one for one in told if one["action"] == "programar_visita")
    assert planned["inputs"]["inspector"]["enum"] == []
    answer = clerk.post(
        f"/requests/{row.folio}/visits/",
        {
            "revision": 2,
            "inspector": "de-otra-area",
            "answers": {"fecha_visita": "2100-01-04", "horario": "manana"},
        },
    )
    assert answer.codes == {("inspector", "required")}


def test_nothing_of_the_inside_is_told_when_something_breaks(
    db: None, anybody: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_named: Any) -> None:
        raise ZeroDivisionError("the secret of the house")

    monkeypatch.setattr("backend.api.procedures.in_force", broken)
    anybody.client.raise_request_exception = False
    answer = anybody.get("/procedures/x/")
    assert answer.status == 500
    assert "secret" not in str(answer.body) and "Zero" not in str(answer.body)


def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back(
    db: None, anybody: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def away(*_args: Any, **_named: Any) -> None:
        raise OperationalError("connection to server at 10.0.0.1 failed")

    monkeypatch.setattr("backend.api.procedures.in_force", away)
    answer = anybody.get("/procedures/x/")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert "10.0.0.1" not in str(answer.body)
