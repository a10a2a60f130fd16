"""Papers left for later: what must be promised, and where the person is told what still lacks."""

from __future__ import annotations

import pytest
from lxml import html

from frontend.filing import CONTACT
from procedures.requests.models import ServiceRequest
from tests.factories import published, take, upload
from tests.factories.drafts import fill_in, kept, rewrite
from tests.frontend.citizen.conftest import COMPLAINT

pytestmark = pytest.mark.django_db
HOUSE, OWNER = "factibilidad-vivienda", "cambio-de-propietario"
SKETCH = "archivo_croquis"  # required where no point was given
POINT = {"lat": 17.06, "lng": -96.72}
MAIL = {
    "channel": "email",
    "email": "rosa@example.org",
    "accepts_electronic_notice": "on",
    "privacy": "on",
    "truth": "on",
}


def promises(response) -> set[str]:
    page = html.fromstring(response.content.decode())
    return set(page.xpath("//input[@name='despues']/@value"))


def test_a_paper_that_the_answers_make_necessary_is_handed_in_or_promised(client, read):
    version = published(HOUSE)
    base = f"/tramites/{HOUSE}/solicitar/"
    client.post(base)
    fill_in(client, version, ubicacion=POINT)
    page = f"{base}documentos/"
    settled = {"despues": [one for one in kept(client, HOUSE)["later"] if one != SKETCH]}
    assert SKETCH not in promises(client.get(page))
    assert client.post(page, settled).status_code == 302

    answers = {k: v for k, v in kept(client, HOUSE)["answers"].items() if k != "ubicacion"}
    rewrite(client, HOUSE, answers=answers)
    asked = client.post(page, settled)
    assert "Croquis de localización Agregue el documento o marque" in read(asked).replace(":", "")
    assert SKETCH in promises(asked)
    promised = {"despues": [*settled["despues"], SKETCH]}
    assert client.post(page, promised).status_code == 302
    client.post(f"{base}{CONTACT}/", MAIL)
    assert "Croquis de localización Lo entregaré después" in read(
        client.get(f"{base}revisar-y-enviar/")
    )


def test_the_page_before_beginning_says_only_what_is_true(client, read):
    published(HOUSE), published(COMPLAINT)
    house = read(client.get(f"/tramites/{HOUSE}/solicitar/"))
    assert "Croquis de localización (solo en algunos casos)" in house
    assert "minutos si tiene sus papeles a la mano" in house
    complaint = read(client.get(f"/tramites/{COMPLAINT}/solicitar/"))
    assert "minutos. " in complaint and "papeles" not in complaint


def owed(response) -> set[str]:
    page = html.fromstring(response.content.decode())
    title = "Lo que puede entregar después"
    return {
        one.text_content() for one in page.xpath(f"//h3[.='{title}']/following-sibling::ul[1]/li")
    }


def test_a_request_says_what_was_left_for_later_until_it_comes(client):
    version = published(HOUSE)
    base = f"/tramites/{HOUSE}/solicitar/"
    client.post(base)
    fill_in(client, version, ubicacion=POINT)
    client.post(f"{base}{CONTACT}/", MAIL)
    client.post(f"{base}revisar-y-enviar/")
    row = ServiceRequest.objects.get()
    at = f"/solicitudes/{row.folio}/"
    waited = owed(client.get(at))
    assert "Identificación oficial vigente" in waited
    assert "Croquis de localización" not in waited  # the point does for it
    assert "Uso de suelo o alineamiento municipal" not in waited  # nobody must bring it

    take(row, "tomar")
    take(row, "prevenir", items=[{"field": "archivo_identificacion", "reason": "Falta."}])
    client.post(f"{at}correccion/", {"archivo_identificacion": upload("ine.jpg"), "asi": "1"})
    assert owed(client.get(at)) == waited - {"Identificación oficial vigente"}

    client.post(f"{at}retirar/")
    assert owed(client.get(at)) == set()


def test_who_is_told_is_who_was_chosen(client, read):
    version = published(OWNER)
    base = f"/tramites/{OWNER}/solicitar/"
    check = f"{base}revisar-y-enviar/"
    client.post(base)
    pepe = {"id": "pepe", "tipo_persona": "fisica", "nombre": "Pepe Ruiz", "sin_curp": True}
    pepe["representante_comun"] = True
    fill_in(client, version, hay_cosolicitantes=True, cosolicitantes=[pepe])
    rewrite(
        client, OWNER, later=[*kept(client, OWNER)["later"], "cosolicitantes.pepe.identificacion"]
    )
    client.post(f"{base}{CONTACT}/", MAIL)
    told = read(client.get(check))
    assert "Le avisamos A Pepe Ruiz, representante común, en el módulo" in told
    assert "Por correo a" not in told and "rosa@example.org" in told

    reached = {**pepe, "correo": "pepe@example.org", "acepta_avisos": True}
    answers = {**kept(client, OWNER)["answers"], "cosolicitantes": [reached]}
    rewrite(client, OWNER, answers=answers)
    assert "representante común, por correo a pepe@example.org." in read(client.get(check))


def test_a_question_of_a_row_that_may_stay_empty_says_so(client):
    version = published(OWNER)
    base = f"/tramites/{OWNER}/solicitar/"
    client.post(base)
    fill_in(client, version, hay_cosolicitantes=True, cosolicitantes=[])
    page = html.fromstring(client.get(f"{base}cosolicitantes/").content.decode())
    labels = [" ".join(one.text_content().split()) for one in page.xpath("//fieldset//label")]
    assert "Correo electrónico (opcional)" in labels and "Teléfono (opcional)" in labels
    assert "Nombre completo" in labels
