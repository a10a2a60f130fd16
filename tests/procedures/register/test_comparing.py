"""What was written beside the register: a flag for staff, never a dead end and never a leak."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.actors import SYSTEM, Actor, citizen_of
from procedures.register.comparing import FLAGS, same_person
from procedures.requests.access import Part
from procedures.requests.models import ServiceRequest
from procedures.requests.registered import beside_the_register
from tests.factories import filed, published, staff
from tests.procedures.register.files import PEPE, ROSA, loaded

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
SERIAL = "alta-correccion-serie-medidor"
RIGHT = {
    "numero_cuenta": "100234",
    "titular_recibo": "ROSA MUNOZ CRUZ",
    "numero_medidor": "A12-345678",
}


@pytest.fixture(autouse=True)
def register(settings: Any, tmp_path: Path) -> Path:
    settings.REGISTER = "csv"
    loaded(tmp_path, ROSA, PEPE)
    return tmp_path


def asked(**given: Any) -> ServiceRequest:
    return filed(published(METER), given={**RIGHT, **given}).service_request


def flags(row: ServiceRequest) -> list[str]:
    """What the first event keeps for staff."""
    event = row.events.get(kind="filed")
    assert "register" not in event.payload.data["public"]
    return event.payload.data["private"].get("register", [])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"titular_recibo": ""}, []),
        ({"numero_medidor": ""}, []),
        ({"numero_cuenta": "999-999"}, ["unknown"]),
        ({"titular_recibo": "Pedro Infante"}, ["name"]),
        ({"numero_medidor": "ZZ-999999"}, ["meter"]),
        ({"titular_recibo": "Pedro Infante", "numero_medidor": "ZZ-9999"}, ["name", "meter"]),
    ],
)
def test_what_does_not_agree_is_flagged_and_the_request_is_taken_all_the_same(
    given: dict[str, str], expected: list[str]
) -> None:
    assert flags(asked(**given)) == expected
    assert set(expected) <= set(FLAGS)


def test_an_account_that_left_the_register_is_flagged(register: Path) -> None:
    loaded(register, PEPE)
    assert flags(asked()) == ["missing"]


def test_a_register_that_is_away_stops_nobody(settings: Any) -> None:
    settings.REGISTER, settings.REGISTER_URL = "http", "http://127.0.0.1:9/padron"
    assert flags(asked()) == ["silent"]


def test_without_a_register_nothing_is_asked(settings: Any) -> None:
    settings.REGISTER = "none"
    row = asked(numero_cuenta="999-999")
    assert flags(row) == []
    assert beside_the_register(Part(SYSTEM, row), row.answers) is None


def test_the_counter_is_not_stopped_either() -> None:
    clerk = staff("counter@modulo", source="counter")
    row = filed(published(METER), actor=clerk, given={**RIGHT, "numero_cuenta": "9-9"})
    assert flags(row.service_request) == ["unknown"]


def test_to_correct_a_serial_is_to_write_two_and_one_of_them_is_known() -> None:
    given = {
        **RIGHT,
        "numero_medidor": "",
        "movimiento": "correccion",
        "serie_registrada": "A12 345678",
        "serie_correcta": "A12-345679",
    }
    version, clerk = published(SERIAL), staff("counter@modulo", source="counter")
    assert flags(filed(version, actor=clerk, given=given).service_request) == []
    wrong = {**given, "serie_registrada": "X-0000"}
    assert "meter" in flags(filed(version, actor=clerk, given=wrong).service_request)


def test_who_reports_without_a_name_is_not_looked_up() -> None:
    row = filed(published("quejas-denuncias"), anonymous=True).service_request
    found = {**row.answers, **RIGHT}
    with CaptureQueriesContext(connection) as queries:
        assert beside_the_register(Part(SYSTEM, row), found) is None
    assert not queries and flags(row) == []


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (staff, "reviewer@comercializacion"),
        (staff, "counter@modulo"),
        (staff, "signer@comercializacion"),
        (staff, ""),
        (staff, "director@*"),
        (staff, "inspector@operacion"),
        (staff, "crew@operacion"),
        (staff, "cashier@caja"),
        (staff, "administrator@dti"),
        (None, ""),
    ],
)
def test_only_who_judges_the_case_is_told_what_the_register_says(actor: Any, sees: str) -> None:
    row = asked()
    who: Actor = citizen_of(row.folio) if actor is None else staff(*filter(None, [sees]))
    found = beside_the_register(Part(who, row), row.answers)
    allowed = sees.partition("@")[0] in {"reviewer", "counter", "signer"}
    assert (found is not None) == allowed


@pytest.mark.parametrize(
    ("written", "registered", "same"),
    [
        ("Rosa Muñoz Cruz", "MUNOZ CRUZ ROSA", True),
        ("rosa muñoz", "Rosa Muñoz Cruz", True),
        ("Roza Muños Cruz", "Rosa Muñoz Cruz", True),
        ("María del Carmen Ríos L.", "Ma. del Carmen Ríos López", True),
        ("Rosa", "Rosa Muñoz Cruz", False),
        ("José Pérez Ruiz", "Rosa Muñoz Cruz", False),
        ("Juan Pérez Cruz", "José Pérez Ruiz", False),
    ],
)
def test_two_spellings_of_one_name_agree(written: str, registered: str, same: bool) -> None:
    assert same_person(written, registered) is same
