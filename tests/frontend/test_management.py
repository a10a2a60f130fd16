"""The board of direction: who sees it, what it says, where its figures lead, what it downloads."""

from __future__ import annotations

import csv
import datetime as dt
import io
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse
from lxml import html

from frontend.spreadsheet import safe
from procedures.casework.desk.queue import queue, read_filters
from procedures.catalogue.models import Procedure
from tests.factories.facts import closed, filed, invited, open_request, responses
from tests.factories.people import person, staff

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("utility"),
]
TODAY = "2026-02-20 12:00:00-06:00"
QUERIES = 43  # two for each figure (now and before), the names, and who asks


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def director(client):
    client.force_login(person("director@*"))
    return client


def board(client, **asked):
    return client.get(reverse("management"), asked)


def page_of(client, **asked):
    response = board(client, **asked)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def stats(page):
    cards = page.xpath("//li[contains(@class, 'v-stat')]")
    return {
        card.xpath("string(.//span[1])").strip(): " ".join(card.text_content().split())
        for card in cards
    }


def some_figures(procedure="cambio-medidor", many=1):
    filed(4 * many, procedure=procedure)
    filed(2 * many, procedure=procedure, source="counter", on=dt.date(2025, 2, 3))
    closed(3 * many, procedure=procedure, days=4)
    closed(1 * many, procedure=procedure, days=30, on_time=False)
    invited(4 * many, procedure=procedure)
    responses(2 * many, procedure=procedure, ease=5, time=5, treatment=2)


@pytest.mark.parametrize("role", ["director", "supervisor", "administrator"])
def test_who_manages_sees_it(client, role):
    client.force_login(person(f"{role}@*"))
    assert board(client).status_code == 200


@pytest.mark.parametrize("role", ["counter", "reviewer", "oic", "signer"])
def test_who_does_not_manage_is_told_so(client, role):
    client.force_login(person(f"{role}@*"))
    assert board(client).status_code == 403


def test_nobody_sees_it_without_logging_in(client):
    response = board(client)
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_every_figure_stands_beside_the_period_before_and_its_target(director):
    some_figures()
    said = stats(page_of(director))
    assert "4 solicitudes" in said["Solicitudes recibidas"]
    assert "Periodo anterior: 2." in said["Solicitudes recibidas"]
    assert "75 %" in said["Respuestas a tiempo"]
    assert "No alcanza la meta de 90 %." in said["Respuestas a tiempo"]
    assert "Sin dato del periodo anterior." in said["Respuestas a tiempo"]
    assert "66.7 %" in said["Satisfacción"]
    assert "50 %" in said["Contestaron la encuesta"]


def test_better_and_worse_are_said_in_words(director):
    closed(3, days=10, on=dt.date(2025, 2, 3))
    closed(3, days=4)
    assert "(mejoró)" in stats(page_of(director))["Días del organismo (mediana)"]
    asked = {"desde": "2025-02-01", "hasta": "2025-02-28"}
    closed(3, days=2, on=dt.date(2025, 1, 7))
    assert "(empeoró)" in stats(page_of(director, **asked))["Días del organismo (mediana)"]


def test_filters_narrow_every_figure(director):
    open_request(procedure="cambio-medidor")
    open_request(procedure="factibilidad", source="counter")
    some_figures()
    filed(7, procedure="factibilidad", source="counter")
    narrowed = stats(page_of(director, tramite="factibilidad"))
    assert "7 solicitudes" in narrowed["Solicitudes recibidas"]
    assert "1 solicitud " in narrowed["Solicitudes abiertas"]
    assert "—" in narrowed["Satisfacción"]
    assert "7 solicitudes" in stats(page_of(director, canal="counter"))["Solicitudes recibidas"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"desde": "2026-02-10", "hasta": "2026-02-01"}, "posterior a la de inicio"),
        ({"desde": "1990-01-01", "hasta": "2026-02-01"}, "cinco años o menos"),
        ({"desde": "ayer"}, "Desde"),
        ({"desde": "0001-01-01", "hasta": "9999-12-31"}, "cinco años o menos"),
        ({"tramite": "no-existe"}, "Trámite"),
    ],
)
def test_a_filter_that_makes_no_sense_is_explained(director, asked, words):
    page = page_of(director, **asked)
    summary = page.xpath("//div[contains(@class, 'govuk-error-summary__body')]")[0]
    assert words in summary.text_content()
    assert not page.xpath("//li[contains(@class, 'v-stat')]")


