"""Three residents with a cheap telephone: with and without JavaScript, from search to answer."""

from __future__ import annotations

import pytest

from procedures.requests.models import ServiceRequest
from tests.factories import take
from tests.journeys.browser import visit
from tests.journeys.filing import (
    MAIL,
    answer,
    file_meter_change,
    fill_in_feasibility,
    folio_and_key,
    photo,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READABLE = (
    "/",
    "/tramites/",
    "/tramites/?q=zzz",
    "/tramites/nada/",
    "/solicitudes/",
    "/solicitudes/SOAPA-2026-000001-5/",
    "/solicitudes/clave/",
    "/verificar/?codigo=",
    "/verificar/ABCD/",
    "/privacidad/",
    "/datos-personales/",
    "/accesibilidad/",
    "/ayuda/",
)
both_ways = pytest.mark.parametrize(
    "scripted", [True, False], ids=["with JavaScript", "without JavaScript"]
)


@both_ways
def test_a_meter_is_asked_for_followed_and_corrected(browser, site, tmp_path, scripted):
    with visit(browser, site, scripted=scripted) as visitor:
        folio, key = file_meter_change(visitor, tmp_path)
        visitor.page.reload()
        visitor.sees(folio, key)  # a refresh files nothing and loses nothing
        visitor.page.go_back()
        visitor.page.goto(
            f"{site}/tramites/mantenimiento-cambio-medidor/solicitar/revisar-y-enviar/"
        )
        visitor.sees("Recibimos su solicitud", folio)
    row = ServiceRequest.objects.get()
    assert row.folio == folio and row.attachments.count() == 2
    take(row, "tomar")
    items = [
        {"field": "lectura_actual", "reason": "No coincide con la foto."},
        {"field": "fotos", "reason": "No se ve la serie."},
    ]
    take(row, "prevenir", items=items)

    with visit(browser, site, scripted=scripted) as visitor:
        visitor.go("/")
        visitor.press("¿Ya presentó una solicitud?")
        visitor.fill({"folio": folio.lower().replace("-", " "), "key": "0000-0000-0000-0000"})
        visitor.press("Ver mi solicitud")
        visitor.sees("El folio y la clave no coinciden")
        visitor.fill({"key": key.lower()})
        visitor.press("Ver mi solicitud")
        assert key not in visitor.page.url
        visitor.sees("Necesitamos algo de usted", "No se ve la serie.")
        visitor.press("Responder ahora")
        visitor.press("Enviar mi respuesta")
        visitor.sees("Todavía no cambia nada")
        visitor.fill({"lectura_actual": "abc"})
        visitor.fill({"fotos": photo(tmp_path)})
        visitor.press("Enviar mi respuesta")
        visitor.sees("Falta algo por corregir", "medidor.jpg")
        visitor.fill({"lectura_actual": "4321"})
        visitor.press("Enviar mi respuesta")
        visitor.sees("Recibimos su respuesta", "Entregar lo que faltaba")
        visitor.fill({"mensaje-text": "¿Puede venir el lunes?"})
        visitor.press("Enviar mensaje")
        visitor.sees("Recibimos su mensaje", "¿Puede venir el lunes?")
        visitor.press("Retirar esta solicitud")
        visitor.press("No, seguir con ella")
        visitor.press("Borrar mis datos de este equipo")
        visitor.go(f"/solicitudes/{folio}/")
        visitor.sees("escriba su folio y su clave")
    row.refresh_from_db()
    assert row.state == "en_revision"
    assert row.answers["lectura_actual"] == 4321


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_anybody_may_read_have_no_barrier(browser, site, width):
    with visit(browser, site, scripted=True) as visitor:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        for path in READABLE:
            visitor.go(path)


@both_ways
def test_a_denuncia_is_filed_by_nobody_in_particular(browser, site, tmp_path, scripted):
    with visit(browser, site, scripted=scripted) as visitor:
        visitor.go("/tramites/quejas-denuncias/")
        visitor.press("Comenzar")
        visitor.press("Empezar")
        answer(
            visitor,
            tipo="denuncia_servidor_publico",
            hechos="Me pidieron dinero para conectar mi toma.",
        )
        answer(visitor, servidor_publico="Un lector de medidores", pruebas=photo(tmp_path))
        answer(visitor, identity="anonymous", email="soy@yo.mx", privacy=True, truth=True)
        visitor.sees("Anónima: no guardamos quién es.")
        assert "soy@yo.mx" not in visitor.text
        visitor.press("Enviar la solicitud")
        folio, _key = folio_and_key(visitor)
        visitor.sees("sin ella no podrá ver la respuesta")
        visitor.press("Ver mi solicitud")
        visitor.sees("Recibida", folio)
        assert "Me pidieron dinero" not in visitor.page.content()
    row = ServiceRequest.objects.get()
    assert row.anonymous and not row.applicants.exists()


@both_ways
def test_a_feasibility_is_asked_for_changed_before_sending_and_withdrawn(
    browser, site, tmp_path, scripted
):
    with visit(browser, site, scripted=scripted) as visitor:
        fill_in_feasibility(visitor, tmp_path)
        visitor.sees("Revise antes de enviar")
        visitor.page.get_by_role("link", name="Cambiar Avisos y privacidad").click()
        answer(visitor, **{**MAIL, "phone": "951 501 5930"})
        visitor.sees("9515015930")
        visitor.press("Enviar la solicitud")
        folio_and_key(visitor)
        visitor.press("Ver mi solicitud")
        visitor.press("Retirar esta solicitud")
        visitor.press("Sí, retirarla")
        visitor.sees("Retirada")
    assert ServiceRequest.objects.get().outcome == "withdrawn"
