"""Prepared replies: one list of placeholders, replaced as text, never evaluated."""

from __future__ import annotations

import pytest
from django.utils import translation

from backend.accounts.actors import Actor
from procedures.casework.desk.models import ReplyTemplate
from procedures.casework.desk.replies import (
    PLACEHOLDERS,
    beside,
    fill,
    offered,
    retire_reply,
    save_reply,
)
from procedures.requests.errors import Invalid, NotAllowed
from procedures.requests.models import ServiceRequest
from tests.factories import filed, person, published, staff

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"


@pytest.fixture
def admin() -> Actor:
    return staff("administrator@*", username="admina")


@pytest.fixture
def case() -> ServiceRequest:
    return filed(published(METER)).service_request


def reply(admin: Actor, body: str, title: str = "Saludo", area: str = "") -> ReplyTemplate:
    return save_reply(actor=admin, reply=None, title=title, body=body, area=area)


@pytest.mark.parametrize(
    "body", ["{clave}", "Hola {folio", "{{folio}}", "{folio.x}", "a } b", "{}"]
)
def test_what_is_no_placeholder_is_refused_with_the_list_of_those_there_are(
    admin: Actor, body: str
) -> None:
    with pytest.raises(Invalid) as refused:
        reply(admin, body)
    sentence = refused.value.errors["body"][0][1]
    assert all(f"{{{name}}}" in sentence for name in PLACEHOLDERS)
    assert not ReplyTemplate.objects.exists()


def test_every_placeholder_is_filled_for_a_case(admin: Actor, case: ServiceRequest) -> None:
    body = "\n".join(f"{name}={{{name}}}" for name in PLACEHOLDERS)
    writer = staff("reviewer@comercializacion", full_name="David Cruz")
    filled = fill(reply(admin, body), case, writer)
    told = dict(line.split("=", 1) for line in filled.text.splitlines())
    assert told["folio"] == case.folio and told["tramite"] == case.procedure.name
    assert told["nombre"] == "María Hernández Cruz" and told["firma"] == "David Cruz"
    assert told["enlace"].endswith(f"/solicitudes/{case.folio}/")  # and no key in it
    assert told["fecha_limite"].endswith("(fecha estimada, por confirmar)")
    assert told["fecha_respuesta"] == "[el día hasta el que la persona puede responder]"
    assert filled.lacking == ("el día hasta el que la persona puede responder",)


def test_what_is_put_in_is_never_read_again(admin: Actor, case: ServiceRequest) -> None:
    person_row = case.applicants.get(is_contact=True)
    person_row.name = "{folio} {{key}} {% now 'Y' %}"
    person_row.save()
    filled = fill(reply(admin, "Estimada {nombre}:"), case, admin)
    assert filled.text == "Estimada {folio} {{key}} {% now 'Y' %}:"


def test_nobody_is_named_where_the_request_is_anonymous(admin: Actor) -> None:
    row = filed(published("quejas-denuncias"), anonymous=True).service_request
    assert fill(reply(admin, "Estimada {nombre}:"), row, admin).text == (
        "Estimada persona solicitante:"
    )


def test_the_words_are_those_of_the_record_whatever_the_page_speaks(
    admin: Actor, case: ServiceRequest
) -> None:
    written = reply(admin, "Vence el {fecha_limite}.")
    with translation.override("en"):
        assert "fecha estimada" in fill(written, case, admin).text


def test_a_supervisor_keeps_the_replies_of_their_own_areas(admin: Actor) -> None:
    person("reviewer@transparencia")
    chief = staff("supervisor@comercializacion")
    own = reply(chief, "Hola.", area="comercializacion")
    other = reply(admin, "Hola.", area="transparencia")
    for area in ("", "transparencia", "inventada"):
        with pytest.raises(NotAllowed):
            reply(chief, "Hola.", title=f"Para {area}", area=area)
    with pytest.raises(NotAllowed):  # nor is another area's one taken over
        save_reply(actor=chief, reply=other, title="Mía", body="Hola.", area="comercializacion")
    with pytest.raises(NotAllowed):
        retire_reply(actor=chief, reply=other, retired=True)
    with pytest.raises(NotAllowed):
        reply(staff("reviewer@comercializacion"), "Hola.", area="comercializacion")
    assert ReplyTemplate.objects.get(pk=other.pk).area == "transparencia"
    assert retire_reply(actor=chief, reply=own, retired=True).retired_at


def test_a_case_is_offered_those_of_its_area_and_of_all_and_none_retired(
    admin: Actor, case: ServiceRequest
) -> None:
    person("reviewer@transparencia")
    person("reviewer@comercializacion")
    case.area = "comercializacion"
    everywhere, own = reply(admin, "a"), reply(admin, "b", area="comercializacion")
    reply(admin, "c", area="transparencia")
    gone = reply(admin, "d", title="Vieja")
    retire_reply(actor=admin, reply=gone, retired=True)
    assert set(offered(case)) == {everywhere, own}


def test_two_in_use_are_not_called_the_same_and_a_retired_one_gives_its_name_back(
    admin: Actor,
) -> None:
    first = reply(admin, "a", title="Saludo")
    with pytest.raises(Invalid) as taken:
        reply(admin, "b", title="SALUDO")
    assert set(taken.value.errors) == {"title"}
    retire_reply(actor=admin, reply=first, retired=True)
    reply(admin, "b", title="Saludo")
    with pytest.raises(Invalid):
        retire_reply(actor=admin, reply=first, retired=False)


def test_who_changed_what_is_in_the_history(admin: Actor) -> None:
    row = reply(admin, "Hola.")
    chief = staff("supervisor@*", username="jefa")
    save_reply(actor=chief, reply=row, title="Saludo", body="Buen día.", area="")
    told = [(one.history_user_id, one.body) for one in row.history.order_by("history_date")]
    assert told == [("admina", "Hola."), ("jefa", "Buen día.")]


def test_what_was_typed_stays_before_the_reply() -> None:
    assert beside("Buenas tardes. \n", "Adiós.") == "Buenas tardes.\n\nAdiós."
    assert beside("  ", "Adiós.") == "Adiós."
