"""A paper's life: drafted and signed at a desk, read on a telephone, checked, revoked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from procedures.casework.models import Resolution
from procedures.requests.models import ServiceRequest
from tests.factories import filed, published, take
from tests.journeys.browser import visit
from tests.journeys.desk import at_work, do, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DENY = "details:has(> form[action$='/paso/negar/']) > summary"
METER = "mantenimiento-cambio-medidor"


def keep(visitor, name: str) -> None:
    """Leave a picture where LOOK says, for eyes to judge."""
    if place := os.environ.get("LOOK"):
        visitor.page.screenshot(path=str(Path(place) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("scripted", [True, False], ids=["JavaScript", "no JavaScript"])
def test_a_paper_is_signed_read_checked_and_revoked(browser, site, scripted):
    filing = filed(published(METER))
    row: ServiceRequest = filing.service_request
    for action in ("tomar", "programar_visita", "registrar_visita"):
        take(row, action)
    row.refresh_from_db()
    boss = worker(
        *{*row.workflow.find(row.state, "negar").by, "supervisor@comercializacion"},
        full_name="Elena Ruiz Santos",
    )
    with at_work(browser, site, boss, scripted=scripted) as desk:
        desk.go(f"/personal/{row.folio}/")
        desk.page.locator(DENY).click()
        keep(desk, "firmar")
        desk.page.locator(DENY).click()
        do(
            desk,
            "negar",
            **{
                "fundamento": "Ley de Agua Potable, artículo 45.",
                "motivacion": "El medidor funciona bien.\n\nSe probó en la visita.",
                "documento-blocks.antecedentes": "Se visitó el domicilio el día acordado.",
            },
        )
        keep(desk, "firmado")
    paper = Resolution.objects.get()
    with visit(browser, site, scripted=scripted) as person:
        person.go("/solicitudes/")
        person.fill({"folio": row.folio, "key": filing.key})
        person.press("Ver mi solicitud")
        keep(person, "solicitud")
        with person.page.expect_download() as saved:
            person.page.get_by_role("link", name="Descargar el documento (PDF)").click()
        assert saved.value.path().read_bytes() == bytes(paper.paper.content)
        person.press("Leerlo en letra grande")
        person.sees("Se visitó el domicilio el día acordado.", "Elena Ruiz Santos")
        keep(person, "documento")
        person.page.get_by_role("link", name=paper.code).click()
        person.look()
        person.sees("auténtico y vigente", row.folio, paper.sha256[:8])
        keep(person, "comprobado")
    with at_work(browser, site, boss, scripted=scripted) as desk:
        desk.go(f"/personal/{row.folio}/")
        desk.press("Revocar este documento")
        keep(desk, "revocar")
        desk.press("Revocar el documento")
        desk.sees("Escriba el motivo.")
        desk.fill({"reason": "Se emitió con otra cuenta."})
        desk.press("Revocar el documento")
        desk.sees("Se emitió con otra cuenta.")
    with visit(browser, site, scripted=scripted) as anybody:
        anybody.go(f"/verificar/{paper.code.lower()}/")
        anybody.sees("se revocó", row.folio)
        assert "otra cuenta" not in anybody.text
        keep(anybody, "revocado")
