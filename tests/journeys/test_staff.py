"""A meter change goes through the house: five people, one case, with and without JavaScript."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from procedures.catalogue.models import Procedure
from procedures.requests.models import ServiceRequest
from tests.factories import filed
from tests.journeys.browser import PHONE
from tests.journeys.desk import DESK, PASSWORD, at_work, do, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
METER = "mantenimiento-cambio-medidor"
both_ways = pytest.mark.parametrize(
    "scripted", [True, False], ids=["with JavaScript", "without JavaScript"]
)


@pytest.fixture
def row(site: str) -> ServiceRequest:
    return filed(Procedure.objects.in_force().get(slug=METER).current).service_request


@both_ways
def test_a_meter_change_from_the_inbox_to_its_resolution(browser, site, row, scripted):
    david = worker("reviewer@comercializacion", full_name="David Cruz")
    javier = worker("inspector@operacion", full_name="Javier Luna")
    today = timezone.localdate()
    case = f"/personal/{row.folio}/"

    with at_work(browser, site, david, scripted=scripted) as desk:
        if scripted:
            desk.page.keyboard.press("j")
            desk.page.keyboard.press("Enter")
            desk.page.wait_for_url(f"**{case}")
            desk.look()
        else:
            desk.press(row.folio)
        desk.press("Tomarla")
        do(desk, "tomar")
        desk.page.locator("summary", has_text="Revisar").first.click()
        desk.page.get_by_label("Sí, es correcto").first.check()
        desk.press("Guardar")
        desk.sees("Correcto")
        when = (today + dt.timedelta(days=1)).isoformat()
        do(
            desk, "programar_visita",
            **{"fecha_visita": when, "horario": "manana", "paso-inspector": javier.username},
        )  # fmt: skip

    with at_work(browser, site, javier, scripted=scripted, screen=PHONE) as street:
        street.press("Visitas y trabajos")
        street.sees(row.folio, "951 123 4567")
        street.press("Registrar la visita")
        street.fill({"resultado": "No gira.", "imputable_a_usuario": "si"})
        street.press("Registrar la visita")
        street.sees("La visita quedó registrada")

    with at_work(browser, site, david, scripted=scripted) as desk:
        desk.go(case)
        vence = (today + dt.timedelta(days=10)).isoformat()
        do(desk, "emitir_linea", monto="785.00", linea_captura="0123456789", vence=vence)

    cashier = worker("cashier@comercializacion")
    with at_work(browser, site, cashier, scripted=scripted) as desk:
        desk.go(case)
        do(desk, "verificar_pago", comprobante="A-1")

    crew = worker("crew@operacion")
    with at_work(browser, site, crew, scripted=scripted, screen=PHONE) as street:
        street.press("Visitas y trabajos")
        street.press("Registrar el trabajo")
        do(street, "concluir", trabajo_realizado="Se cambió el medidor.")

    with at_work(browser, site, david, scripted=scripted) as desk:
        desk.go(case)
        do(desk, "resolver_favorable", fundamento="Ley de Agua, art. 1.", motivacion="Procede.")
        desk.sees("La solicitud está concluida", "Resuelta a favor")

    row.refresh_from_db()
    assert (row.phase, row.outcome) == ("closed", "favourable")
    assert row.resolutions.get().signed_by == david


@both_ways
def test_two_clerks_on_one_move(browser, site, row, scripted):
    first, second = worker("reviewer@comercializacion"), worker("reviewer@comercializacion")
    case = f"/personal/{row.folio}/"
    with (
        at_work(browser, site, first, scripted=scripted) as one,
        at_work(browser, site, second, scripted=scripted) as other,
    ):
        one.go(case)
        other.go(case)
        do(one, "tomar")
        other.page.locator("form[action$='/paso/tomar/'] button").last.click()
        other.sees("No se aplicó su cambio", "Tomar para revisión → En revisión")
        other.look()
    assert row.events.filter(action="tomar").count() == 1


def test_the_inbox_by_keyboard_alone(browser, site, row):
    user = worker("reviewer@comercializacion")
    with at_work(browser, site, user, scripted=True) as desk:
        keys = desk.page.keyboard
        keys.press("/")
        keys.type("hernandez")
        keys.press("Enter")
        desk.page.wait_for_url("**q=hernandez")
        desk.sees(row.folio)
        keys.press("?")
        assert desk.page.locator("dialog").is_visible()
        desk.look()
        desk.page.get_by_label("Usar atajos en este equipo").press("Space")
        keys.press("Escape")
        desk.page.evaluate("document.activeElement.blur()")
        keys.press("j")
        assert desk.page.evaluate("document.activeElement.tagName") == "BODY"


def test_a_morning_at_the_inbox_without_a_mouse(browser, site, row):
    """Search with a slip, walk the list found, take a case out of its turn, come back to it."""
    other, third = (filed(row.version).service_request for _more in range(2))
    with at_work(browser, site, worker("reviewer@comercializacion"), scripted=True) as desk:
        keys, page = desk.page.keyboard, desk.page

        def is_at(where: ServiceRequest) -> None:
            page.wait_for_url(f"**/personal/{where.folio}/")
            desk.look()

        def focused() -> str:
            return page.evaluate("document.activeElement.textContent")

        keys.press("/")
        keys.type("hermandes")
        keys.press("Enter")
        page.wait_for_url("**q=hermandes")
        desk.sees("se le parecen", row.folio, third.folio)
        for _row in range(2):
            keys.press("j")
        assert focused() == other.folio
        keys.press("k")
        keys.press("j")
        keys.press("Enter")
        is_at(other)
        keys.press("n")
        is_at(third)
        desk.sees("No es su turno")
        keys.press("p")
        is_at(other)
        keys.press("p")
        is_at(row)
        keys.press("p")  # there is none before it
        keys.press("?")
        assert page.locator("dialog").is_visible()
        desk.look()
        keys.press("Escape")
        keys.press("n")
        is_at(other)
        page.get_by_label("¿Por qué la toma?").focus()
        keys.type("n: hay una fuga")  # typed, not a shortcut
        keys.press("Enter")
        page.wait_for_url(f"**/personal/{other.folio}/#cargo")
        desk.sees("La solicitud está a su cargo")
        keys.press("u")
        page.wait_for_url(f"**q=hermandes*#{other.folio}")
        assert focused() == other.folio
        keys.press("j")
        assert focused() == third.folio
    other.refresh_from_db()
    assert other.assignee is not None


@both_ways
def test_cases_are_ticked_by_key_by_page_and_without_scripts(browser, site, row, scripted):
    others = [filed(row.version).service_request for _more in range(2)]
    with at_work(browser, site, worker("supervisor@comercializacion"), scripted=scripted) as desk:
        desk.go("/personal/?tab=all")
        if scripted:
            keys, page = desk.page.keyboard, desk.page
            ticked = page.locator("[name=folio]:checked")
            for key in "jxjx":
                keys.press(key)
            assert ticked.count() == 2
            keys.press("x")
            assert ticked.count() == 1
            page.get_by_label("Marcar todas las de esta página").check()
            assert ticked.count() == 3
            keys.press("j")  # a tick is no text: keys still move
            desk.look()
            desk.press("Hacer algo con las marcadas")
        else:
            desk.press("…o con las de esta página")
        desk.sees("Escogió 3 solicitudes")
        folded = desk.page.locator("details", has_text="Ver los folios").inner_html()
        assert all(one.folio in folded for one in (row, *others))


@both_ways
def test_the_counter_files_for_somebody_on_the_telephone(browser, site, scripted):
    clerk = worker("counter@modulo")
    with at_work(browser, site, clerk, scripted=scripted) as desk:
        desk.press("Mostrador y teléfono")
        desk.fill({"q": "medidor roto"})
        desk.press("Buscar")
        desk.press("Mantenimiento o cambio del medidor")
        desk.fill({"source": "phone"})
        desk.press("Empezar")
        while "contacto" not in desk.page.url:
            desk.press("Continuar")
        desk.fill({"name": "Eva Ramos", "channel": "counter"})
        desk.fill(
            {
                "identity_check": "Datos de la cuenta",
                "phone": "951 501 5930",
                "privacy": True,
                "truth": True,
            }
        )
        desk.press("Continuar")
        desk.sees("Puede registrarla incompleta")
        desk.press("Registrar la solicitud")
        row = ServiceRequest.objects.get()
        desk.sees("Solicitud registrada", row.folio)
        desk.press("Siguiente persona")
        desk.fill({"q": "eva ramos"})
        desk.press("Buscar")
        desk.sees(row.folio)
    assert (row.source, row.captured_by) == ("phone", clerk)


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["360 px", "1280 px"])
def test_no_barrier_on_any_page_of_the_desk(browser, site, row, screen):
    chief = worker("supervisor@*", "reviewer@*", "counter@*", "inspector@*", "director@*")
    with at_work(browser, site, chief, scripted=True, screen=screen) as desk:
        for path in ("?tab=all", "?tab=overdue", "?q=zzz", "?phase=zzz", "?q=hermandez"):
            desk.go(f"/personal/{path}")
        desk.go(f"/personal/?procedure={METER}&answer[gone]=x&vista=99")
        desk.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        desk.look()
        desk.page.locator("[name=column]").evaluate_all("all => all.forEach(c => c.checked = true)")
        desk.press("Mostrar estas")
        desk.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        desk.press("Guardar la vista")  # without a name
        desk.fill({"vista-name": "Medidores", "vista-first": True})
        desk.press("Guardar la vista")
        desk.go("/personal/vistas/")
        desk.press("Abrir la bandeja como siempre, sin vista")
        for path in ("", "plazo/", "corregir/"):
            desk.go(f"/personal/{row.folio}/{path}")
        desk.go(f"/personal/{row.folio}/")
        desk.page.evaluate(
            "document.querySelectorAll('main details').forEach((one) => {"
            " one.removeAttribute('name'); one.open = true })"
        )
        desk.look()
        for path in ("ayuda/", "yo/", "visitas/", "mostrador/", f"mostrador/{METER}/"):
            desk.go(f"/personal/{path}")
        for path in ("2fa/", "2fa/totp/activate/", "password/change/", "sessions/", "logout/"):
            desk.go(f"/personal/cuenta/{path}")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["360 px", "1280 px"])
def test_no_barrier_in_administration(browser, site, row, screen):
    boss = worker("administrator@*")
    clerk = worker("reviewer@comercializacion", full_name="David Cruz")
    worker("inspector@operacion", full_name="Javier Luna Bautista")
    with at_work(browser, site, boss, scripted=True, screen=screen) as desk:
        desk.press("Administración")
        desk.look()
        desk.go("/personal/administracion/personas/?q=nadie")
        person_page = f"/personal/administracion/personas/{clerk.pk}/"
        desk.go(person_page)
        desk.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        desk.look()
        desk.go(f"{person_page}datos/")
        desk.sees("Confirme que es usted")
        desk.fill({"password": PASSWORD})
        desk.press("Confirmar")
        desk.sees("Cambiar los datos")
        desk.look()
        desk.go("/personal/administracion/personas/alta/")
        desk.press("Dar de alta")
        desk.look()
        desk.go(f"{person_page}baja/")
        desk.fill({"reason": "Renunció"})
        desk.press("Dar de baja")
        desk.sees("La cuenta quedó dada de baja")
        desk.look()
        desk.go(f"{person_page}regreso/")
        desk.go("/personal/administracion/areas/")
        desk.go("/personal/administracion/credenciales/")
        desk.go("/personal/administracion/avisos/")
        words = "/personal/administracion/avisos/request_received/es-mx/"
        for path in ("", "volver/1/", "cambiar/"):
            desk.go(words + path)
        desk.press("Publicar")
        desk.sees("Diga por qué cambia este aviso")
        desk.look()
        desk.press("Ver cómo queda")
        desk.sees("Así quedaría")
        desk.look()
        desk.go("/personal/administracion/ausencias/")
        day = timezone.localdate().isoformat()
        desk.fill({"user": str(boss.pk), "starts_on": day, "ends_on": day})
        desk.press("Anotar")
        desk.sees("La ausencia quedó anotada")
        desk.look()
        desk.go("/personal/administracion/calendarios/")
        calendar = "/personal/administracion/calendarios/soapa-oaxaca/"
        for path in ("", "?anio=2025", "dia/"):
            desk.go(calendar + path)
        desk.press("Continuar")
        desk.look()
        desk.fill({"date": day, "working": "no", "reason": "Contingencia", "source": "Acuerdo"})
        desk.press("Continuar")
        desk.sees("Revise antes de declarar")
        desk.look()
        desk.press("Declarar el día")
        desk.sees("El día quedó declarado")
        desk.look()
