"""The pages of what was sent and of other systems, without barriers, on a telephone and a desk."""

from __future__ import annotations

import pytest
from django.utils import timezone

from notifications import webhooks
from notifications.models import OutboxMessage
from tests.factories import filed, published
from tests.journeys.browser import PHONE
from tests.journeys.desk import DESK, at_work, worker
from tests.notifications.receiver import receiver

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
METER = "mantenimiento-cambio-medidor"
both = pytest.mark.parametrize(("screen", "scripted"), [(PHONE, False), (DESK, True)])


@both
def test_a_message_that_did_not_arrive_is_sent_elsewhere(browser, site, screen, scripted):
    row = filed(published(METER)).service_request
    OutboxMessage.objects.filter(reference=row.folio).update(
        failed_at=timezone.now(), unreachable_at=timezone.now(), problem="address"
    )
    chief = worker("supervisor@*", full_name="Eva Ríos")
    with at_work(browser, site, chief, scripted=scripted, screen=screen) as desk:
        desk.go("/personal/avisos/")
        desk.look()
        desk.sees("No llegó", "La dirección no existe")
        desk.press(f"{row.folio}: recibimos su solicitud")
        desk.look()
        desk.fill({"address": "ana"})
        desk.press("Enviar a esa dirección")
        desk.look()
        desk.sees("Escriba una dirección que sirva para este medio.")
        desk.fill({"address": "ana@example.org"})
        desk.press("Enviar a esa dirección")
        desk.sees("Va a la nueva dirección.", "Por dónde ha ido")
        desk.look()
        desk.go(f"/personal/{row.folio}/")
        desk.sees("Avisos a la persona")
        desk.look()
    assert OutboxMessage.objects.filter(address="ana@example.org").exists()


@both
def test_another_system_is_added_and_tried(browser, site, settings, screen, scripted):
    settings.WEBHOOKS, settings.WEBHOOK_NETWORKS = True, ["127.0.0.0/8"]
    admin = worker("administrator@*", full_name="Carla Admin")
    with (
        receiver() as told,
        at_work(browser, site, admin, scripted=scripted, screen=screen) as desk,
    ):
        webhooks.register("Sistema de cobro", told.url, topics=webhooks.TOPICS)
        desk.go("/personal/administracion/sistemas/")
        desk.look()
        desk.press("Sistema de cobro")
        desk.look()
        desk.press("Enviarle una prueba")
        desk.sees("Sale una prueba.")
        desk.press("Ya no avisarle")
        desk.sees("No se le avisa")
        desk.look()
