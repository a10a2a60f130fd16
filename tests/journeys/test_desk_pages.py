"""What the desk shows beside the steps: register, billing, reviews and the problem log."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backend.accounts.actors import citizen_of
from procedures.problems.operations import report_problem
from procedures.requests.operations import Contact, post_message
from tests.factories import filed, papers, published, staff
from tests.journeys.browser import PHONE, Visitor
from tests.journeys.desk import DESK, at_work, worker
from tests.procedures.register.files import PEPE, ROSA, balances, loaded

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CERTIFICATE, METER = "constancia-no-adeudo", "mantenimiento-cambio-medidor"


def seen(visitor: Visitor, name: str) -> None:
    """Looked at by axe and, where SHOTS names a folder, kept as a picture."""
    visitor.page.evaluate("document.querySelectorAll('main details').forEach((d) => d.open = true)")
    visitor.look()
    if os.environ.get("SHOTS"):
        width = (visitor.page.viewport_size or PHONE)["width"]
        path = Path(os.environ["SHOTS"]) / f"{name}-{width}.png"
        visitor.page.screenshot(path=str(path), full_page=True)


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["360 px", "1280 px"])
def test_no_barrier_beside_the_steps(browser, site, screen, settings, tmp_path):
    settings.REGISTER = settings.BILLING = "csv"
    loaded(tmp_path, ROSA, PEPE)
    balances(tmp_path, "100-234,1234.50,2025-10-31")
    given = {"numero_cuenta": "100-234", "titular_recibo": "Rosa Muñoz"}
    filing = filed(published(CERTIFICATE), given=given)
    row = filing.service_request
    other = filed(published(METER), given=given).service_request
    for request in (row, other):
        actor = citizen_of(request.folio)
        post_message(
            actor=actor, service_request=request, text="Aquí va.", documents=[papers.paper()]
        )
    report_problem(
        actor=staff("counter@modulo"),
        procedure=METER,
        where="digital",
        description="La foto del medidor no sube desde teléfonos viejos y la gente se rinde.",
    )
    chief = worker("supervisor@*", "reviewer@*", "counter@*", "director@*", full_name="Eva Ríos")
    case = f"/personal/{row.folio}/"
    with at_work(browser, site, chief, scripted=True, screen=screen) as desk:
        desk.go(case)
        desk.sees("Lo que dice el sistema de cobro", "Otras solicitudes de esta cuenta")
        seen(desk, "case")
        desk.page.get_by_label("Identificación y escritura").check()
        desk.press("Anotar que es titular")
        desk.sees("$1,234.50")
        desk.go(f"{case}respuestas/")
        desk.page.locator("select").first.select_option("wrong")
        desk.press("Guardar")
        desk.sees("¿Qué está mal? ¿Para qué la necesita? Escriba qué está mal.")
        seen(desk, "answers-wrong")
        desk.page.locator("input[name^=motivo-]").first.fill("No es la del recibo")
        desk.press("Guardar")
        desk.sees("Está mal")
        desk.go(f"/personal/{other.folio}/")
        desk.page.get_by_role("button", name="Lo cotejé con el original").first.click()
        desk.sees("Cotejado con su original")
        seen(desk, "case-marked")
        desk.go("/personal/mostrador/?q=100-234")
        desk.sees("Cuenta 100234 en el padrón")
        seen(desk, "counter")
        desk.go(f"/personal/mostrador/{METER}/")
        seen(desk, "counter-start")
        desk.go("/personal/problemas/")
        seen(desk, "problems")
        desk.page.get_by_role("link", name="La foto del medidor").click()
        seen(desk, "problem")
        desk.go("/personal/problemas/anotar/")
        desk.press("Anotar")
        seen(desk, "problem-wrong")
        desk.go("/personal/problemas/plan/")
        seen(desk, "plan")
    visitor = Visitor(browser.new_page(viewport=screen, locale="es-MX"), site, axe=True)
    visitor.go("/solicitudes/")
    visitor.fill({"folio": row.folio, "key": filing.key})
    visitor.page.locator("main form button").first.click()
    visitor.go(f"/solicitudes/{row.folio}/adeudo/")
    visitor.sees("$1,234.50")
    seen(visitor, "debt")
    assert visitor.problems == []
    visitor.page.close()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["360 px", "1280 px"])
def test_letters_from_the_list_to_the_post_and_back(browser, site, screen):
    home = "Calle Independencia 104\nCol. Centro\n68000 Oaxaca de Juárez"
    by_letter = Contact(name="Ana Ruiz Mendoza", postal=home, channel="letter")
    row = filed(published(METER), contact=by_letter).service_request
    clerk = worker("counter@modulo", full_name="Luz Pérez")
    with at_work(browser, site, clerk, scripted=True, screen=screen) as desk:
        desk.go("/personal/cartas/")
        desk.sees("Hay 1 carta por imprimir", row.folio)
        seen(desk, "letters")
        desk.press("Imprimir las cartas")
        desk.page.get_by_label("Ana Ruiz Mendoza").uncheck()
        desk.press("Anotar que se enviaron")
        desk.sees("Marque al menos una carta")
        seen(desk, "letter-batch")
        desk.page.get_by_label("Ana Ruiz Mendoza").check()
        desk.press("Anotar que se enviaron")
        desk.sees("1 carta quedó como enviada", "Enviada")
        desk.press("La regresó el correo")
        desk.press("Anotar que regresó")
        seen(desk, "letter-returned")
        desk.page.locator("input[name=why]").first.check()
        desk.press("Anotar que regresó")
        desk.sees("Regresó")
        desk.go("/personal/cartas/")
        seen(desk, "letters-printed")
