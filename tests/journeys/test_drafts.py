"""Begun on one device and finished on another, at 360 px, with and without JavaScript."""

from __future__ import annotations

import re

import pytest

from notifications.delivery import sweep
from procedures.drafts.models import Draft
from procedures.requests.models import ServiceRequest
from tests.journeys.browser import visit
from tests.journeys.filing import answer, folio_and_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both_ways = pytest.mark.parametrize(
    "scripted", [True, False], ids=["with JavaScript", "without JavaScript"]
)


@both_ways
def test_a_denuncia_begun_here_is_finished_there_with_its_code(browser, site, scripted):
    with visit(browser, site, scripted=scripted) as phone:
        phone.go("/tramites/quejas-denuncias/solicitar/")
        phone.sees("Toma unos 10 minutos")
        phone.press("Empezar")
        phone.fill({"tipo": "queja_servicio", "hechos": "No llega agua desde el lunes."})
        phone.press("Guardar y continuar después")
        phone.sees("Apunte este código", "no enviamos enlaces por correo")
        code = re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", phone.text)[0]
    with visit(browser, site, scripted=scripted) as computer:
        computer.go("/continuar/")
        answer(computer, code=code.lower())
        answer(computer, identity="anonymous", privacy=True, truth=True)
        computer.sees("Revise antes de enviar", "No llega agua desde el lunes.")
        computer.press("Enviar la solicitud")
        folio, _key = folio_and_key(computer)
    assert ServiceRequest.objects.get().folio == folio
    assert not Draft.objects.exists()


@both_ways
def test_a_meter_change_goes_on_elsewhere_with_the_mailed_link(browser, site, scripted, mailoutbox):
    with visit(browser, site, scripted=scripted) as phone:
        phone.go("/tramites/mantenimiento-cambio-medidor/solicitar/")
        phone.press("Empezar")
        phone.fill({"tipo_atencion": "reubicacion"})
        phone.press("Guardar y continuar después")
        phone.fill({"email": "ana@example.org"})
        phone.press("Enviar el enlace")
        phone.sees("Apunte este código")
    sweep()
    link = re.search(r"/continuar/\S+", mailoutbox[0].body)[0]
    with visit(browser, site, scripted=scripted) as computer:
        computer.go(link)
        assert "/continuar/" not in computer.page.url, "the address opens nothing for who looks"
        computer.go("/continuar/")
        computer.sees("Sus borradores en este equipo")
        computer.page.locator("form[action='/continuar/abrir/'] button").click()
        computer.page.wait_for_url("**/solicitar/**")
        computer.look()
    assert Draft.objects.exists()
