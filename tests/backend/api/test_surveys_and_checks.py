"""The survey that knows nobody, and the codes anybody may check."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.api.throttles import CHECKS
from procedures.casework.models import Resolution, Visit
from procedures.casework.operations import revoke_resolution
from procedures.catalogue.models import ProcedureVersion
from procedures.surveys.invitations import token_for
from procedures.surveys.models import SealedAnswer, SpentInvitation
from tests.backend.api.callers import Caller
from tests.backend.api.conftest import METER
from tests.factories import filed, person, staff, take


@pytest.fixture
def survey(meter: ProcedureVersion) -> str:
    return f"/surveys/{token_for('SOAPA-2026-000001-5', METER, 'online', timezone.localdate())}/"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ease": 0},
        {"ease": 6},
        {"ease": "5"},
        {"ease": True},
        {"solved": "quizá"},
        {"comment": "x" * 1001},
        {"comment": 5},
        {"comment": "   "},
        {"folio": "SOAPA-2026-000001-5", "ease": 5},
    ],
)
def test_an_answer_that_does_not_fit_spends_nothing(
    body: dict[str, Any], survey: str, anybody: Caller
) -> None:
    assert anybody.post(survey, body).status == 400
    assert not SpentInvitation.objects.exists() and not SealedAnswer.objects.exists()


def test_a_spent_survey_is_a_conflict_to_ask_and_to_answer(survey: str, anybody: Caller) -> None:
    assert anybody.post(survey, {"comment": "Todo bien 😀"}).status == 201
    assert anybody.get(survey).codes == anybody.post(survey, {"ease": 1}).codes == {("", "spent")}
    assert SealedAnswer.objects.count() == 1


def test_a_forged_or_damaged_token_is_a_404(survey: str, anybody: Caller) -> None:
    for path in ("/surveys/nada/", survey[:-3] + "xx/", survey.replace("/surveys/", "/surveys/A")):
        assert anybody.get(path).status == 404
        assert anybody.post(path, {"ease": 5}).status == 404


def test_whoever_is_logged_in_answers_as_nobody(survey: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("director@direccion"))
    assert Caller(client).post(survey, {"ease": 4}).status == 201


def test_a_paper_is_checked_by_its_code_and_tells_nothing_personal(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    row = filed(meter).service_request
    for action in ("tomar", "programar_visita", "registrar_visita", "negar"):
        take(row, action)
    paper = Resolution.objects.get()
    typed = f"{paper.code[:4]}-{paper.code[4:8]} {paper.code[8:]}".lower()
    body = anybody.get(f"/verify/{typed}/").body
    assert (body["kind"], body["valid"], body["folio"]) == ("resolution", True, row.folio)
    assert not any(word in str(body) for word in ("María", "Hernández", "maria@", "9511234567"))
    assert (body["state"], body["sha256"]) == ("valid", paper.sha256)
    signer = staff("director@direccion")
    row.refresh_from_db()
    revoke_resolution(
        actor=signer, service_request=row, revision=row.revision, code=paper.code, reason="Error"
    )
    revoked = anybody.get(f"/verify/{paper.code}/").body
    assert (revoked["valid"], revoked["state"], revoked["revoked_on"]) == (
        False,
        "revoked",
        timezone.localdate().isoformat(),
    )
    assert "Error" not in str(revoked)  # why is between the person and the utility


def test_a_visit_is_checked_by_its_code_and_says_who_comes_but_not_where(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    row = filed(meter).service_request
    take(row, "tomar")
    take(row, "programar_visita")
    visit = Visit.objects.get()
    body = anybody.get(f"/verify/{visit.code}/").body
    assert (body["kind"], body["inspector"]) == ("visit", visit.inspector.full_name)
    assert row.folio not in str(body) and visit.area not in str(body), "the page says neither"
    page = anybody.client.get(f"/verificar/{visit.code}/").content.decode()
    assert body["hours"] and body["hours"] in page and body["photo_url"] is None
    assert body["valid"] is (visit.on >= timezone.localdate())
    assert "domicilio" not in str(body)
    take(row, "registrar_visita")
    assert anybody.get(f"/verify/{visit.code}/").body["valid"] is False


def test_codes_cannot_be_tried_for_long(db: None, anybody: Caller) -> None:
    for _time in range(CHECKS.times):
        assert anybody.get("/verify/AAAABBBBCCCCDDDD/").status == 404
    assert anybody.get("/verify/AAAABBBBCCCCDDDD/").status == 429
