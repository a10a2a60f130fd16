"""A recurso at three desks: received at the counter, decided by the direction, read at home."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from procedures.catalogue.models import Procedure
from tests.factories import filed, take
from tests.journeys.browser import visit
from tests.journeys.desk import at_work, worker
from tests.journeys.filing import photo
from tests.journeys.hands import Fingers
from tests.journeys.person import Person
from tests.journeys.test_field import look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
METER = "mantenimiento-cambio-medidor"
WHY = "La prueba del medidor se hizo conforme a la norma."


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_recurso_from_the_counter_to_its_end(
    browser: Browser, site: str, tmp_path: Path, scripted: bool
) -> None:
    clara = worker("counter@modulo", full_name="Clara Ruiz")
    rosa = worker("director@direccion", full_name="Rosa Directora")
    filing = filed(Procedure.objects.in_force().get(slug=METER).current)
    row, key = filing.service_request, filing.key
    for action in ("tomar", "programar_visita", "registrar_visita", "negar"):
        take(row, action)
    with at_work(browser, site, rosa, scripted=scripted) as desk:
        desk.press("Recursos")
        desk.sees("No hay recursos por resolver")
        look_at(desk, "appeals-none")
    with at_work(browser, site, clara, scripted=scripted) as desk:
        desk.go(f"/personal/{row.folio}/")
        desk.press("Recibir un recurso")
        look_at(desk, "appeal-receive")
        desk.press("Recibir el recurso")
        desk.sees("Falta algo por corregir")
        look_at(desk, "appeal-receive-errors")
        desk.fill({"channel": "counter", "brought_by": "applicant", "name": "Eustaquio Robles"})
        desk.fill({"documents": str(photo(tmp_path))})
        desk.press("Recibir el recurso")
        desk.sees("El recurso quedó recibido", "No consta si llegó a tiempo", "Eustaquio Robles")
        look_at(desk, "appeal-received")
        desk.go(f"/personal/{row.folio}/")
        look_at(desk, "appeal-case")
    number = row.resolutions.get().appeals.get().number

    def at_home(name: str, *words: str) -> bytes:
        """What the person reads on their page, and the acuse they save."""
        with visit(browser, site, scripted=scripted) as visitor:
            visitor.go("/solicitudes/")
            visitor.fill({"folio": row.folio, "key": key})
            visitor.press("Ver mi solicitud")
            visitor.sees(number, *words)
            look_at(visitor, name)
            assert "Eustaquio" not in visitor.text
            person = Person(visitor, Fingers(visitor.page))
            return person.download("Descargar el acuse del recurso (PDF)")

    acuse = at_home("appeal-home", "Lo recibimos el", "Esperamos resolverlo")
    assert acuse.startswith(b"%PDF")
    with at_work(browser, site, rosa, scripted=scripted) as desk:
        desk.press("Recursos")
        desk.sees(number, row.folio)
        look_at(desk, "appeals")
        desk.press(number)
        look_at(desk, "appeal-decide")
        desk.press("Registrar")
        desk.sees("Falta algo por corregir")
        today = row.resolutions.get().appeals.get().received_at.astimezone().date()
        desk.fill({"decision": "revoked", "on": today.isoformat(), "words": WHY})
        desk.press("Registrar")
        desk.sees("Quedó registrado", WHY, "La resolución sigue vigente")
        look_at(desk, "appeal-decided")
        desk.go("/personal/recursos/?estado=resueltos")
        desk.sees(number)
        look_at(desk, "appeals-ended")
    at_home("appeal-home-ended", WHY, "Se dejó sin efecto la resolución")
