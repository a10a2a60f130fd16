"""What the register knows is offered to the holder who proved it, and to nobody else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from procedures.drafts.models import Draft
from procedures.drafts.operations import content_of
from procedures.requests import keys
from procedures.requests.crypto import open_answers
from procedures.requests.models import ServiceRequest
from procedures.requests.operations.holder import recognise_holder
from procedures.requests.registered import RECOGNISED
from tests.factories import filed, published, staff
from tests.procedures.register.files import PEPE, ROSA, loaded
from tests.procedures.requests.test_holder import handed_over

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
GIVEN = {
    "tipo_persona": "fisica",
    "sin_curp": False,
    "numero_cuenta": "100-234",
    "titular_recibo": "Rosa Muñoz",
    "numero_medidor": "Z-1",
}
OFFERED = "Usar lo que dice el padrón"


@pytest.fixture
def rosa(settings, tmp_path, client: Client) -> SimpleNamespace:
    """Who asked for her meter, before the register knew its new number."""
    settings.REGISTER = "csv"
    loaded(tmp_path, ROSA, PEPE)
    filing = filed(published(METER), given=GIVEN)
    row = filing.service_request
    client.post("/solicitudes/", {"folio": row.folio, "key": filing.key})
    at = f"/tramites/{METER}/solicitar/a-partir-de/{row.folio}/"
    return SimpleNamespace(client=client, row=row, at=at, folder=tmp_path)


def recognise(row: ServiceRequest, how: str = "register") -> None:
    row.refresh_from_db()
    actor = staff("counter@modulo")
    recognise_holder(actor=actor, service_request=row, revision=row.revision, how=how)


def test_who_only_knows_the_number_is_told_nothing(rosa, read) -> None:
    page = rosa.client.get(rosa.at)
    assert "No le preguntamos dos veces" in read(page) and OFFERED not in read(page)
    assert "A12" not in page.content.decode() and "Muñoz Cruz" not in page.content.decode()
    rosa.client.post(rosa.at, {"padron-numero_medidor": "on"})
    assert content_of(Draft.objects.get())["answers"] == {}, "a box that was not offered"


def test_the_proven_holder_is_offered_it_and_what_is_marked_is_used_and_told(rosa, read) -> None:
    recognise(rosa.row)
    page = read(rosa.client.get(rosa.at))
    assert f"{OFFERED}: Número de serie del medidor (A12345678)" in page
    assert f"{OFFERED}: Nombre que aparece en el recibo (Rosa Muñoz Cruz)" in page
    assert f"{OFFERED}: Número de cuenta" not in page, "she gave the same"
    marked = {"respuestas": "on", "padron-numero_medidor": "on"}
    assert rosa.client.post(rosa.at, marked).status_code == 302
    content = content_of(Draft.objects.get())
    assert content["answers"]["numero_medidor"] == "A12345678"
    assert content["answers"]["titular_recibo"] == "Rosa Muñoz", "that box was not marked"
    given, register = content["reused"]
    assert "numero_medidor" not in given["fields"]
    assert register["fields"] == ["numero_medidor"] and "padrón" in register["said"]
    assert {given["folio"], register["folio"]} == {rosa.row.folio}


def test_taken_back_or_of_another_account_it_is_offered_no_more(rosa, read) -> None:
    recognise(rosa.row)
    answers = open_answers(rosa.row.definition.form, rosa.row.answers)
    ServiceRequest.objects.filter(pk=rosa.row.pk).update(
        answers={**rosa.row.answers, "numero_cuenta": "100-235"}
    )
    assert answers["numero_cuenta"] == "100-234"
    page = rosa.client.get(rosa.at)
    assert OFFERED not in read(page) and "B99" not in page.content.decode()
    ServiceRequest.objects.filter(pk=rosa.row.pk).update(answers=rosa.row.answers)
    assert OFFERED in read(rosa.client.get(rosa.at))
    recognise(rosa.row, "")
    assert OFFERED not in read(rosa.client.get(rosa.at))


def test_who_sold_the_house_does_not_learn_who_bought_it(rosa, read) -> None:
    recognise(rosa.row, "deed")
    loaded(rosa.folder, ROSA.replace("Rosa Muñoz Cruz", "CRUZ ROSA MUNOZ"), PEPE)
    assert OFFERED in read(rosa.client.get(rosa.at)), "the same name, written otherwise"
    loaded(rosa.folder, ROSA.replace("Rosa Muñoz Cruz", "Gabino Toledo Vera"), PEPE)
    page = rosa.client.get(rosa.at)
    assert "No le preguntamos dos veces" in read(page) and OFFERED not in read(page)
    assert "Gabino" not in page.content.decode()


def test_whom_contact_and_key_passed_on_to_is_offered_nothing(rosa, read) -> None:
    recognise(rosa.row)
    handed_over(rosa.row)
    key = keys.key_of(rosa.row.folio, rosa.row.key_nonce)
    rosa.client.post("/solicitudes/", {"folio": rosa.row.folio, "key": key})
    page = rosa.client.get(rosa.at)
    assert "No le preguntamos dos veces" in read(page) and OFFERED not in read(page)


def test_what_is_kept_of_the_register_names_nobody_and_nothing_where_it_is_silent(
    rosa, read, settings
) -> None:
    recognise(rosa.row)
    kept = rosa.row.events.get(kind=RECOGNISED).payload.data["private"]
    assert len(kept["holder"]) == 64 and "Rosa" not in str(kept)
    recognise(rosa.row, "")
    settings.REGISTER, settings.REGISTER_URL = "http", "http://127.0.0.1:9/"
    recognise(rosa.row)
    last = rosa.row.events.filter(kind=RECOGNISED).order_by("sequence").last()
    assert "holder" not in last.payload.data["private"]
    settings.REGISTER = "csv"
    assert OFFERED in read(rosa.client.get(rosa.at))


@pytest.mark.parametrize("silence", ["off", "gone", "silent"])
def test_a_register_that_tells_nothing_leaves_the_rest_as_it_was(
    rosa, read, settings, silence: str
) -> None:
    recognise(rosa.row)
    if silence == "off":
        settings.REGISTER = "off"
    elif silence == "gone":
        loaded(rosa.folder, PEPE)
    else:
        settings.REGISTER, settings.REGISTER_URL = "http", "http://127.0.0.1:9/"
    page = rosa.client.get(rosa.at)
    assert "No le preguntamos dos veces" in read(page) and OFFERED not in read(page)


def test_a_denuncia_is_never_beside_the_register(rosa) -> None:
    recognise(rosa.row)
    published("quejas-denuncias")
    at = rosa.at.replace(METER, "quejas-denuncias")
    assert "A12" not in rosa.client.get(at).content.decode()
