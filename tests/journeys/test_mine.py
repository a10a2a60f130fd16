"""A resident with an account: in, keep, start another from it, out; with and without JavaScript."""

from __future__ import annotations

import pytest

from notifications import delivery
from notifications.models import OutboxMessage
from procedures.holdings.models import CitizenAccount
from procedures.requests.models import ServiceRequest
from tests.factories import code_in, definition, filed, published
from tests.journeys.browser import Visitor, visit
from tests.journeys.hands import Fingers
from tests.journeys.person import Person
from tests.journeys.resident import Resident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
METER = "mantenimiento-cambio-medidor"


def sign_in(visitor: Visitor, mailoutbox: list, address: str = "ana@example.org") -> None:
    visitor.go("/solicitudes/")
    visitor.press("entre a Mis solicitudes")
    visitor.press("Mandarme un código")
    visitor.sees("Escriba a dónde le mandamos el código")
    visitor.fill({"address": address})
    visitor.press("Mandarme un código")
    assert delivery.deliver(OutboxMessage.objects.filter(kind="sign_in_code").latest("pk").pk)
    visitor.fill({"code": "0000 0000"})
    visitor.press("Entrar")
    visitor.sees("Ese código no sirve")
    visitor.fill({"code": code_in(mailoutbox[-1].body)})
    visitor.press("Entrar")
    visitor.sees("Mis solicitudes", "a•••@example.org")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_account_from_the_first_code_to_the_last_page(
    browser, site, mailoutbox, tmp_path, scripted, width
):
    given = {"tipo_persona": "fisica", "sin_curp": False}
    filing = filed(published(METER), given=given)
    folio = filing.service_request.folio
    with visit(browser, site, scripted=scripted) as visitor:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        sign_in(visitor, mailoutbox)
        visitor.sees("Todavía no guarda ninguna solicitud")
        visitor.press("Agregar una solicitud")
        visitor.fill({"folio": folio, "key": "0000-0000-0000-0000"})
        visitor.press("Agregarla")
        visitor.sees("no coinciden")
        visitor.fill({"key": filing.key})
        visitor.press("Agregarla")
        visitor.sees(folio, "Recibida")
        visitor.press("Iniciar otra a partir de esta")
        visitor.sees("No le preguntamos dos veces", "Usar otra vez: CURP (••••")
        visitor.fill({"dato-curp": True, "documento-archivo_identificacion": True})
        visitor.press("Autorizar y empezar")
        visitor.sees("Empezamos con lo que eligió")
        visitor.go("/mis-solicitudes/")
        visitor.sees("Sin terminar")
        person = Person(visitor, Fingers(visitor.page))
        person.go("Continuar Mantenimiento")
        Resident(person, definition(METER), tmp_path).finish()
        visitor.go(f"/solicitudes/{folio}/")
        visitor.go(f"/mis-solicitudes/{folio}/quitar/")
        visitor.press("No, dejarla")
        visitor.press("Borrar mi cuenta")
        visitor.press("No, conservarla")
        visitor.press("Salir de mi cuenta")
        visitor.go(f"/solicitudes/{folio}/")
        visitor.sees("escriba su folio y su clave")
    assert CitizenAccount.objects.count() == 1 and ServiceRequest.objects.count() == 2
