"""A company's representative files with two other people, each with a photo of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from procedures.requests.models import ServiceRequest
from tests.factories.papers import photo_bytes
from tests.journeys.browser import Visitor, visit
from tests.journeys.filing import MAIL, answer, begin_feasibility, folio_and_key, pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMPANY = {
    "razon_social": "Casas del Valle, S.A. de C.V.",
    "rfc": "CVA010101AB1",
    "representante_nombre": "Luz Paz Ortega",
}


def person(visitor: Visitor, folder: Path, place: int, name: str, **more: Any) -> None:
    """Fill in one row: a person without CURP, and a photo called like them."""
    photo = folder / f"{name.split()[0].lower()}.jpg"
    photo.write_bytes(photo_bytes())
    own = {
        "tipo_persona": "fisica",
        "nombre": name,
        "sin_curp": True,
        "identificacion": photo,
        **more,
    }
    visitor.fill({f"cosolicitantes-{place}-{key}": value for key, value in own.items()})


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_company_and_two_people_file_and_no_photo_changes_hands(
    browser, site, tmp_path, scripted
):
    with visit(browser, site, scripted=scripted) as visitor:
        begin_feasibility(visitor)
        answer(visitor, calidad="representante", tipo_persona="moral")
        visitor.sees("hay más preguntas en esta página")
        answer(visitor, **COMPANY)
        answer(visitor, hay_cosolicitantes="si")
        person(visitor, tmp_path, 0, "Equivocada Persona")
        visitor.press("Agregar a otra persona")
        visitor.sees("equivocada.jpg")
        person(visitor, tmp_path, 1, "Rosa Cruz López")
        visitor.press("Agregar a otra persona")
        person(
            visitor,
            tmp_path,
            2,
            "Pepe Ruiz Luna",
            representante_comun=True,
            correo="pepe@gmial.com",
            acepta_avisos=True,
        )
        visitor.press("Quitar: Persona 1")
        visitor.sees("rosa.jpg", "pepe.jpg")
        assert "equivocada.jpg" not in visitor.text
        visitor.page.screenshot(path=tmp_path / "rows.png", full_page=True)
        visitor.press("Continuar")
        visitor.sees("Acta constitutiva y poder notarial")
        assert "Carta poder o poder notarial" not in visitor.text
        answer(
            visitor,
            archivo_plano=pdf(tmp_path),
            archivo_acta_constitutiva=pdf(tmp_path),
            archivo_identificacion=pdf(tmp_path),
            despues=["archivo_propiedad", "archivo_predial", "archivo_croquis"],
        )
        answer(visitor, **MAIL)
        visitor.sees(
            "Revise antes de enviar",
            "Identificación oficial (Rosa Cruz López)",
            "A Pepe Ruiz Luna, representante común, por correo a pepe@gmial.com.",
        )
        visitor.page.screenshot(path=tmp_path / "check.png", full_page=True)
        visitor.press("Enviar la solicitud")
        folio, _key = folio_and_key(visitor)

    row = ServiceRequest.objects.get(folio=folio)
    people = row.applicants.values_list("role", "name", "is_contact")
    assert set(people) == {
        ("applicant", "Casas del Valle, S.A. de C.V.", False),
        ("representative", "Luz Paz Ortega", False),
        ("co_applicant", "Rosa Cruz López", False),
        ("co_applicant", "Pepe Ruiz Luna", True),
    }
    photos = row.attachments.filter(field_key__startswith="cosolicitantes.")
    whose = {
        person.name: photos.get(
            field_key=f"cosolicitantes.{person.row_name}.identificacion"
        ).document.name
        for person in row.applicants.filter(role="co_applicant")
    }
    assert whose == {"Rosa Cruz López": "rosa.jpg", "Pepe Ruiz Luna": "pepe.jpg"}
