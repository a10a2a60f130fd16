"""What the components promise, seen in their HTML: names, ties, words, weight."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections import Counter
from pathlib import Path

import pytest
from django.http import Http404, HttpResponse, QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.views.defaults import server_error
from lxml import html

from backend.accounts.actors import Actor
from frontend import charts, errors, formats, statuses
from frontend import theme as theme_module
from frontend.pages import Chrome
from frontend.renderer import DrawnField
from frontend.style import sample_form, style_guide
from frontend.templatetags import ui
from procedures.definition import Facts, Outcome, Phase
from procedures.requests import errors as refusals

FACE = Path(__file__).parents[2] / "frontend"
TEMPLATES = sorted((FACE / "templates").rglob("*.html"))
STATIC = FACE / "static" / "ventanilla"
MONDAY = dt.date(2026, 2, 16)


@pytest.fixture
def style_page(style_page_on):
    response = style_guide(RequestFactory().get("/estilo/"))
    return html.fromstring(response.content.decode())


def controls(page):
    found = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    assert len(found) > 60
    return found


def draw(source: str, **context: object):
    return html.fromstring(
        Template("{% load ui %}<div>" + source + "</div>").render(Context(context))
    )


def test_every_control_has_exactly_one_visible_label(style_page):
    labels = Counter(style_page.xpath("//label/@for"))
    assert [c.get("id") for c in controls(style_page) if labels[c.get("id")] != 1] == []


def test_ids_are_unique_and_every_reference_to_one_resolves(style_page):
    ids = Counter(style_page.xpath("//@id"))
    assert [name for name, times in ids.items() if times > 1] == []
    for attribute in ("aria-describedby", "aria-labelledby"):
        for value in style_page.xpath(f"//@{attribute}"):
            assert set(value.split()) <= set(ids), value


def test_a_wrong_control_says_so_and_points_to_its_message(style_page):
    wrong = style_page.get_element_by_id("id_error-email")
    assert wrong.get("aria-invalid") == "true"
    message = style_page.get_element_by_id("id_error-email_error").text_content()
    assert wrong.get("aria-describedby") == "id_error-email_error"
    assert "correo" in message


def test_what_was_typed_is_kept_beside_its_error(style_page):
    assert style_page.get_element_by_id("id_error-email").get("value") == "sin arroba"
    assert style_page.get_element_by_id("id_error-address-street").get("value") == "Juárez"


def test_every_line_of_the_error_summary_leads_to_something_on_the_page(style_page):
    links = style_page.xpath("//*[@class='govuk-error-summary__body']//a/@href")
    assert len(links) > 20
    ids = set(style_page.xpath("//@id"))
    assert {link.removeprefix("#") for link in links} <= ids


def test_an_error_of_one_part_is_said_beside_that_part_and_not_twice():
    typed = QueryDict("address-street=Juárez")
    form = sample_form().bind({}, Facts(today=MONDAY), data=typed, files={})
    form.is_valid()
    bound = form["address"]
    assert isinstance(bound, DrawnField)
    assert bound.own_errors == []
    assert "id_address-exterior" in [target for target, _text in bound.error_links]
    drawn = html.fromstring(bound.as_field_group())
    texts = [node.text_content() for node in drawn.xpath("//*[@class='govuk-error-message']")]
    assert len([text for text in texts if "número exterior" in text]) == 1


def test_optional_fields_say_so_and_required_ones_do_not():
    form = sample_form().bind({}, Facts(today=MONDAY))
    assert "(opcional)" in form["decimal"].as_field_group()
    assert "(opcional)" not in form["integer"].as_field_group()


def test_the_error_summary_is_absent_when_nothing_is_wrong():
    assert "govuk-error-summary" not in Template("{% load ui %}{% error_summary form %}").render(
        Context({"form": sample_form().bind({}, Facts(today=MONDAY))})
    )


def test_enter_in_a_group_never_takes_a_row_out():
    drawn = html.fromstring(sample_form().bind({}, Facts(today=MONDAY))["group"].as_field_group())
    first = drawn.xpath("//button[@type='submit']")[0]
    assert first.get("name") is None


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_words_an_icon_and_a_colour(phase):
    status = statuses.status_of(phase)
    assert str(status.words) and status.icon in statuses.ICONS
    assert "<svg" in ui.status_tag(phase) and str(status.words) in ui.status_tag(phase)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_words_an_icon_and_a_colour(outcome):
    assert str(statuses.status_of("closed", outcome).words) in ui.status_tag("closed", "", outcome)


def test_the_label_of_a_state_wins_over_the_words_of_its_phase():
    assert "Visita programada" in ui.status_tag("in_progress", "Visita programada")


def test_text_of_people_is_escaped_in_every_component_built_in_python():
    evil = "<script>alert(1)</script>"
    for drawn in (
        ui.tag(evil), ui.unconfirmed(evil), ui.confirmable(evil, "assumed"),
        ui.button(evil, value=evil, name="x"), ui.link_button(evil, evil, "start"),
    ):  # fmt: skip
        assert "<script" not in drawn
    assert not draw("{% summary_list rows %}", rows=[(evil, evil)]).xpath("//script")
    assert not draw("{% inset %}{{ evil }}{% endinset %}", evil=evil).xpath("//script")


def test_what_is_not_confirmed_is_marked():
    assert "por confirmar" in ui.confirmable("Gratuito", "assumed")
    assert "por confirmar" in ui.confirmable("Gratuito", "comparable")
    assert "por confirmar" not in ui.confirmable("Gratuito", "confirmed")


def test_dates_and_quantities_are_said_in_spanish():
    evening = dt.datetime(2026, 2, 17, 1, 5, tzinfo=dt.UTC)  # still Monday in Mexico City
    assert formats.long_date(MONDAY) == "lunes 16 de febrero de 2026"
    assert formats.date(evening) == "16 de febrero de 2026"
    assert formats.short_date(MONDAY) == "16 feb 2026"
    assert formats.date_time(evening) == "16 de febrero de 2026, 19:05\u00a0h"
    assert formats.clock_time(dt.time(9, 5)) == "09:05 h"
    assert [formats.business_days(n) for n in (1, 2.5, None)] == [
        "1 día hábil",
        "2.5 días hábiles",
        "",
    ]
    assert formats.days_left(0) == "vence hoy"
    assert formats.days_left(1) == "queda 1 día hábil"
    assert formats.days_left(3) == "quedan 3 días hábiles"
    assert formats.days_left(-2) == "venció hace 2 días hábiles"
    assert [formats.number(n) for n in (12345.67, 7, None, 100)] == ["12,345.7", "7", "—", "100"]
    assert formats.money("1234.5") == "$1,234.50"
    assert formats.phone("9515550123") == "951 555 0123"


def test_a_month_without_figures_breaks_the_line_instead_of_inventing_one():
    chart = charts.Chart(
        "c", "Días", [charts.Point("ene", 4), charts.Point("feb", None), charts.Point("mar", 2)]
    )
    drawing = charts.line(chart)
    assert drawing["path"].count("M") == 2
    assert drawing["dots"][1]["y"] is None


def test_a_chart_of_nothing_is_still_a_drawing():
    assert charts.bars(charts.Chart("c", "Nada", [charts.Point("a", 0)]))["rows"][0]["width"] == 0
    assert charts.line(charts.Chart("c", "Nada", []))["path"] == ""


def test_the_longest_bar_fits_and_bars_keep_proportion():
    chart = charts.Chart("c", "x", [charts.Point("a", 100), charts.Point("b", 50, before=997)])
    first, second = charts.bars(chart)["rows"]
    assert first["width"] == pytest.approx(2 * second["width"], abs=0.2)
    assert second["before"] <= charts.WIDTH - charts.VALUE_ROOM


def test_a_chart_always_comes_with_the_same_figures_as_a_table():
    chart = charts.Chart("c", "Días", [charts.Point("ene", 4.5), charts.Point("feb", None)])
    for name in ("bar_chart", "line_chart"):
        drawn = draw(f"{{% {name} chart %}}", chart=chart)
        assert drawn.xpath("//svg/@role") == ["img"]
        assert drawn.xpath("//svg/title/text()") == ["Días"]
        assert drawn.xpath("//tbody//td/text()") == ["4.5", "—"]


def test_error_pages_say_what_happened_what_was_kept_and_what_to_do(utility, rf):
    for status in errors.PAGES:
        page = html.fromstring(errors.error_page(rf.get("/x/"), status).content.decode())
        assert len(page.xpath("//main//h1")) == 1
        assert [h.text_content() for h in page.xpath("//main//h2")] == [
            "Lo que se conservó", "Qué puede hacer",
        ]  # fmt: skip
        assert page.xpath("//main//li")


def test_the_page_of_a_broken_site_needs_neither_request_nor_institution():
    page = server_error(RequestFactory().get("/")).content.decode()
    assert "El sitio falló" in page


@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [
        (refusals.Stale("cambió", None), 409, "Alguien más actualizó"),
        (refusals.Conflict("Ya hay un pago verificado."), 409, "Ya hay un pago verificado."),
        (refusals.NotAllowed("Solo quien firma."), 403, "Solo quien firma."),
        (refusals.NotFound("no"), 404, "No encontramos"),
        (refusals.Invalid({"x": [("type", "mal")]}), 400, "No pudimos leer"),
    ],
)
def test_a_refusal_of_an_operation_becomes_its_page(utility, rf, refusal, status, words):
    middleware = errors.ErrorPages(lambda request: HttpResponse())
    response = middleware.process_exception(rf.get("/x/"), refusal)
    assert response.status_code == status
    assert words in response.content.decode()


def test_a_mistake_of_ours_is_not_hidden_as_a_refusal(rf):
    assert (
        errors.ErrorPages(lambda request: HttpResponse()).process_exception(
            rf.get("/"), KeyError("x")
        )
        is None
    )


def test_the_style_page_is_hidden_where_it_is_neither_demo_nor_development(settings):
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(Http404):
        style_guide(RequestFactory().get("/estilo/"))


def test_the_frame_says_where_one_is_and_whom_to_call(style_page_on, rf):
    clerk = Actor("staff", grants=frozenset({"counter@modulo"}))
    links = Chrome("/personal/mostrador/buscar/", actor=lambda: clerk).staff_navigation
    assert [link.text for link in links if link.current] == ["Mostrador y teléfono"]
    assert [link.text for link in links] == [
        "Bandeja", "Mostrador y teléfono", "Llamadas", "Consultas", "Ayuda",
    ]  # fmt: skip
    page = style_guide(rf.get("/estilo/")).content.decode()
    assert 'href="tel:+529515550123"' in page and "Módulo Centro" in page
    assert '<html lang="es-MX"' in page


def test_no_template_carries_inline_style_or_script_or_another_host():
    forbidden = re.compile(
        r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|https?://(?!www\.w3\.org)"
    )
    assert [(t.name, m.group()) for t in TEMPLATES for m in forbidden.finditer(t.read_text())] == []


def test_the_look_is_our_own_and_light():
    css = (STATIC / "citizen.css").read_text()
    assert not re.search(r"GDS|Transport|crown|url\((?!['\"]?data:)|@import", css)
    weights = {
        name: len(gzip.compress((STATIC / name).read_bytes()))
        for name in ("citizen.css", "staff.css", "ventanilla.js")
    }
    assert weights["citizen.css"] <= 18_000
    assert weights["ventanilla.js"] <= 6_000
    assert weights["staff.css"] <= 3_500
    assert not any("govuk" in t.read_text().lower().replace("govuk-", "") for t in TEMPLATES)


@pytest.mark.django_db
def test_the_pages_of_the_accounts_library_wear_the_same_clothes(utility, client):
    address = reverse("account_login")
    page = html.fromstring(client.get(address).content.decode())
    names = set(page.xpath("//input[contains(@class, 'govuk-input')]/@name"))
    assert names == {"login", "password"}
    assert set(page.xpath("//label/@for")) >= {"id_login", "id_password"}
    wrong = html.fromstring(
        client.post(address, {"login": "nadie", "password": "x"}).content.decode()
    )
    assert wrong.xpath("//*[@class='govuk-error-summary__body']//li")
    assert wrong.get_element_by_id("id_login").get("value") == "nadie"
    assert wrong.xpath("//title/text()")[0].startswith("Error: ")


def test_an_institution_may_have_its_own_colours_and_only_colours(utility, rf, monkeypatch):
    own = {"primary": "#0a3d4d", "accent": "#7a1f3d"}
    assert theme_module.own_colours(own) == {"accent": "#7a1f3d"}
    monkeypatch.setattr("frontend.theme.institution", lambda: {"colours": own})
    sheet = theme_module.theme(rf.get("/tema.css")).content.decode()
    assert (
        sheet
        == ":root{--v-accent:#7a1f3d;--govuk-brand-colour:#7a1f3d;--govuk-link-colour:#7a1f3d}"
    )
    with pytest.raises(ValueError, match="accent"):
        theme_module.own_colours({"accent": "red;}body{display:none"})


def test_the_compiled_sheet_has_the_colours_it_says_it_has():
    css = (STATIC / "citizen.css").read_text()
    for name, colour in theme_module.COMPILED.items():
        short = {"#ffffff": "#fff"}.get(colour, colour)
        assert (
            f"--v-{name.replace('_', '-')}: {short}" in css
            or f"--v-{name.replace('_', '-')}:{short}" in css
        )
