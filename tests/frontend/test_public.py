"""Public results that point at nobody, and a survey that leaves no trace of who answered."""

from __future__ import annotations

import datetime as dt
import io
import logging
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from lxml import html
from structlog.stdlib import ProcessorFormatter

from procedures.catalogue.models import Procedure
from procedures.surveys.invitations import token_for
from procedures.surveys.models import SealedAnswer, SpentInvitation
from procedures.surveys.sealing import unseal
from tests.factories.facts import closed, filed, invited, responses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utility")]
TODAY = "2026-03-10 12:00:00-06:00"
QUERIES = 33  # two for each public figure (now and before), restricted procedures, the names
ANSWERS = {"ease": "5", "time": "4", "treatment": "3", "solved": "yes", "comment": "Bien."}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        Procedure.objects.create(
            slug="cambio-medidor", name="Cambio de medidor", family="medidores", status="online"
        )
        yield


def token(folio="SOAPA-2026-000001-0"):
    return token_for(folio, "cambio-medidor", "online", dt.date(2026, 2, 20))


def survey(folio="SOAPA-2026-000001-0"):
    return reverse("survey", args=[token(folio)])


def text_of(response):
    return " ".join(html.fromstring(response.content.decode()).text_content().split())


# --- results -----------------------------------------------------------------------------------
def test_anybody_reads_the_results(client):
    filed(30)
    closed(20, days=6)
    invited(20)
    responses(10, ease=5, time=5, treatment=4)
    said = text_of(client.get(reverse("public-results")))
    assert "Solicitudes recibidas 30 solicitudes" in said
    assert "6 días hábiles" in said
    assert "Cumple la meta de 90 %." in said
    assert "Contestaron la encuesta 50 %" in said
    assert "1 de marzo de 2025" in said and "28 de febrero de 2026" in said
    assert "menos de 5 casos" in said


def test_few_are_never_shown_not_even_by_subtraction(client):
    filed(30)
    filed(8, procedure="factibilidad")
    filed(2, procedure="fuga")
    page = html.fromstring(client.get(reverse("public-results")).content.decode())
    rows = page.xpath("//table[.//caption[@id='por-procedure-titulo']]//tbody/tr")
    said = {row.xpath("normalize-space(./th)"): row.xpath("string(./td[1])") for row in rows}
    assert said == {
        "Cambio de medidor": "30",
        "factibilidad": "No se publica",
        "fuga": "No se publica",
    }


def test_the_month_that_runs_waits_until_it_ends(client):
    filed(30, on=dt.date(2026, 3, 2))
    assert "Todavía no hay resultados que publicar" in text_of(
        client.get(reverse("public-results"))
    )


def test_query_string_narrows_nothing(client):
    filed(30)
    asked = {"tramite": "x", "procedure": "x", "desde": "2026-01-01", "first": "2026-02-01"}
    here = reverse("public-results")
    page = client.get(here, asked).content
    # Whoever changes the language comes back to the address as it was asked.
    assert page.replace(f"?{escape(urlencode(asked))}".encode(), b"") == client.get(here).content


def test_results_link_to_no_request(client):
    filed(30)
    closed(30)
    page = html.fromstring(client.get(reverse("public-results")).content.decode())
    assert page.xpath("//main//a[contains(@href, '/personal/')]") == []


def test_the_number_of_queries_of_the_results_does_not_grow(client, django_assert_num_queries):
    filed(9)
    with django_assert_num_queries(QUERIES):
        client.get(reverse("public-results"))
    for number in range(20):
        filed(9, procedure=f"tramite-{number}")
        closed(9, procedure=f"tramite-{number}", on=dt.date(2025, 12, 1))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("public-results"))


# --- survey ------------------------------------------------------------------------------------
def test_the_survey_asks_five_questions_without_log_in(client):
    response = client.get(survey())
    page = html.fromstring(response.content.decode())
    assert response.status_code == 200
    names = {field.get("name") for field in page.xpath("//main//*[self::input or self::textarea]")}
    assert names == {"csrfmiddlewaretoken", "ease", "time", "treatment", "solved", "comment"}
    assert "Cambio de medidor" in text_of(response)
    assert "SOAPA-2026" not in response.content.decode()


