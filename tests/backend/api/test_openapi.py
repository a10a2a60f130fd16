"""The OpenAPI: kept as a snapshot, complete, and true of every answer schemathesis can provoke."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from syrupy.assertion import SnapshotAssertion

from backend.accounts.models import ApiToken
from procedures.casework.models import Visit
from procedures.requests.operations import Filing
from procedures.surveys.invitations import token_for
from tests.factories import filed, person, published, take

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
METER = "mantenimiento-cambio-medidor"
schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """What is asked through WSGI stays in the test's transaction, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


# Called in process, where nobody unpacks what the server compresses.
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def case(db: None) -> Filing:
    filing = filed(published(METER))
    take(filing.service_request, "tomar")
    take(filing.service_request, "programar_visita")
    return filing


@pytest.fixture
def headers(case: Filing) -> dict[str, str]:
    user = person("reviewer@*", "inspector@*", "supervisor@*", "counter@*", "director@*")
    _row, token = ApiToken.issue(user, scopes=["read", "write"], days=1)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def places(case: Filing, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Real values for the parts of an address."""
    # schemathesis closes no answer, so files are left to a proxy that is not there.
    monkeypatch.setattr(django_settings, "ACCEL_PREFIX", "/files")
    row = case.service_request
    return {
        "folio": row.folio,
        "slug": METER,
        "code": Visit.objects.get().code,
        "token": token_for(row.folio, METER, "online", row.received_on),
        "document": str(row.attachments.first().document_id),
        "action": "reprogramar",
    }


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_answer_is_undocumented_for_staff_on_a_real_request(
    case: Any, headers: dict[str, str], places: dict[str, str]
) -> None:
    if not _astray(case):
        for name in case.path_parameters or {}:
            case.path_parameters[name] = places.get(name, case.path_parameters[name])
    case.headers = {**(case.headers or {}), **headers, **PLAIN}
    case.headers.pop("Request-Key", None)
    case.call_and_validate(checks=CHECKS)


def _astray(case: Any) -> bool:
    """The address is wrong on purpose, so it must stay so."""
    path = case.meta.components.get(ParameterLocation.PATH) if case.meta else None
    return path is not None and path.mode.is_negative


@pytest.mark.once
@schema.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_answer_is_undocumented_for_anybody(case: Any, db: None) -> None:
    kept = {k: v for k, v in (case.headers or {}).items() if k != "Authorization"}
    case.headers = {**kept, **PLAIN}
    case.call_and_validate(checks=CHECKS)


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    document = schema.raw_schema
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in {"get", "post"}
    ]


def test_the_openapi_is_what_it_was(db: None, snapshot: SnapshotAssertion) -> None:
    """A change of the contract shows here, and is then meant."""
    assert Client().get("/api/v1/schema/").json() == snapshot


def test_it_is_openapi_3_1_and_every_operation_has_a_name_and_problems() -> None:
    assert schema.raw_schema["openapi"].startswith("3.1")
    for path, method, operation in operations():
        answers = operation["responses"]
        assert operation["summary"], path
        assert {"429", "503"} <= answers.keys(), path
        assert "{" not in path or "404" in answers
        assert method == "get" or {"400", "413", "415"} <= answers.keys()
        for status, answer in answers.items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"]


def test_every_call_of_the_contract_is_there() -> None:
    told = {(method, path.removeprefix("/api/v1")) for path, method, _o in operations()}
    one = "/requests/{folio}"
    for method, path in (
        ("get", "/procedures/"),
        ("get", "/procedures/{slug}/"),
        ("get", "/procedures/{slug}/form/"),
        ("post", "/uploads/"),
        ("post", "/requests/"),
        ("get", "/requests/"),
        ("get", "/requests/counts/"),
        ("get", f"{one}/"),
        ("get", f"{one}/events/"),
        ("get", f"{one}/receipt.pdf"),
        ("get", f"{one}/documents/{{document}}/"),
        ("get", f"{one}/actions/"),
        ("post", f"{one}/actions/{{action}}/"),
        *(
            ("post", f"{one}/{verb}/")
            for verb in (
                "claim",
                "assign",
                "corrections",
                "corrections/{correction}/answer",
                "messages",
                "notes",
                "opinions",
                "visits",
                "payments",
                "withdraw",
                "key",
            )
        ),
        ("get", "/surveys/{token}/"),
        ("post", "/surveys/{token}/"),
        ("get", "/indicators/"),
        ("get", "/public/indicators/"),
        ("get", "/verify/{code}/"),
    ):
        assert (method, path) in told


def test_the_documentation_needs_nobody_outside_and_no_script_in_the_page(db: None) -> None:
    page = Client().get("/api/v1/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'lang="es-MX"' in text
    assert "<style" not in text and "<script>" not in text
    assert "http://" not in text and "https://" not in text
    script = Client().get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/v1/schema/" in script.content.decode()
