"""What the register says in the page of a case: beside the answers, for who handles it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procedures.catalogue.institution import institution
from procedures.drafts.models import Draft
from procedures.drafts.operations import content_of
from procedures.register import looks
from procedures.register.models import RegisterLook
from procedures.register.tasks import forget_old_looks
from tests.factories import filed, person, published
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
LOOKS = "/personal/padron/consultas/"
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
    assert "Titular José Pérez Ruiz No coincide" in said
    assert "Medidor B99000001 Coincide" in said
    assert "Domicilio Juárez 8, Reforma" in said and "Datos al 31 de enero de 2026" in said
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
    assert "Titular Rosa Muñoz Cruz Coincide" in said


def test_who_has_no_part_in_judging_it_sees_none_of_it(log_in: Any) -> None:
    row = filed(published(METER), given=GIVEN).service_request
    said = opened(log_in("director@*"), row.folio)
    assert row.folio in said and TITLE not in said and "José Pérez" not in said


def test_it_costs_two_queries_the_account_and_who_holds_it(reviewer: Client, settings: Any) -> None:
    row = filed(published(METER), given=GIVEN).service_request
    opened(reviewer, row.folio)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            opened(reviewer, row.folio)
        return len(asked)

    with_it = cost()
    settings.REGISTER = "none"
    assert with_it == cost() + 2


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
    assert "Cuenta 100235 en el padrón" in said and "Titular José Pérez Ruiz" in said
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


def test_who_looked_an_account_up_is_put_down_and_read_by_the_control_body(
    log_in: Any, window: Client, caplog: pytest.LogCaptureFixture
) -> None:
    published(METER)
    window.get(COUNTER, {"q": "999-999"})
    window.get(COUNTER, {"q": "100-235"})
    window.get(COUNTER, {"q": "B99-000001"})  # the same account, by its meter: the same look
    start = window.get(f"{COUNTER}{METER}/")
    window.post(f"{COUNTER}{METER}/", form_data(start, "") | {"source": "phone"})
    rows = list(RegisterLook.objects.order_by("id"))
    assert [one.procedure for one in rows] == ["", METER]
    assert "100235" not in str(list(RegisterLook.objects.values_list())) + caplog.text
    said = text_of(log_in("oic@oic").get(LOOKS))
    assert "Ana Martínez" in said and "100235" in said and "Solo buscó" in said
    admin = log_in("administrator@*")
    assert "Ana Martínez" in text_of(admin.post(LOOKS, {"account": "100-235"}))
    assert "Nadie la buscó" in text_of(admin.post(LOOKS, {"account": "100-236"}))
    assert "Nadie la buscó" in text_of(admin.post(LOOKS, {"by": "nadie"}))
    for role in ("counter@modulo", "director@direccion", "supervisor@comercializacion"):
        assert log_in(role).get(LOOKS).status_code == 403


def test_a_denuncia_leaves_no_look_of_its_own(window: Client) -> None:
    published("quejas-denuncias")
    window.get(COUNTER, {"q": "100-235"})
    start = window.get(f"{COUNTER}quejas-denuncias/")
    window.post(f"{COUNTER}quejas-denuncias/", form_data(start, "") | {"anew": "1"})
    assert [one.procedure for one in RegisterLook.objects.all()] == [""]


def test_the_list_of_looks_costs_the_same_whatever_its_length(log_in: Any, window: Client) -> None:
    control = log_in("oic@oic")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert control.get(LOOKS).status_code == 200
        return sum("procedures_registerlook" in one["sql"] for one in asked), len(asked)

    window.get(COUNTER, {"q": "100-235"})
    cost()
    with_one = cost()
    first = RegisterLook.objects.get()
    for _ in range(20):
        RegisterLook.objects.create(
            by=person("counter@modulo"), at=first.at, digest=first.digest, sealed=first.sealed
        )
    assert cost() == with_one == (1, 10)


def test_what_was_looked_up_is_forgotten_after_its_months(
    window: Client, caplog: pytest.LogCaptureFixture
) -> None:
    window.get(COUNTER, {"q": "100-235"})
    months = dt.timedelta(days=30 * institution().register.keep_look_months)
    assert looks.forget_old(timezone.now() + months - dt.timedelta(hours=1)) == 0
    assert looks.forget_old(timezone.now() + months + dt.timedelta(days=1)) == 1
    assert not RegisterLook.objects.exists()
    window.get(COUNTER, {"q": "100-235"})
    forget_old_looks()
    assert RegisterLook.objects.count() == 1
    RegisterLook.objects.update(at=timezone.now() - months - dt.timedelta(days=1))
    forget_old_looks()
    assert not RegisterLook.objects.exists()
    assert "100235" not in caplog.text and "100-235" not in caplog.text


def test_who_does_not_file_for_others_looks_nobody_up(reviewer: Client) -> None:
    assert reviewer.get(COUNTER, {"q": "100-235"}).status_code == 403


def test_the_holder_is_recognised_where_the_register_is_read(register: Path) -> None:
    row = filed(published(METER), given=GIVEN).service_request
    clerk = Client()
    clerk.force_login(person("counter@modulo"))
    assert "Demostró que es titular" in opened(clerk, row.folio)
    data = form_data(clerk.get(f"/personal/{row.folio}/"), "/titular/")
    told = {**data, "titular-how": "register"}
    assert clerk.post(f"/personal/{row.folio}/titular/", told).status_code == 302
    assert "Consta que la persona es titular" in opened(clerk, row.folio)
