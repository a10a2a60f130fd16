"""Who sees what: someone else's folio, a wrong key, another area, another role, a denuncia."""

from __future__ import annotations

import pytest

from backend.accounts.actors import ANONYMOUS, citizen_of
from procedures.requests import access
from procedures.requests.errors import Invalid, NotAllowed, NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import add_note, assign, claim, perform, post_message
from tests.factories import filed, person, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
COMPLAINT = "quejas-denuncias"


@pytest.fixture
def row() -> ServiceRequest:
    return filed(published(METER)).service_request


def sees(actor: object, row: ServiceRequest) -> bool:
    found = access.visible_to(ServiceRequest.objects.all(), actor)  # type: ignore[arg-type]
    return found.filter(pk=row.pk).exists()


def test_the_key_opens_its_request_and_no_other() -> None:
    version = published(METER)
    mine, other = filed(version), filed(version)
    folio = mine.service_request.folio
    assert access.open_with_key(folio, mine.key) == citizen_of(folio)
    assert access.open_with_key(folio.lower(), mine.key.lower().replace("-", " ")) is not None
    assert access.open_with_key(folio, other.key) is None
    assert access.open_with_key(folio, "") is None
    assert access.open_with_key("SOAPA-2026-999999-0", mine.key) is None
    assert access.open_with_key("cualquier cosa", mine.key) is None


def test_a_citizen_sees_one_request_and_a_visitor_none(row: ServiceRequest) -> None:
    other = filed(row.version).service_request
    actor = citizen_of(row.folio)
    assert sees(actor, row)
    assert not sees(actor, other)
    assert not sees(ANONYMOUS, row)
    with pytest.raises(NotFound):
        post_message(actor=actor, service_request=other, text="Hola")


def test_another_area_does_not_see_the_case_and_the_window_does(row: ServiceRequest) -> None:
    take(row, "tomar")
    row.refresh_from_db()
    assert row.area == "comercializacion"
    assert sees(staff("reviewer@comercializacion"), row)
    assert sees(staff("counter@modulo"), row)
    assert sees(staff("director@direccion"), row)
    assert not sees(staff("reviewer@transparencia"), row)
    assert not sees(staff("administrator@dti"), row)
    assert not sees(staff("designer@*"), row)


def test_without_the_role_a_seen_case_is_not_moved(row: ServiceRequest) -> None:
    with pytest.raises(NotAllowed):
        perform(
            actor=staff("counter@modulo"),
            service_request=row,
            action="tomar",
            revision=row.revision,
        )
    with pytest.raises(NotAllowed):
        assign(
            actor=staff("reviewer@comercializacion"),
            service_request=row,
            revision=row.revision,
            to=None,
        )


def test_a_note_of_another_area_is_not_found(row: ServiceRequest) -> None:
    with pytest.raises(NotFound):
        add_note(actor=staff("reviewer@transparencia"), service_request=row, text="Nota")


def test_a_denuncia_is_seen_by_the_control_body_alone() -> None:
    filing = filed(
        published(COMPLAINT), given={"tipo": "denuncia_servidor_publico"}, anonymous=True
    )
    row = filing.service_request
    assert row.area == "oic"
    for grants in (
        ["counter@modulo"],
        ["director@direccion"],
        ["supervisor@*"],
        ["reviewer@juridica", "supervisor@juridica"],
        ["administrator@*"],
    ):
        assert not sees(staff(*grants), row), grants
    assert sees(staff("oic@oic"), row)
    assert access.open_with_key(row.folio, filing.key) is not None


def test_a_service_complaint_handed_over_is_seen_by_that_area_too() -> None:
    row = filed(published(COMPLAINT), given={"tipo": "queja_servicio"}).service_request
    reviewer = staff("reviewer@comercializacion")
    assert not sees(reviewer, row)
    take(row, "clasificar")
    take(row, "turnar")
    row.refresh_from_db()
    handed_to = staff(f"reviewer@{row.area}")
    assert row.area != "oic"
    assert sees(handed_to, row)
    assert not sees(staff("counter@modulo"), row)
    assert sees(staff("oic@oic"), row)


def test_a_complaint_given_back_is_closed_to_the_area_again() -> None:
    row = filed(published(COMPLAINT), given={"tipo": "queja_servicio"}).service_request
    take(row, "clasificar", answers={"clasificacion": "queja_servicio"})
    take(row, "turnar")
    row.refresh_from_db()
    area = row.area
    take(row, "devolver")
    row.refresh_from_db()
    assert row.area == "oic"
    assert not sees(staff(f"reviewer@{area}"), row)


def test_whoever_takes_somebodys_case_says_why(row: ServiceRequest) -> None:
    first, second = staff("reviewer@comercializacion"), staff("reviewer@comercializacion")
    claim(actor=first, service_request=row, revision=row.revision)
    with pytest.raises(Invalid):
        claim(actor=second, service_request=row, revision=row.revision)
    claim(actor=second, service_request=row, revision=row.revision, reason="Está de vacaciones")
    assert row.assignee == second.user


def test_a_case_is_given_only_to_somebody_who_can_see_it(row: ServiceRequest) -> None:
    boss = staff("supervisor@comercializacion")
    with pytest.raises(Invalid):
        assign(
            actor=boss,
            service_request=row,
            revision=row.revision,
            to=person("reviewer@transparencia"),
        )
    worker = person("reviewer@comercializacion")
    assign(actor=boss, service_request=row, revision=row.revision, to=worker)
    assert row.assignee == worker
