"""What the register says in the page of a case: beside the answers, for who handles it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procedures.drafts.models import Draft
from procedures.drafts.operations import content_of
from tests.factories import filed, published
from tests.frontend.staff.pages import form_data, text_of
from tests.procedures.register.files import PEPE, ROSA, loaded

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
GIVEN = {
    "numero_cuenta": "100-235",
    "titular_recibo": "Rosa Muñoz Cruz",
    "numero_medidor": "B99-000001",
}
COUNTER = "/personal/mostrador/"
TITLE = "Lo que dice el padrón"


@pytest.fixture(autouse=True)
def register(settings: Any, tmp_path: Path) -> Path:
    settings.REGISTER = "csv"
    loaded(tmp_path, ROSA, PEPE)
    return tmp_path


def opened(client: Client, folio: str) -> str:
    return text_of(client.get(f"/personal/{folio}/"))


def test_staff_see_what_agrees_and_what_does_not(reviewer: Client) -> None:
    row = filed(published(METER), given=GIVEN).service_request
    said = opened(reviewer, row.folio)
    assert TITLE in said
    assert "TitularJosé Pérez Ruiz No coincide" in said
    assert "MedidorB99000001 Coincide" in said
    assert "DomicilioJuárez 8, Reforma" in said and "Datos al 31 de enero de 2026" in said
    # In its panel, and in the story as it was on the day it was filed.
    assert said.count("El nombre no coincide con el del padrón.") == 2


def test_an_account_nobody_knows_is_told_to_staff(reviewer: Client) -> None:
    given = {**GIVEN, "numero_cuenta": "999"}
    row = filed(published(METER), given=given).service_request
    assert opened(reviewer, row.folio).count("La cuenta no está en el padrón.") == 2


def test_the_story_stays_when_the_register_is_mended(reviewer: Client, register: Path) -> None:
    row = filed(published(METER), given={**GIVEN, "numero_cuenta": "999"}).service_request
    loaded(register, ROSA, PEPE, "999,B99-000001,Rosa Muñoz Cruz,,,,,")
    said = opened(reviewer, row.folio)
    assert said.count("La cuenta no está en el padrón.") == 1
    assert "TitularRosa Muñoz Cruz Coincide" in said


def test_who_has_no_part_in_judging_it_sees_none_of_it(log_in: Any) -> None:
    row = filed(published(METER), given=GIVEN).service_request
    said = opened(log_in("director@*"), row.folio)
    assert row.folio in said and TITLE not in said and "José Pérez" not in said


def test_it_costs_one_query(reviewer: Client, settings: Any) -> None:
    row = filed(published(METER), given=GIVEN).service_request
    opened(reviewer, row.folio)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            opened(reviewer, row.folio)
        return len(asked)

    with_it = cost()
    settings.REGISTER = "none"
    assert with_it == cost() + 1


def test_the_person_never_reads_it_not_even_that_it_was_compared(client: Client) -> None:
    filing = filed(published(METER), given=GIVEN)
    folio = filing.service_request.folio
    assert client.post("/solicitudes/", {"folio": folio, "key": filing.key}).status_code == 302
    for page in ("", "expediente/", "mis-datos.json"):
        answer = client.get(f"/solicitudes/{folio}/{page}")
        told = answer.content.decode()
        assert answer.status_code == 200 and folio in told
        assert "100-235" in told or not page  # what they wrote themselves
        for word in ("padrón", "register", "José Pérez", "Juárez 8", "no coincide"):
            assert word not in told, (page, word)


@pytest.fixture
def window(log_in: Any) -> Client:
    return log_in("counter@modulo", full_name="Ana Martínez")


@pytest.mark.parametrize("typed", ["100-235", "100235", "b99-000001"])
def test_at_the_counter_an_account_is_found_and_fills_in_what_it_knows(
    window: Client, typed: str
) -> None:
    version = published(METER)
    said = text_of(window.get(COUNTER, {"q": typed}))
    assert "Cuenta 100235 en el padrón" in said and "TitularJosé Pérez Ruiz" in said
    start = window.get(f"{COUNTER}{METER}/")
    assert "Llenar con lo que dice el padrón de la cuenta 100235" in text_of(start)
    window.post(f"{COUNTER}{METER}/", form_data(start, "") | {"source": "phone"})
    given = content_of(Draft.objects.get(version=version))["answers"]
    assert given == {
        "numero_cuenta": "100235",
        "numero_medidor": "B99000001",
        "titular_recibo": "José Pérez Ruiz",
    }


def test_the_clerk_may_begin_without_it_and_the_next_person_begins_empty(window: Client) -> None:
    version = published(METER)
    window.get(COUNTER, {"q": "100-235"})
    window.post(f"{COUNTER}{METER}/", {"source": "phone"})  # the box is not marked
    assert content_of(Draft.objects.get(version=version))["answers"] == {}
    window.get(COUNTER, {"q": "100-235"})
    window.get(COUNTER)
    assert "padrón" not in text_of(window.get(f"{COUNTER}{METER}/"))


def test_a_denuncia_begins_with_nobodys_data(window: Client) -> None:
    version = published("quejas-denuncias")
    window.get(COUNTER, {"q": "100-235"})
    start = window.get(f"{COUNTER}quejas-denuncias/")
    window.post(f"{COUNTER}quejas-denuncias/", form_data(start, "") | {"anew": "1"})
    assert "Pérez" not in str(content_of(Draft.objects.get(version=version)))


@pytest.mark.parametrize("typed", ["medidor", "10", "999-999", "Reforma 5", "9" * 60])
def test_what_is_no_account_shows_none(window: Client, typed: str) -> None:
    assert "en el padrón" not in text_of(window.get(COUNTER, {"q": typed}))


def test_who_does_not_file_for_others_looks_nobody_up(reviewer: Client) -> None:
    assert reviewer.get(COUNTER, {"q": "100-235"}).status_code == 403
