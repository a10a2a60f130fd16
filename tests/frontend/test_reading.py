"""What a tired reader stumbles over: an order, a mark, a word said twice, another's language."""

from __future__ import annotations

import html as entities
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.test import Client
from lxml import html

from frontend import formats
from frontend.citizen import offer
from frontend.templatetags import ui
from procedures.catalogue import finding
from procedures.requests.telling import moments, public_events
from tests.factories import catalogue, filed, person, published, take

METER = "mantenimiento-cambio-medidor"
CSS = Path(__file__).parents[2] / "frontend" / "static" / "ventanilla" / "citizen.css"
LETTERS = "system-ui,-apple-system"


class Asking(forms.Form):
    """A box with help, as the form of whom to tell has."""

    without = forms.BooleanField(
        label="No tengo mi CURP", help_text="Puede seguir sin ella.",
        error_messages={"required": "Marque la casilla."},
    )  # fmt: skip


def test_what_no_rule_names_is_written_in_our_letters_too() -> None:
    rules = re.findall(r"\.govuk-template__body\{([^}]*)\}", CSS.read_text("utf-8"))
    assert any(f"font-family:{LETTERS}" in rule for rule in rules)


def test_the_help_of_a_box_comes_after_what_it_explains_and_its_error_before() -> None:
    text = html.fromstring(Asking(data={}).as_div()).text_content()
    assert text.index("Marque la casilla.") < text.index("No tengo mi CURP")
    assert text.index("No tengo mi CURP") < text.index("Puede seguir sin ella.")
    assert text.count("Puede seguir sin ella.") == 1


def test_the_error_of_a_box_is_said_without_the_sentence_it_is_about() -> None:
    form = Asking(data={})
    assert [one["text"] for one in ui.error_summary(form)["errors"]] == ["Marque la casilla."]


def test_a_question_ends_by_itself_and_a_label_with_a_colon() -> None:
    assert [formats.before(one) for one in ("¿Qué se hizo?", "Horario")] == [
        "¿Qué se hizo?",
        "Horario:",
    ]


def test_no_question_says_by_itself_that_it_is_optional() -> None:
    said = []
    for slug, item in catalogue().items():
        workflow = item.definition.workflow
        asked = [
            item.definition.form,
            *(t.form for t in (workflow.transitions if workflow else ())),
        ]
        said += [(slug, f.label) for form in asked for f in form.fields if "(opcional)" in f.label]
    assert said == []


@pytest.mark.django_db
def test_a_result_says_why_it_is_there_only_where_its_name_does_not() -> None:
    published(METER)
    why = {hit.card.slug: hit.why for hit in offer.search(finding.shelf(), "medidor").hits}
    assert why[METER] == ""


@pytest.mark.django_db
def test_the_steps_announced_are_the_steps_walked_and_the_address_to_come_back_is_whole() -> None:
    published(METER)
    client, base = Client(), f"/tramites/{METER}/solicitar/"
    said = re.search(r"Son (\d+) pasos cortos", client.get(base).content.decode())
    page = client.get(client.post(base)["Location"]).content.decode()
    walked = re.search(r"Paso 1 de (\d+)", page)
    assert said and walked and said[1] == walked[1]
    saved = client.get(f"{base}guardado/").content.decode()
    assert f"{settings.SITE_URL}/continuar/" in saved


@pytest.mark.django_db
def test_the_story_names_the_paper_beside_the_decision() -> None:
    row = filed(published(METER)).service_request
    for step in ("tomar", "programar_visita", "registrar_visita", "resolver_sin_obra"):
        take(row, step)
    row.refresh_from_db()
    told = [(one.title, one.text) for one in moments(row, public_events(row))]
    papers = [text for title, text in told if title == "Se emitió el documento"]
    assert papers == [row.resolutions.get().document]
    titles = [title for title, _text in told]
    assert len(titles) == len(set(titles))


@pytest.mark.django_db
def test_on_a_page_in_english_only_the_words_of_the_record_are_said_to_be_spanish() -> None:
    row = filed(published(METER)).service_request
    take(row, "tomar")
    take(row, "prevenir", items=[{"field": "fotos", "reason": "Se ven borrosas."}], note="Gracias.")
    staff = Client()
    staff.force_login(person("reviewer@comercializacion"))
    staff.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = html.fromstring(entities.unescape(staff.get(f"/personal/{row.folio}/").content.decode()))
    story = page.get_element_by_id("historia").getparent()
    assert page.get("lang") == "en"
    spanish = " ".join(node.text_content() for node in story.xpath(".//*[@lang='es-MX']"))
    assert "Se ven borrosas." in spanish and "Channel" not in spanish
    assert "Channel" in story.text_content()
    heads = page.xpath("//p[contains(@class, 'govuk-caption-m')]/*[@lang='es-MX']")
    assert [one.text_content() for one in heads] == [row.procedure.name]
