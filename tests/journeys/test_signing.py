"""A paper goes from who drafts it to who signs it, and back once; and an area asks another."""

from __future__ import annotations

import pytest

from procedures.catalogue.institution import institution
from procedures.catalogue.models import Procedure
from tests.factories import filed, take
from tests.journeys.browser import PHONE
from tests.journeys.desk import DESK, at_work, do, worker
from tests.journeys.test_field import look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both_ways = pytest.mark.parametrize(
    ("scripted", "screen"), [(True, PHONE), (False, DESK)], ids=["telephone", "without JavaScript"]
)


@both_ways
def test_two_people_make_a_paper(browser, site, scripted, screen, monkeypatch):
    monkeypatch.setitem(institution().resolutions, "two_people", True)
    teresa = worker("technical@estudios", full_name="Teresa Gil")
    head = worker("signer@direccion", full_name="Rosa Directora")
    row = filed(Procedure.objects.in_force().get(slug="factibilidad-vivienda").current)
    row = row.service_request
    for action in ("tomar", "enviar_a_dictamen", "dictaminar"):
        take(row, action)
    case = f"/personal/{row.folio}/"
    form, yes = f"{case}borrador/?paso=resolver_favorable", "resolver_favorable"
    with at_work(browser, site, teresa, scripted=scripted, screen=screen) as desk:
        desk.go(case)
        desk.press("Redactar el documento para que lo firme otra persona")
        desk.go(form)
        desk.press("Guardar y pasar a firma")
        desk.look()  # with what is missing beside each question
        look_at(desk, "draft-errors")
        desk.fill({f"{yes}-fundamento": "Ley, art. 1.", f"{yes}-motivacion": "Alcanza."})
        desk.press("Guardar y pasar a firma")
        desk.sees("Lo redactó Teresa Gil")
        look_at(desk, "draft")
    with at_work(browser, site, head, scripted=scripted, screen=screen) as desk:
        desk.go(case)
        desk.sees("Lo redactó Teresa Gil")
        desk.press("Corregir o regresar el documento por firmar")
        desk.fill({"remark": "Cite el artículo 45."})
        look_at(desk, "draft-head")
        desk.press("Regresar con observaciones")
        desk.sees("El documento se regresó", "no se corrige")
        look_at(desk, "draft-case")
    with at_work(browser, site, teresa, scripted=scripted, screen=screen) as desk:
        desk.go(form)
        desk.sees("Cite el artículo 45.")
        desk.fill({f"{yes}-fundamento": "Ley, art. 45."})
        desk.press("Guardar y pasar a firma")
    with at_work(browser, site, head, scripted=scripted, screen=screen) as desk:
        desk.go(case)
        do(desk, yes)
    assert row.resolutions.get().grounds == "Ley, art. 45."


@both_ways
def test_an_area_asks_another_and_reads_its_answer(browser, site, scripted, screen):
    teresa = worker("technical@estudios")
    boss = worker("supervisor@operacion", full_name="Beatriz Soto")
    row = filed(Procedure.objects.in_force().get(slug="factibilidad-vivienda").current)
    row = row.service_request
    for action in ("tomar", "enviar_a_dictamen"):
        take(row, action)
    with at_work(browser, site, teresa, scripted=scripted, screen=screen) as desk:
        desk.go(f"/personal/{row.folio}/")
        do(desk, "pedir_opinion", pregunta="¿Alcanza el colector?")
    with at_work(browser, site, boss, scripted=scripted, screen=screen) as desk:
        desk.press("Opiniones")
        desk.sees("¿Alcanza el colector?", row.folio)
        look_at(desk, "opinions")
        desk.press("Responder")
        look_at(desk, "opinion-case")
        do(desk, "rendir_opinion", opinion="Sí alcanza.")
    with at_work(browser, site, teresa, scripted=scripted, screen=screen) as desk:
        desk.go(f"/personal/{row.folio}/")
        desk.sees("Sí alcanza.", "Beatriz Soto")
