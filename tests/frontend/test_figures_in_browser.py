"""Board, results and survey in a real browser: axe, small screens, and an answer that arrives."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from procedures.catalogue.models import Procedure
from procedures.surveys.invitations import token_for
from procedures.surveys.models import SealedAnswer
from tests.factories.facts import closed, filed, invited, responses
from tests.factories.people import person
from tests.frontend.test_style_page import findings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("utility"),
]
NAME = "Instalación de toma de agua potable y de descarga de drenaje en predio nuevo"


@pytest.fixture
def figures():
    """A year of figures of a procedure with a long name."""
    Procedure.objects.create(slug="toma-nueva", name=NAME, family="x", status="online")
    today = timezone.localdate()
    for month in range(12):
        day = today - dt.timedelta(days=30 * month)
        filed(9, on=day, procedure="toma-nueva")
        closed(6 + month % 3, on=day, procedure="toma-nueva", days=3 + month)
        invited(6, on=day, procedure="toma-nueva")
        responses(5, month=day.replace(day=1), procedure="toma-nueva", ease=4, time=5, treatment=2)


def sign_in(context, address):
    """Somebody of direction, in this browser."""
    client = Client()
    client.force_login(person("director@*"))
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def survey(folio="SOAPA-2026-000001-0"):
    return reverse("survey", args=[token_for(folio, "toma-nueva", "online", timezone.localdate())])


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "address",
    [
        "/direccion/",
        "/direccion/?desde=2019-01-01&hasta=2019-01-31",
        "/direccion/?desde=2019-02-01&hasta=2019-01-31",
        "/resultados/",
        "/encuesta/gracias/",
        "/encuesta/de-nadie/",
        "survey",
    ],
)
def test_axe_finds_nothing_and_nothing_overflows(browser, live_server, figures, address, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    sign_in(context, live_server.url)
    page = context.new_page()
    page.goto(live_server.url + (survey() if address == "survey" else address))
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == []
    context.close()


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_somebody_answers_the_survey(browser, live_server, figures, scripted):
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, java_script_enabled=scripted
    )
    page = context.new_page()
    page.goto(live_server.url + survey())
    page.get_by_role("button", name="Enviar mis respuestas").click()
    assert "Responda al menos una pregunta." in page.inner_text(".govuk-error-summary")
    page.get_by_role("group", name="¿Qué tan fácil fue hacer el trámite?").get_by_label(
        "Muy bueno"
    ).check()
    page.get_by_role("button", name="Enviar mis respuestas").click()
    assert page.get_by_role("heading", name="Gracias por contestar").is_visible()
    assert page.url.endswith("/encuesta/gracias/")
    assert SealedAnswer.objects.count() == 1
    page.goto(live_server.url + survey())
    assert "ya se contestó" in page.inner_text("h1")
    context.close()


def test_a_director_filters_and_downloads(browser, live_server, figures):
    context = browser.new_context()
    sign_in(context, live_server.url)
    page = context.new_page()
    page.goto(live_server.url + "/direccion/")
    page.get_by_label("Trámite", exact=True).select_option("toma-nueva")
    page.get_by_role("button", name="Ver cifras").click()
    assert "tramite=toma-nueva" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar estas cifras (CSV)").click()
    assert download.value.suggested_filename.startswith("indicadores-")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert NAME in text
    context.close()
