"""A denuncia promises no date, a queja does, and every face says the same (DOMAIN 8.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from pypdf import PdfReader

from procedures.definition import parse
from procedures.definition.problems import DefinitionError
from procedures.requests import sweeps, timekeeping
from procedures.requests.models import ServiceRequest
from procedures.requests.models.time import FactKind
from procedures.requests.receipt import acuse_pdf
from tests.factories import catalogue, filed, person, published, take

pytestmark = pytest.mark.django_db
COMPLAINT = "quejas-denuncias"
DENUNCIA = {"tipo": "denuncia_servidor_publico"}
QUEJA = {"tipo": "queja_servicio"}
DATES = ("due_on", "promised_on", "target_on", "correction_limit_on")
WORDS = "Una denuncia no tiene fecha de respuesta"


def dates(row: ServiceRequest) -> list[dt.date | None]:
    row.refresh_from_db()
    return [getattr(row, name) for name in DATES]


def told(given: Mapping[str, Any]) -> ServiceRequest:
    return filed(published(COMPLAINT), given=given, anonymous=True).service_request


def test_a_denuncia_has_no_date_and_a_complaint_of_the_service_has_ten_days() -> None:
    assert dates(told(DENUNCIA)) == [None] * 4
    queja = told(QUEJA)
    assert None not in dates(queja)
    calendar = timekeeping.calendar_of(queja)
    assert queja.due_on == calendar.add_days(queja.received_on, 10)


def test_what_the_control_body_finds_it_to_be_counts_from_then_on() -> None:
    denuncia, queja = told(DENUNCIA), told(QUEJA)
    take(denuncia, "clasificar", answers={"clasificacion": "queja_servicio"})
    due, promised, *_rest = dates(denuncia)
    assert due == timekeeping.calendar_of(denuncia).add_days(denuncia.received_on, 10)
    assert promised is None and denuncia.correction_limit_on is not None
    promised_then = queja.promised_on
    take(queja, "clasificar", answers={"clasificacion": "denuncia"})
    assert dates(queja) == [None, promised_then, None, None]


def test_nothing_runs_late_that_has_no_date() -> None:
    row = told(DENUNCIA)
    later = timezone.localdate() + dt.timedelta(days=400)
    assert sweeps.flag_silence(later) == 0 and sweeps.reckon_again() == 0
    assert not ServiceRequest.objects.overdue(later).exists()
    for step in ("clasificar", "turnar_investigacion", "concluir"):
        take(row, step, answers={"clasificacion": "denuncia"} if step == "clasificar" else None)
    row.refresh_from_db()
    closed = row.facts.get(kind=FactKind.CLOSED)
    assert not row.silence and closed.on_time is None and closed.total_days is not None


def test_the_page_the_confirmation_the_acuse_and_the_api_say_so() -> None:
    filing = filed(published(COMPLAINT), given=DENUNCIA, anonymous=True)
    row, client = filing.service_request, Client()
    client.post("/solicitudes/", {"folio": row.folio, "key": filing.key})
    page = html.fromstring(client.get(f"/solicitudes/{row.folio}/").content.decode())
    text = page.text_content()
    assert WORDS in text and "A más tardar" not in text and "El plazo está detenido" not in text
    pages = PdfReader(BytesIO(acuse_pdf(row))).pages
    acuse = " ".join(" ".join(one.extract_text() for one in pages).split())
    assert WORDS in acuse and "Fecha límite" not in acuse and "Si no respondemos" not in acuse
    said = client.get(f"/api/v1/requests/{row.folio}/", headers={"Request-Key": filing.key}).json()
    assert said["clocks"]["utility"]["due_on"] is None and said["dates"]["due"] is None
    assert said["dates"]["no_limit"].startswith(WORDS) and said["dates"]["reasons"] == []
    officer = Client()
    officer.force_login(person("oic@oic"))
    assert "sin plazo fijo" in officer.get(f"/personal/{row.folio}/").content.decode()
    counted = officer.get(f"/personal/{row.folio}/plazo/").content.decode()
    assert WORDS in counted and "día 1 del plazo" not in counted


def test_a_date_that_was_told_and_is_withdrawn_is_explained() -> None:
    filing = filed(published(COMPLAINT), given=QUEJA, anonymous=True)
    row, client = filing.service_request, Client()
    take(row, "clasificar", answers={"clasificacion": "denuncia"})
    client.post("/solicitudes/", {"folio": row.folio, "key": filing.key})
    page = " ".join(client.get(f"/solicitudes/{row.folio}/").content.decode().split())
    assert "Por qué cambió la fecha" in page and "Al presentarla la fecha era" in page
    assert page.count(WORDS) == 2


def test_a_condition_on_what_nobody_asks_is_a_problem() -> None:
    item = catalogue()[COMPLAINT]
    time = {
        **item.content["time"],
        "no_limit": {"if": {"==": [{"var": "inventado"}, "x"]}, "because": "Porque sí."},
    }
    with pytest.raises(DefinitionError) as refused:
        parse({**item.content, "time": time}, known=item.known)
    assert any(one.path.startswith("time.no_limit.if") for one in refused.value.problems)