def test_an_answer_is_sealed_and_thanked_at_an_address_without_the_token(client):
    response = client.post(survey(), ANSWERS)
    assert response.status_code == 302
    assert response["Location"] == "/encuesta/gracias/"
    assert "Gracias por contestar" in text_of(client.get(response["Location"]))
    assert SpentInvitation.objects.count() == 1
    opened = unseal(bytes(SealedAnswer.objects.get().sealed))
    assert opened == {
        "procedure": "cambio-medidor", "source": "online", "month": "2026-02-01",
        "ease": 5, "time": 4, "treatment": 3, "solved": "yes", "comment": "Bien.",
    }  # fmt: skip


def test_a_second_answer_with_the_same_link_is_refused(client):
    client.post(survey(), ANSWERS)
    for response in (client.get(survey()), client.post(survey(), ANSWERS)):
        assert response.status_code == 410
        assert "ya se contestó" in text_of(response)
    assert SealedAnswer.objects.count() == 1


@pytest.mark.parametrize("bad", ["x", "....", "W10:1abc:zzz", "%00", "ñ" * 2000])
def test_a_link_that_is_not_ours_is_explained(client, bad):
    response = client.get(f"/encuesta/{bad}/")
    assert response.status_code == 404
    assert "no sirve o ya venció" in text_of(response)


def test_a_link_dies_after_sixty_days(client):
    address = survey()
    with time_machine.travel(dt.datetime(2026, 5, 8, tzinfo=dt.UTC)):
        assert client.get(address).status_code == 200
    with time_machine.travel(dt.datetime(2026, 5, 11, tzinfo=dt.UTC)):
        assert client.get(address).status_code == 404
        assert client.post(address, ANSWERS).status_code == 404
    assert not SealedAnswer.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "Responda al menos una pregunta."),
        ({"comment": "   "}, "Responda al menos una pregunta."),
        ({"ease": "9"}, "¿Qué tan fácil fue hacer el trámite?"),
        ({"ease": "5", "comment": "a" * 1001}, "¿Qué podemos mejorar?"),
        ({"ease": "5", "comment": "a\x00b"}, "¿Qué podemos mejorar?"),
    ],
)
def test_what_is_wrong_is_said_on_top_and_nothing_is_spent(client, wrong, words):
    response = client.post(survey(), wrong)
    page = html.fromstring(response.content.decode())
    assert words in page.xpath("string(//div[contains(@class, 'govuk-error-summary__body')])")
    assert page.xpath("string(//title)").startswith("Error:")
    assert not SpentInvitation.objects.exists()
    assert client.post(survey(), ANSWERS).status_code == 302


@pytest.mark.parametrize("comment", ["\x01" * 1000, "😀" * 1000, '"\n' * 500, "\u202e" * 1000])
def test_the_longest_comment_of_any_letters_is_kept(client, comment):
    assert client.post(survey(), {**ANSWERS, "comment": f"a{comment[:998]}b"}).status_code == 302
    assert SealedAnswer.objects.count() == 1


def test_the_survey_starts_no_session_and_is_kept_in_no_cache(client):
    response = client.post(survey(), {})
    assert set(response.cookies) <= {"csrftoken"}
    assert set(client.get(survey()).cookies) <= {"csrftoken"}
    assert "no-store" in response["Cache-Control"]
    # Stricter, browsers would send no origin either, and the answer would be taken for a forgery.
    assert response["Referrer-Policy"] == "same-origin"


def test_only_the_token_and_the_name_are_looked_up(client, django_assert_num_queries):
    address = survey()
    with django_assert_num_queries(2):
        client.get(address)


def test_a_post_without_our_form_is_refused():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(survey(), ANSWERS).status_code == 403
    assert not SpentInvitation.objects.exists()


@pytest.fixture
def log():
    """What the site's own handler writes."""
    handler = next(
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, ProcessorFormatter)
    )
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_answering_leaves_no_line_in_the_log(client, log):
    client.get(survey())
    client.post(survey(), ANSWERS)
    client.post(survey(), ANSWERS)
    client.get("/encuesta/de-nadie/")
    assert log.getvalue() == ""
    client.get(reverse("public-results"))
    assert "/resultados/" in log.getvalue()


def test_a_failure_of_ours_is_still_told_without_the_token(client, log, monkeypatch):
    def broken(*_given):
        raise RuntimeError("disk full")

    monkeypatch.setattr("frontend.public.views.answer", broken)
    address = survey()
    client.raise_request_exception = False
    assert client.post(address, ANSWERS).status_code == 500
    told = log.getvalue()
    assert "disk full" in told
    assert address.split("/")[2] not in told
