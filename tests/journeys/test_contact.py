"""A message from the contact form: answered, or a request after all; with or without scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from notifications.delivery import sweep
from procedures.contact.models import Call, Enquiry
from procedures.requests.models import ServiceRequest
from tests.factories import published
from tests.journeys.browser import PHONE, visit
from tests.journeys.desk import DESK, at_work, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both_ways = pytest.mark.parametrize(
    "scripted", [True, False], ids=["with JavaScript", "without JavaScript"]
)


def shot(visitor, name):
    if folder := os.environ.get("SHOTS"):
        visitor.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@both_ways
def test_a_message_is_sent_answered_and_another_becomes_a_request(
    browser, site, scripted, mailoutbox
):
    published("destape-tomas")
    with visit(browser, site, scripted=scripted) as somebody:
        somebody.go("/ayuda/")
        somebody.press("Escríbanos")
        shot(somebody, "form")
        somebody.press("Enviar mi mensaje")
        somebody.sees("Escriba su mensaje")
        shot(somebody, "errors")
        somebody.fill({"text": "¿Abren en sábado?", "email": "ana@example.org", "privacy": True})
        somebody.press("Enviar mi mensaje")
        somebody.sees("Recibimos su mensaje", "a más tardar el")
        shot(somebody, "done")
        somebody.go("/contacto/")
        told = {"text": "El drenaje de mi toma está tapado", "name": "Eva", "phone": "9515015930"}
        somebody.fill({**told, "privacy": True})
        somebody.press("Enviar mi mensaje")
        somebody.sees("¿Es esto lo que necesita?", "Destape de tomas")
        shot(somebody, "offered")
        somebody.press("Enviar mi mensaje")
        somebody.sees("Recibimos su mensaje")
    first, second = Enquiry.objects.order_by("pk")
    user = worker("counter@modulo", full_name="Ana Martínez")
    screen = DESK if scripted else PHONE
    with at_work(browser, site, user, scripted=scripted, screen=screen) as desk:
        desk.go("/personal/contacto/")
        desk.sees(first.number, second.number, "Abren en sábado")
        shot(desk, f"list{scripted}")
        desk.page.get_by_role("link", name=first.number).click()
        desk.look()
        shot(desk, f"one{scripted}")
        desk.page.locator("form[action$='/responder/'] [name=text]").fill("De nueve a dos.")
        desk.press("Enviar la respuesta")
        desk.sees("La respuesta quedó guardada", "Respuesta enviada por correo")
        desk.go(f"/personal/contacto/{second.number}/")
        desk.fill({"slug": "destape-tomas"})
        desk.press("Registrarla como solicitud")
        while "contacto-y-avisos" not in desk.page.url:
            desk.sees(second.number)
            desk.press("Continuar")
        desk.fill({"channel": "counter", "identity_check": "INE", "privacy": True, "truth": True})
        desk.press("Continuar")
        desk.press("Registrar la solicitud")
        desk.sees("Solicitud registrada")
        desk.go(f"/personal/contacto/{second.number}/")
        desk.sees("Pasó a ser solicitud", ServiceRequest.objects.get().folio)
        shot(desk, f"filed{scripted}")
    sweep()
    assert "De nueve a dos." in mailoutbox[0].body and mailoutbox[0].to == ["ana@example.org"]


@both_ways
def test_a_call_is_answered_and_logged_on_one_screen(browser, site, scripted):
    published("falta-recibo")
    user = worker("counter@call_center", full_name="Beto Luna")
    screen = DESK if scripted else PHONE
    with at_work(browser, site, user, scripted=scripted, screen=screen) as desk:
        desk.go("/personal/llamadas/")
        desk.fill({"extension": "3"})
        desk.press("Empezar")
        shot(desk, f"calls{scripted}")
        desk.fill({"q": "recibo"})
        desk.press("Buscar")
        desk.page.locator("summary", has_text="recibo").first.click()
        desk.look()
        desk.sees("Cuánto cuesta")
        desk.fill({"about": "bill", "result": "enquiry", "note": "¿Cuándo llega?"})
        desk.press("Anotar la llamada")
        desk.sees("Escriba el teléfono al que se le llama")
        desk.fill({"phone": "9515015930"})
        desk.press("Anotar la llamada")
        desk.sees("dígale el número", "Quedó como consulta")
        shot(desk, f"called{scripted}")
    assert Call.objects.get().enquiry.number


def test_the_channels_are_kept_on_pages_without_barriers(browser, site):
    user = worker("administrator@*", full_name="Carla Admin")
    with at_work(browser, site, user, scripted=True) as desk:
        desk.go("/personal/administracion/canales/")
        shot(desk, "channels")
        desk.press("Formulario de contacto")
        desk.fill({"days": "3"})
        desk.press("Guardar")
        desk.sees("El canal quedó guardado", "3 días hábiles")
