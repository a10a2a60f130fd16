"""In the street and at home, on a small telephone: a visit is put down, a receipt is sent."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.utils import timezone

from procedures.casework.models import InspectorCredential, VisitDraft
from procedures.catalogue.models import Procedure
from procedures.requests.keys import key_of
from procedures.requests.models import Attachment, ServiceRequest
from tests.factories import filed, take
from tests.factories.papers import photo_bytes
from tests.journeys.browser import PHONE, Visitor, visit
from tests.journeys.desk import at_work, do, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
METER = "mantenimiento-cambio-medidor"
both_ways = pytest.mark.parametrize(
    "scripted", [True, False], ids=["with JavaScript", "without JavaScript"]
)


def look_at(visitor: Visitor, name: str) -> None:
    """A picture of the page, where somebody asked for them (SHOTS names a folder)."""
    if os.environ.get("SHOTS"):
        width = (visitor.page.viewport_size or PHONE)["width"]
        path = Path(os.environ["SHOTS"]) / f"{name}-{width}.png"
        visitor.page.screenshot(path=str(path), full_page=True)


@pytest.fixture
def row(site: str) -> ServiceRequest:
    return filed(Procedure.objects.in_force().get(slug=METER).current).service_request


@both_ways
def test_a_visit_is_put_down_at_the_door(browser, site, row, scripted, tmp_path):
    javier = worker("inspector@operacion", full_name="Javier Luna")
    InspectorCredential.objects.filter(user=javier).update(number="INS-001", photo=photo_bytes())
    take(row, "tomar")
    when = timezone.localdate() + dt.timedelta(days=1)
    plan = {
        "fecha_visita": when.isoformat(),
        "horario": "manana",
        "objeto_visita": "Ver el medidor",
    }
    take(row, "programar_visita", inspector=javier, answers=plan)
    code = row.visits.get().code
    photo = tmp_path / "medidor.jpg"
    photo.write_bytes(photo_bytes())

    with visit(browser, site, scripted=scripted) as phone:
        phone.go(f"/verificar/{code}/")
        phone.sees("La visita es nuestra", "Javier Luna", "INS-001")
        look_at(phone, "verify")
        phone.go("/inspectores/")
        phone.sees("Javier Luna")
        look_at(phone, "inspectors")
        phone.go("/solicitudes/")
        phone.fill({"folio": row.folio, "key": key_of(row.folio, row.key_nonce)})
        phone.page.locator("main form button[type=submit]").first.click()
        phone.sees("Su visita", "INS-001")
        look_at(phone, "citizen-visit")

    with at_work(browser, site, javier, scripted=scripted, screen=PHONE) as street:
        street.press("Visitas y trabajos")
        look_at(street, "visits")
        street.press("Registrar la visita")
        street.sees(code, "Ver el medidor")
        street.fill({"lectura_visita": "00123"})
        if scripted:  # leaving the field keeps it
            street.page.locator("[name=resultado]").focus()
            street.page.get_by_text("Guardado.").wait_for()
            assert VisitDraft.objects.exists()
        street.fill({"resultado": "El medidor no gira.", "fotos_visita": str(photo)})
        street.press("Guardar y seguir después")
        street.sees("todavía no se envía", "medidor.jpg")
        assert street.page.locator("[name=lectura_visita]").input_value() == "00123"
        look_at(street, "visit")
        street.fill({"imputable_a_usuario": "si"})
        street.press("Registrar la visita")
        street.sees("La visita quedó registrada")
        street.go(f"/personal/visitas/{code}/")
        street.sees("Esta visita ya está registrada")

    row.refresh_from_db()
    assert row.visits.get().result == "El medidor no gira."
    assert row.case["lectura_visita"] == "00123"
    assert Attachment.objects.filter(service_request=row, field_key="fotos_visita").count() == 1


@both_ways
def test_a_receipt_is_sent_from_a_telephone_and_the_cashier_finds_it(
    browser, site, row, scripted, tmp_path
):
    for action in ("tomar", "programar_visita"):
        take(row, action)
    take(row, "registrar_visita", answers={"imputable_a_usuario": True})
    last = (timezone.localdate() + dt.timedelta(days=10)).isoformat()
    take(row, "emitir_linea", answers={"monto": "943.44", "linea_captura": "123", "vence": last})
    receipt = tmp_path / "recibo.jpg"
    receipt.write_bytes(photo_bytes())

    with visit(browser, site, scripted=scripted) as phone:
        phone.go("/solicitudes/")
        row.refresh_from_db()
        phone.fill({"folio": row.folio, "key": key_of(row.folio, row.key_nonce)})
        phone.page.locator("main form button[type=submit]").first.click()
        phone.sees("Su pago", "$943.44")
        look_at(phone, "citizen-payment")
        phone.press("Enviar mi comprobante de pago")
        look_at(phone, "citizen-receipt")
        phone.press("Enviar mi comprobante de pago")  # without any: it says so, nothing is lost
        phone.fill({"archivo_comprobante": str(receipt)})
        phone.press("Enviar mi comprobante de pago")
        phone.sees("Recibimos su comprobante", "No tiene que pagar otra vez")
        look_at(phone, "citizen-reported")

    cashier = worker("cashier@comercializacion")
    with at_work(browser, site, cashier, scripted=scripted) as desk:
        desk.press("Pagos")
        desk.sees(row.folio, "$943.44", "recibo.jpg")
        look_at(desk, "payments")
        desk.press("Verificar")
        look_at(desk, "case-payment")
        do(desk, "verificar_pago", comprobante="A-1")
    row.refresh_from_db()
    assert row.state == "en_ejecucion"
