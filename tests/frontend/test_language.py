"""The language of a page is the reader's own choice, kept in a cookie and nowhere else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from lxml import html

from frontend import formats, language
from notifications.models import OutboxMessage
from tests.factories import filed, published, take

pytestmark = pytest.mark.django_db
COOKIE = settings.LANGUAGE_COOKIE_NAME


def page_of(response):
    return html.fromstring(response.content.decode())


def choose(client, code: str, next_page: str = "/ayuda/", **options):
    return client.post(reverse("set_language"), {"language": code, "next": next_page}, **options)


def test_a_page_is_spanish_whatever_the_browser_prefers(client, utility):
    response = client.get("/ayuda/", headers={"accept-language": "en-US,en;q=0.9"})
    assert page_of(response).get("lang") == "es-MX"
    assert response.headers["Content-Language"] == "es-MX"
    assert "Accept-Language" not in response.headers["Vary"]


def test_the_switch_of_a_page_leads_back_to_it_in_the_other_language(client, utility):
    switch = page_of(client.get("/tramites/?q=medidor")).xpath("//form[@action='/idioma/']")[0]
    assert switch.get("method") == "post"
    button = switch.xpath(".//button")[0]
    assert (button.text, button.get("lang")) == ("English", "en")
    answer = choose(client, button.get("value"), switch.xpath("input/@value")[0])
    assert answer.url == "/tramites/?q=medidor"
    page = page_of(client.get(answer.url))
    assert page.get("lang") == "en"
    assert page.xpath("//form[@action='/idioma/']//button/text()") == ["Español"]


def test_the_choice_is_a_cookie_no_script_reads_and_no_session(client):
    choose(client, "en")
    assert set(client.cookies) == {COOKIE}
    assert client.cookies[COOKIE]["httponly"] and client.cookies[COOKIE]["samesite"] == "Lax"


@pytest.mark.parametrize("code", ["fr", "", "../../etc", "es"])
def test_a_language_we_do_not_have_is_not_kept(client, utility, code):
    choose(client, code)
    client.cookies[COOKIE] = code
    assert page_of(client.get("/ayuda/")).get("lang") == "es-MX"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:1"])
def test_choosing_never_leads_out_of_the_site(client, elsewhere):
    assert choose(client, "en", elsewhere).url == "/"


def test_a_language_is_chosen_by_pressing_never_by_a_link(client):
    assert client.get(reverse("set_language")).status_code == 405


def test_after_a_form_with_mistakes_the_switch_leads_to_the_page_of_the_form(client, utility):
    page = page_of(client.post("/solicitudes/", {}, headers={"referer": "http://testserver/x/"}))
    assert page.xpath("//form[@action='/idioma/']/input/@value") == ["http://testserver/x/"]


def test_the_api_answers_in_spanish_whatever_was_chosen(client):
    client.cookies[COOKIE] = "en"
    response = client.get("/api/v1/requests/X/")
    assert response.headers["Content-Language"] == "es-MX"
    assert "No encontramos" in response.json()["detail"]


def test_what_is_printed_is_in_the_language_of_the_record(client):
    client.cookies[COOKIE] = "en"
    for address in ("/solicitudes/X/acuse.pdf", "/solicitudes/X/mis-datos.json"):
        assert client.get(address).headers["Content-Language"] == "es-MX"


def test_what_is_written_down_and_mailed_is_in_the_language_of_the_record():
    with translation.override("en"):
        row = filed(published("mantenimiento-cambio-medidor")).service_request
        take(row, "tomar")
        take(row, "programar_visita")
    letter = OutboxMessage.objects.get(kind="visit_scheduled")
    assert "Código para comprobar quién lo visita" in letter.text
    assert not OutboxMessage.objects.filter(text__contains="Dear").exists()
    assert "request" not in letter.text


def test_the_staff_choose_too(client, utility):
    client.cookies[COOKIE] = "en"
    assert page_of(client.get(reverse("account_login"))).get("lang") == "en"


def test_no_page_leaves_its_language_behind(client, utility):
    choose(client, "en")
    client.get("/ayuda/")
    assert translation.get_language() == "es-mx"


def test_dates_are_said_in_the_language_of_the_page():
    moment = dt.datetime(2026, 2, 16, 20, 5, tzinfo=dt.UTC)
    with translation.override("en"):
        assert formats.long_date(moment) == "Monday, February 16, 2026"
        assert formats.short_date(moment) == "Feb 16, 2026"
        assert formats.date_time(moment) == "February 16, 2026, 14:05"
        assert formats.business_days(2) == "2 business days"


def test_what_is_spanish_is_marked_only_where_the_page_is_not():
    assert language.of_the_record() == ""
    with translation.override("en"):
        assert language.of_the_record() == ' lang="es-MX"'
