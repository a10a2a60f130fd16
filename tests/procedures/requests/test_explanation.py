"""How a date came about: one account, told by the page and by `manage.py explain_clock`."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from procedures.requests.calendar import Calendar, load_calendar
from procedures.requests.explanation import account_of
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import request_correction
from tests.factories import filed, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00-06:00", tick=False)


@pytest.fixture
def row() -> ServiceRequest:
    """Filed on 30 January 2026, asked on 6 February, answered on the 13th (DOMAIN §3.1)."""
    with on("2026-01-30"):
        row = filed(published(METER)).service_request
        take(row, "tomar")
    row.refresh_from_db()
    with on("2026-02-06"):
        request_correction(
            actor=staff("reviewer@comercializacion"),
            service_request=row,
            revision=row.revision,
            items=[{"field": "calidad", "reason": "No coincide con el recibo."}],
        )
    with on("2026-02-13"):
        take(row, "desahogar")
    row.refresh_from_db()
    return row


def told(row: ServiceRequest) -> str:
    out = StringIO()
    call_command("explain_clock", row.folio, stdout=out)
    return out.getvalue()


def test_the_command_tells_every_day_whose_it_was_and_why(row: ServiceRequest) -> None:
    with on("2026-02-16"):
        said = told(row)
    for words in (
        "Plazo: 10 días hábiles.",
        "Fecha anunciada: 16 de febrero de 2026.",
        "Vence: 23 de febrero de 2026.",
        "6 de febrero de 2026 – 13 de febrero de 2026: Persona solicitante",
        "lunes 2 de febrero de 2026: día 1 del plazo",
        "sábado 31 de enero de 2026: No: fin de semana",
        "lunes 9 de febrero de 2026: No: el plazo está en pausa",
        "Se detuvo 5 días hábiles mientras esperábamos su respuesta",
        "Calendario: soapa-oaxaca",
    ):
        assert words in said
    assert "jueves 5 de febrero de 2026: No: " in said and "guarda otra fecha" not in said


def test_it_tells_nothing_personal(row: ServiceRequest) -> None:
    people = row.applicants.all()
    assert people and not [one for one in people if one.name in told(row)]


def test_an_extension_and_its_reason_are_told(row: ServiceRequest) -> None:
    with on("2026-02-16"):
        take(row, "ampliar", answers={"motivo": "Falta una refacción."})
        said = told(row)
    row.refresh_from_db()
    assert f"Ampliación: {row.extension_days} días hábiles." in said
    assert "Falta una refacción." in said
    assert account_of(row, dt.date(2026, 2, 16)).told.due == row.due_on


def test_a_calendar_that_moved_without_counting_again_is_noticed(row: ServiceRequest) -> None:
    calendar = Calendar.objects.get(key="soapa-oaxaca")
    day = {"date": "2026-02-17", "reason": "Contingencia"}
    load_calendar({"key": calendar.key, "name": calendar.name, "days": [day]})
    with on("2026-02-16"):
        said = told(row)
    assert "Vence: 24 de febrero de 2026." in said
    assert "El expediente guarda otra fecha: 23 de febrero de 2026." in said
    assert "martes 17 de febrero de 2026: No: Contingencia" in said


def test_a_folio_nobody_has_is_said() -> None:
    with pytest.raises(CommandError, match="SOAPA-2026"):
        call_command("explain_clock", "SOAPA-2026-000000-0")


def test_a_term_that_a_state_starts_is_the_one_explained() -> None:
    version = published("arco")
    second = version.definition.time.terms[0]
    with on("2026-03-20"):
        officer = staff("transparency@transparencia", source="counter")
        row = filed(version, actor=officer).service_request
        for action in _way_to(row, second.from_):
            take(row, action)
    row.refresh_from_db()
    account = account_of(row, dt.date(2026, 3, 20))
    assert row.state == second.from_ and account.label
    assert account.told.due == row.due_on and account.agrees


def _way_to(row: ServiceRequest, state: str) -> list[str]:
    """The shortest way to a state by steps anybody of the staff may take."""
    ways, seen = [(row.state, [])], {row.state}
    while ways:
        here, taken = ways.pop(0)
        if here == state:
            return taken
        for step in row.workflow.transitions:
            if here in step.from_ and step.to not in seen and step.kind == "step":
                seen.add(step.to)
                ways.append((step.to, [*taken, step.action]))
    raise AssertionError(state)
