"""The main job, whole: filed, corrected, visited, paid, resolved, written about, rated, counted.

A resident's phone and the desks of five people, in a browser, with and without JavaScript.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser

from notifications.delivery import sweep
from procedures.requests.models import ServiceRequest
from procedures.surveys.models import SurveyResponse
from procedures.surveys.operations import open_batch
from tests.journeys.browser import PHONE, Visitor, visit
from tests.journeys.desk import at_work, do, worker
from tests.journeys.filing import (
    file_meter_change,
    fill_in_feasibility,
    folio_and_key,
    pdf,
    photo,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both_ways = pytest.mark.parametrize(
    "scripted", [True, False], ids=["with JavaScript", "without JavaScript"]
)
REASONED = {"fundamento": "Ley de Agua, artículo 1.", "motivacion": "Se comprobó en la visita."}


def ask_for_a_meter(visitor: Visitor, folder: Path) -> None:
    file_meter_change(visitor, folder)


def ask_for_feasibility(visitor: Visitor, folder: Path) -> None:
    fill_in_feasibility(visitor, folder)
    visitor.press("Enviar la solicitud")
    folio_and_key(visitor)


@dataclass(frozen=True)
class Story:
    """What differs from one procedure to the other."""

    ask: Callable[[Visitor, Path], None]
    reviewer: str
    wrong: str
    answer: Callable[[Path], dict[str, Any]]
    found: dict[str, str]
    with_order: dict[str, str]
    after_payment: list[tuple[str, str, dict[str, str]]]
    outcome: str


STORIES = {
    "cambio de medidor": Story(
        ask=ask_for_a_meter,
        reviewer="reviewer@comercializacion",
        wrong="fotos",
        answer=lambda folder: {"fotos": photo(folder)},
        found={"resultado": "El medidor no gira.", "imputable_a_usuario": "si"},
        with_order={},
        after_payment=[
            ("crew@operacion", "concluir", {"trabajo_realizado": "Se cambió el medidor."}),
            ("reviewer@comercializacion", "resolver_favorable", REASONED),
        ],
        outcome="favourable",
    ),
    "factibilidad de vivienda": Story(
        ask=ask_for_feasibility,
        reviewer="reviewer@estudios",
        wrong="archivo_plano",
        answer=lambda folder: {"archivo_plano": pdf(folder)},
        found={"resultado": "Hay red de tres pulgadas a seis metros."},
        with_order={"dictamen": "Factible si se construye una cisterna."},
        after_payment=[
            (
                "signer@direccion",
                "resolver_con_condiciones",
                {**REASONED, "condiciones": "Construir una cisterna de cinco mil litros."},
            ),
        ],
        outcome="conditional",
    ),
}


def newest_mail() -> str:
    """The last mail delivered, as its reader sees it."""
    sweep()
    return str(mail.outbox[-1].subject) + "\n" + str(mail.outbox[-1].body)


def link_in(text: str, path: str) -> str:
    found = re.search(rf"https?://[^/\s]+({path}\S+)", text)
    assert found, text
    return found[1]


@both_ways
@pytest.mark.parametrize("name", STORIES)
def test_from_the_phone_to_the_figures(
    browser: Browser, site: str, tmp_path: Path, name: str, scripted: bool
) -> None:
    story, today = STORIES[name], timezone.localdate()
    reviewer = worker(story.reviewer)
    inspector = worker("inspector@operacion")
    people = {"reviewer": reviewer, "inspector": inspector}

    def desk(grant: str, **screen: Any) -> Any:
        user = people.setdefault(grant, reviewer if grant == story.reviewer else worker(grant))
        return at_work(browser, site, user, scripted=scripted, **screen)

    with visit(browser, site, scripted=scripted) as phone:
        story.ask(phone, tmp_path)
    row = ServiceRequest.objects.get()
    case = f"/personal/{row.folio}/"
    welcome = newest_mail()
    assert row.folio in welcome

    with desk(story.reviewer) as screen:
        screen.go(case)
        do(screen, "tomar")
        do(screen, "prevenir", **{f"falta-{story.wrong}": "No se alcanza a leer."})
    asked = newest_mail()
    assert len(mail.outbox) == 3

    with visit(browser, site, scripted=scripted) as phone:
        phone.go(link_in(asked, "/solicitudes/enlace/"))
        phone.sees("Necesitamos algo de usted", "No se alcanza a leer.")
        phone.press("Responder ahora")
        phone.fill(story.answer(tmp_path))
        phone.press("Enviar mi respuesta")
        phone.sees("Recibimos su respuesta")
    assert row.folio in newest_mail()

    with desk(story.reviewer) as screen:
        screen.go(case)
        when = (today + dt.timedelta(days=1)).isoformat()
        do(
            screen,
            "programar_visita",
            **{"fecha_visita": when, "horario": "manana", "paso-inspector": inspector.username},
        )
    assert row.visits.get().code in newest_mail()
    with at_work(browser, site, inspector, scripted=scripted, screen=PHONE) as street:
        street.go(case)
        do(street, "registrar_visita", **story.found)
    newest_mail()

    with desk(story.reviewer) as screen:
        screen.go(case)
        last_day = (today + dt.timedelta(days=10)).isoformat()
        order = {"monto": "785.00", "linea_captura": "SIOX123", "vence": last_day}
        do(screen, "emitir_linea", **order, **story.with_order)
    to_pay = newest_mail()
    with visit(browser, site, scripted=scripted) as phone:
        phone.go(link_in(to_pay, "/solicitudes/enlace/"))
        phone.sees("SIOX123", "785.00")
    with desk("cashier@comercializacion") as screen:
        screen.go(case)
        do(screen, "verificar_pago", comprobante="A-1")
    newest_mail()
    for grant, action, answers in story.after_payment:
        with desk(grant) as screen:
            screen.go(case)
            do(screen, action, **answers)
        newest_mail()

    row.refresh_from_db()
    assert (row.phase, row.outcome) == ("closed", story.outcome)
    steps = row.events.filter(kind__in=["step", "correct", "answer", "visit", "pay"]).count()
    # One for the filing, one for each step, one to offer the survey.
    assert len(mail.outbox) == 1 + steps + 1
    assert all(row.applicants.get(is_contact=True).email in m.to for m in mail.outbox)

    survey = next(m.body for m in mail.outbox if "/encuesta/" in m.body)
    with visit(browser, site, scripted=scripted) as phone:
        phone.go(link_in(survey, "/encuesta/"))
        phone.fill({"ease": "5", "time": "4", "treatment": "5", "solved": "yes"})
        phone.press("Enviar mis respuestas")
        phone.sees("Gracias")
        phone.go(link_in(survey, "/encuesta/"))
        assert "ya" in phone.text
    assert open_batch(smallest=1) == 1
    assert SurveyResponse.objects.get().ease == 5

    with desk("director@direccion") as screen:
        screen.go("/direccion/")
        said = " ".join(screen.text.split())
        for figure in ("Solicitudes concluidas 1 ", "Satisfacción 100 %", "encuesta 100 %"):
            assert figure in said, said
