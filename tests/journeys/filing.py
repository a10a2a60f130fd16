"""What a resident types to file, page by page, in the procedures the journeys use."""

from __future__ import annotations

from pathlib import Path

from tests.factories.papers import pdf_bytes, photo_bytes
from tests.journeys.browser import Visitor

ADDRESS = {
    "domicilio-street": "Calle de los Libres",
    "domicilio-exterior": "12",
    "domicilio-neighbourhood": "Centro",
    "domicilio-municipality": "Oaxaca de Juárez",
    "domicilio-postal_code": "68000",
}
PERSON = {
    "nombre": "María del Rosario",
    "primer_apellido": "Jiménez",
    "segundo_apellido": "Luis",
    "curp": "BOXW310820HNERXN09",
}
MAIL = {
    "channel": "email",
    "email": "maria@example.org",
    "accepts_electronic_notice": True,
    "privacy": True,
    "truth": True,
}


def photo(folder: Path) -> Path:
    """A photo as a phone would take it."""
    path = folder / "medidor.jpg"
    path.write_bytes(photo_bytes())
    return path


def pdf(folder: Path) -> Path:
    path = folder / "identificacion.pdf"
    path.write_bytes(pdf_bytes())
    return path


def answer(visitor: Visitor, **answers: object) -> None:
    """Answer a page and go on; a page that shows more questions is answered again."""
    visitor.fill(answers)
    visitor.press("Continuar")


def say_who(visitor: Visitor, first: dict[str, object] | None = None) -> None:
    """The block about the person: what is asked depends on what kind of person it is."""
    answer(visitor, **{"calidad": "titular", "tipo_persona": "fisica", **(first or {})})
    visitor.sees("hay más preguntas en esta página")
    answer(visitor, **PERSON)


def file_meter_change(visitor: Visitor, folder: Path) -> tuple[str, str]:
    """A meter that does not turn: from the home page to folio and key."""
    visitor.go("/")
    visitor.fill({"q": "medídor"})
    visitor.press("Buscar")
    visitor.press("Mantenimiento o cambio del medidor")
    visitor.press("Comenzar")
    visitor.press("Empezar")
    answer(visitor, tipo_atencion="cambio_por_falla")
    answer(visitor, falla=["no_gira"], fotos=photo(folder), lectura_actual="abc")
    visitor.sees("Falta algo por corregir", "Ya lo recibimos", "medidor.jpg")
    answer(visitor, lectura_actual="1234")
    answer(visitor, ubicacion_medidor="banqueta")
    answer(visitor, numero_cuenta="0012345")
    answer(visitor, **ADDRESS)
    say_who(visitor)
    answer(visitor, archivo_identificacion=pdf(folder))
    answer(visitor, **MAIL)
    visitor.sees("Revise antes de enviar", "Calle de los Libres", "medidor.jpg")
    visitor.press("Enviar la solicitud")
    return folio_and_key(visitor)


def fill_in_feasibility(visitor: Visitor, folder: Path) -> None:
    """A house to be built: from the start page to the one where answers are checked."""
    begin_feasibility(visitor)
    say_who(visitor, {"calidad": "propietario"})
    answer(visitor, hay_cosolicitantes="no")
    answer(visitor, archivo_plano=pdf(folder))
    visitor.sees("Agregue el documento o marque que lo entregará después.")
    promised = ("identificacion", "propiedad", "predial", "croquis")
    answer(visitor, despues=[f"archivo_{one}" for one in promised])
    answer(visitor, **MAIL)


def begin_feasibility(visitor: Visitor) -> None:
    """All of it but who asks, and their papers."""
    visitor.go("/tramites/factibilidad-vivienda/solicitar/")
    visitor.press("Empezar")
    answer(
        visitor,
        proyecto="Casa de dos pisos con tres recámaras.",
        tipo_obra="vivienda_nueva",
        niveles="2",
        viviendas="1",
        superficie_construccion="120.5",
    )
    answer(
        visitor,
        servicios_requeridos=["agua_potable", "alcantarillado"],
        servicio_existente="no",
        sin_infraestructura_oculta=True,
    )
    answer(visitor, **ADDRESS)
    answer(visitor, tenencia="comunal")


def folio_and_key(visitor: Visitor) -> tuple[str, str]:
    """What the confirmation page gives."""
    visitor.sees("Recibimos su solicitud")
    folio, key = visitor.page.locator(".v-panel__facts dd").all_inner_texts()
    return folio, key
