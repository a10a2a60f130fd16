"""The page of a procedure holds, line by line, what the law wants published (LNETB art. 54)."""

from __future__ import annotations

import pytest

from tests.factories import catalogue, published
from tests.frontend.citizen.conftest import METER

pytestmark = pytest.mark.django_db
SURE = {"basis": "confirmed", "confirmed_by": "Dirección", "confirmed_on": "2026-01-15"}


@pytest.fixture
def page(client, db, read):
    item = catalogue()[METER].content
    record = {
        **item["record"],
        "key": "SOAPA-2026-0001-001-A",
        "cost": {"amount": "785", "text": "$785 pesos", **SURE},
        "result": {"document": "Acta de cambio de medidor", "validity_days": 60, **SURE},
    }
    published(METER, record=record)
    return read(client.get(f"/tramites/{METER}/"))


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("I name and key", ("Mantenimiento o cambio del medidor", "SOAPA-2026-0001-001-A")),
        ("II modality", ("Modalidad: Solicitud; se presenta:",)),
        ("III online or in person", ("Dónde En línea, en el módulo o por teléfono",)),
        ("IV legal basis of the whole", ("Ley de Agua Potable y Alcantarillado para el Estado",)),
        ("IV and of each requirement", ("(OOAPAS; SIAPA; CDMX)", "(CDMX; LFPA art. 19)")),
        ("V description", ("Pida que revisemos, reparemos, cambiemos de lugar",)),
        ("VI requirements", ("Identificación oficial vigente", "Denuncia o acta por robo")),
        ("VII inspection, its aim and who", ("Incluye una visita:", "Quién visita o inspecciona:")),
        ("VIII contact", ("Centro de llamadas",)),
        ("IX term and silence", ("Plazo para responderle: 10 días hábiles", "Si no respondemos")),
        ("X term to ask for what is missing", ("Plazo para pedirle lo que falte: 4 días hábiles",)),
        ("X and to hand it in", ("Plazo para que usted lo entregue: 10 días hábiles",)),
        ("XI amount", ("$785 pesos",)),
        ("XI how to pay", ("Formas de pago: Con línea de captura de SIOX",)),
        ("XII validity", ("Vigencia de lo que recibe: 60 días naturales",)),
        ("XIII offices", ("Manuel Sabino Crespo 509",)),
        ("XIV hours", ("De lunes a viernes, de 8:00 a 15:00",)),
    ],
)
def test_what_the_law_wants_published_is_there(page, item, words):
    for one in words:
        assert one in page, item


def test_what_nobody_has_said_is_shown_as_such_and_never_left_out(client, meter, read):
    text = read(client.get(f"/tramites/{METER}/"))
    assert "Homoclave: por confirmar" in text
    assert "Vigencia de lo que recibe: por confirmar" in text


def test_each_requirement_says_what_it_rests_on(page):
    for paper in catalogue()[METER].definition.record.requirements:
        assert f"{paper.name}: " in page


def test_whoever_cannot_go_online_is_told_how(page):
    assert "¿No puede hacerlo por internet?" in page and "formato en PDF" in page


@pytest.mark.parametrize("slug", sorted(catalogue()))
def test_every_record_of_the_catalogue_can_be_read(client, slug):
    into = catalogue()[slug].definition.merged_into
    published(slug)
    if into:
        published(into)
    response = client.get(f"/tramites/{slug}/", follow=True)
    assert response.status_code == 200
