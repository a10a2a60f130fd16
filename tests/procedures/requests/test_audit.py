"""What verify_audit finds: whoever changes the record by SQL leaves a mark somewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.accounts.actors import SYSTEM
from procedures.documents.models import Document
from procedures.requests import chain
from procedures.requests.core import change
from procedures.requests.models import EventPayload, ServiceRequest, Submission
from tests.factories import filed, published, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"


@pytest.fixture
def row() -> ServiceRequest:
    row = filed(published(METER)).service_request
    take(row, "tomar")
    row.refresh_from_db()
    return row


def found(row: ServiceRequest) -> set[str]:
    return {fault.what for fault in chain.faults(ServiceRequest.objects.get(pk=row.pk))}


def forged(row: ServiceRequest) -> None:
    payload = EventPayload.objects.filter(event__service_request=row)
    payload.update(data={"public": {"source": "letter"}}, salt="")


def gone(row: ServiceRequest) -> None:
    EventPayload.objects.filter(event__service_request=row).delete()


def emptied(row: ServiceRequest) -> None:
    EventPayload.objects.filter(event__service_request=row).update(data={}, salt="")


def other_answers(row: ServiceRequest) -> None:
    Submission.objects.filter(service_request=row).update(answers={"calidad": "otra"})


def other_request(row: ServiceRequest) -> None:
    ServiceRequest.objects.filter(pk=row.pk).update(answers={"calidad": "otra"})


def other_state(row: ServiceRequest) -> None:
    ServiceRequest.objects.filter(pk=row.pk).update(state="ejecutada")


def other_paper(row: ServiceRequest) -> None:
    Document.objects.filter(attachment__service_request=row).update(sha256="0" * 64)


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        (forged, "payload altered"),
        (gone, "payload missing"),
        (emptied, "payload erased"),
        (other_answers, "answers altered"),
        (other_request, "request altered"),
        (other_state, "request altered"),
        (other_paper, "documents altered"),
    ],
)
def test_each_way_of_tampering_is_found(
    row: ServiceRequest, tamper: Callable[[ServiceRequest], None], what: str
) -> None:
    assert found(row) == set()
    tamper(row)
    assert what in found(row)


def test_what_the_law_has_erased_is_said_by_the_chain_itself(row: ServiceRequest) -> None:
    with change(actor=SYSTEM, service_request=row, revision=None, why="anonymised") as now:
        now.record(chain.ERASED, public=False)
    last = row.events.last()
    EventPayload.objects.filter(event__service_request=row).exclude(event=last).update(
        data={}, salt=""
    )
    assert found(row) == set()


def test_corrections_leave_their_fingerprint_too(row: ServiceRequest) -> None:
    take(row, "prevenir")
    take(row, "desahogar")
    assert found(row) == set()
    Submission.objects.filter(service_request=row, kind="correction").update(answers={})
    assert "answers altered" in found(row)