def test_an_empty_period_says_what_to_do(director):
    page = page_of(director, desde="2020-01-01", hasta="2020-01-31")
    assert "No hay solicitudes en este periodo" in page.text_content()


def test_a_figure_opens_the_requests_it_counts(director):
    actor = staff("director@*")
    open_request()
    open_request(procedure="factibilidad")
    end = dt.datetime(2026, 2, 20, 18, tzinfo=dt.UTC)
    ended = open_request(phase="closed", state="fin", outcome="favourable", closed_at=end)
    filed(2)
    filed(procedure="factibilidad")
    closed(service_request=ended, on=dt.date(2026, 2, 20))
    page = page_of(director)
    links = {
        link.text_content().strip(): link.get("href")
        for link in page.xpath("//a[contains(@class, 'v-card__link')]")
    }
    expected = {
        "Solicitudes recibidas": 3,
        "Solicitudes concluidas": 1,
        "Solicitudes abiertas": 2,
        "Respuestas a tiempo": 1,
    }
    for words, count in expected.items():
        address = urlsplit(links[words])
        assert address.path == "/personal/"
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        assert queue(actor, read_filters(asked)).count() == count, words
    row = page.xpath("//table[.//caption[@id='por-procedure-titulo']]//a")[0]
    assert "procedure=cambio-medidor" in row.get("href")


def test_what_has_no_area_opens_no_list_of_everything(director):
    filed(2, area="")
    page = page_of(director)
    row = page.xpath(
        "//table[.//caption[@id='por-area-titulo']]//tr[normalize-space(th)='Sin asignar']"
    )[0]
    assert row.xpath("string(./td[1])") == "2"
    assert not row.xpath(".//a")


def test_answers_of_surveys_lead_nowhere(director):
    some_figures()
    page = page_of(director)
    linked = page.xpath("string(//h2[contains(., 'personas')]/following-sibling::ul[1]//a)")
    assert linked == ""


def test_restricted_procedures_are_not_counted_for_who_may_not_open_them(client):
    Procedure.objects.create(
        slug="quejas", name="Quejas", family="x", status="online", audience=["role:oic"]
    )
    filed(9, procedure="quejas")
    filed(1)
    client.force_login(person("director@*"))
    page = page_of(client)
    assert "1 solicitud " in stats(page)["Solicitudes recibidas"]
    assert "Quejas" not in page.text_content()
    client.force_login(person("director@*", "oic@*"))
    assert "10 solicitudes" in stats(page_of(client))["Solicitudes recibidas"]


def test_a_chart_is_also_a_table(director):
    some_figures()
    page = page_of(director)
    drawings = page.xpath("//svg") or page.xpath("//*[local-name()='svg'][@role='img']")
    figures = page.xpath("//figure")
    assert figures and drawings
    assert all(figure.xpath(".//table//td") for figure in figures)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_download_says_what_the_page_says(director):
    some_figures()
    response = board(director, formato="csv", desde="2026-02-01", hasta="2026-02-28")
    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="indicadores-2026-02-01-2026-02-28.csv"' in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    whole = {row["Indicador"]: row for row in rows if not row["Agrupado por"]}
    assert float(whole["Solicitudes recibidas"]["Valor"]) == 4
    assert float(whole["Respuestas a tiempo"]["Meta"]) == 90
    assert any(row["Agrupado por"] == "Mes" and row["Grupo"] == "feb 2026" for row in rows)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_runs_nothing_of_ours(director, start):
    assert safe(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
    assert safe("Cambio de medidor") == "Cambio de medidor"
    name = f"{start}cmd|' /C calc'!A0"
    Procedure.objects.create(slug="malo", name=name, family="x", status="online")
    filed(procedure="malo")
    rows = csv.reader(io.StringIO(board(director, formato="csv").content.decode("utf-8-sig")))
    assert not [cell for row in rows for cell in row if cell.startswith(start)]


def test_the_number_of_queries_does_not_grow(director, django_assert_num_queries):
    some_figures()
    board(director)
    with django_assert_num_queries(QUERIES):
        board(director)
    for number in range(12):
        some_figures(f"tramite-{number}", many=3)
        open_request(procedure=f"tramite-{number}")
    with django_assert_num_queries(QUERIES):
        board(director)
