"""What comes before and after filing, in four ways: a draft taken up elsewhere, a correction
answered, a denuncia followed up, a certificate checked before and after it is revoked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from notifications.delivery import sweep
from procedures.casework.operations import revoke_resolution
from procedures.documents.models import Document
from procedures.drafts.models import Draft
from procedures.requests.keys import key_of
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import post_message
from tests.factories import definition, filed, paper, published, staff, take
from tests.journeys.filing import photo
from tests.journeys.person import Person, Way, in_every_way, somebody_at
from tests.journeys.resident import Resident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
METER, DENUNCIA = "mantenimiento-cambio-medidor", "quejas-denuncias"
CERTIFICATE = "constancia-no-adeudo"


@pytest.fixture
def site(live_server, settings) -> str:
    settings.SITE_URL = live_server.url
    return live_server.url


def open_with_key(person: Person, row: ServiceRequest) -> None:
    """From the home page to the request, with what its confirmation gave."""
    person.open("/")
    person.go("¿Ya presentó una solicitud?")
    person.write("Folio", row.folio)
    person.write("Clave", key_of(row.folio, row.key_nonce))
    person.go("Ver mi solicitud")
    person.sees(row.folio)


@in_every_way
def test_a_draft_begun_in_one_browser_is_finished_in_another(
    browser: Browser, site: str, tmp_path: Path, way: Way, mailoutbox
) -> None:
    published(METER)
    with somebody_at(browser, site, way) as here:
        here.open(f"/tramites/{METER}/solicitar/")
        here.go("Empezar")
        begun = Resident(here, definition(METER), tmp_path)
        begun.answer_page()
        here.go("Continuar")  # and what is asked because of it, a photo
        begun.answer_page()
        here.go("Guardar y continuar después")
        here.write("Correo electrónico", "ana@example.org")
        here.go("Enviar el enlace")
    sweep()
    link = re.search(r"/continuar/\S+", mailoutbox[0].body)[0]
    photograph = Document.objects.get()
    with somebody_at(browser, site, way) as there:
        there.open(link)
        assert "/continuar/" not in there.page.url, "the address opens nothing for who looks"
        if there.heading() == "Antes de empezar":
            there.go("Continuar donde me quedé")
        folio = Resident(there, definition(METER), tmp_path).finish()
    row = ServiceRequest.objects.get()
    assert row.folio == folio
    assert row.attachments.get(field_key="fotos").document == photograph
    assert not Draft.objects.exists()


@in_every_way
def test_a_correction_is_answered_with_a_photo(
    browser: Browser, site: str, tmp_path: Path, way: Way
) -> None:
    row = filed(published(METER)).service_request
    take(row, "tomar")
    items = [
        {"field": "lectura_actual", "reason": "No coincide con la foto."},
        {"field": "fotos", "reason": "No se ve la serie."},
    ]
    take(row, "prevenir", items=items)
    with somebody_at(browser, site, way) as person:
        open_with_key(person, row)
        person.sees("Necesitamos algo de usted", "No se ve la serie.")
        person.go("Responder ahora")
        person.write("¿Qué lectura marca hoy el medidor?", "4321")
        person.attach("Fotos del medidor", photo(tmp_path))
        person.go("Enviar mi respuesta")
        person.sees("Recibimos su respuesta")
    row.refresh_from_db()
    assert (row.state, row.answers["lectura_actual"]) == ("en_revision", 4321)
    assert row.attachments.filter(field_key="fotos").exists()


@in_every_way
def test_a_denuncia_is_followed_up_with_evidence_by_nobody_in_particular(
    browser: Browser, site: str, tmp_path: Path, way: Way
) -> None:
    given = {"tipo": "denuncia_servidor_publico"}
    row = filed(published(DENUNCIA), given=given, anonymous=True, contact=None).service_request
    take(row, "clasificar")
    row.refresh_from_db()
    post_message(
        actor=staff("oic@oic"),
        service_request=row,
        text="¿Tiene alguna foto?",
        documents=[paper("acuerdo.pdf")],
    )
    with somebody_at(browser, site, way) as person:
        open_with_key(person, row)
        person.sees("¿Tiene alguna foto?", "acuerdo.pdf")
        assert person.download("Descargar acuerdo.pdf").startswith(b"%PDF")
        person.write("Escriba su mensaje", "Aquí se ve cuando pide el dinero.")
        person.attach("Archivos (si hacen falta)", photo(tmp_path))
        person.go("Enviar mensaje")
        person.sees("Recibimos su mensaje", "Aquí se ve cuando pide el dinero.", "archivo-1.jpg")
        assert "medidor.jpg" not in person.visitor.text, "a file's name may say whose it is"
        person.go("Borrar mis datos de este equipo")
        person.open(f"/solicitudes/{row.folio}/")
        person.sees("escriba su folio y su clave")
    row.refresh_from_db()
    sent = row.attachments.get(event__kind="message", event__actor_kind="citizen")
    assert sent.document.name == "archivo-1.jpg"
    assert row.anonymous and not row.applicants.exists()


@in_every_way
def test_a_certificate_is_checked_by_anybody_before_and_after_it_is_revoked(
    browser: Browser, site: str, way: Way
) -> None:
    row = filed(published(CERTIFICATE)).service_request
    for action in ("tomar", "dictaminar", "resolver_favorable"):
        take(row, action)
    row.refresh_from_db()
    certificate = row.resolutions.get()

    def check(anybody: Person, answer: str) -> None:
        anybody.open("/verificar/")
        anybody.write("Código", certificate.code)
        anybody.go("Comprobar")
        assert anybody.heading() == answer
        anybody.sees(row.folio, "Constancia de no adeudo")
        assert "otra cuenta" not in anybody.visitor.text

    with somebody_at(browser, site, way) as holder:
        open_with_key(holder, row)
        signed = holder.download("Descargar el documento (PDF)")
        assert signed == bytes(certificate.paper.content)
    with somebody_at(browser, site, way) as anybody:
        check(anybody, "El documento es auténtico y vigente")
        revoke_resolution(
            actor=staff("supervisor@comercializacion"),
            service_request=row,
            revision=row.revision,
            code=certificate.code,
            reason="Se emitió con otra cuenta.",
        )
        check(anybody, "El documento es auténtico, pero se revocó")
