"""A condition is put into words only where the words are certain."""

from __future__ import annotations

import pytest

from procedures.definition.build import build_form
from procedures.definition.wording import clause_of, only_if
from tests.factories import catalogue

FORM = build_form(
    [
        {
            "section": "s",
            "title": "S",
            "fields": [
                {
                    "key": "uso", "type": "choice", "label": "Uso",
                    "options": [
                        {"value": "casa", "label": "Casa"}, {"value": "local", "label": "Local"}
                    ],
                },
                {"key": "cosas", "type": "multi_choice", "label": "Cosas",
                 "options": [{"value": "otra", "label": "Otra"}]},
                {"key": "sabe", "type": "yes_no", "label": "¿Sabe?"},
                {"key": "sin", "type": "checkbox", "label": "Sin CURP"},
                {"key": "metros", "type": "integer", "label": "Metros"},
                {"key": "punto", "type": "location", "label": "Punto"},
            ],
        }
    ]
).by_key  # fmt: skip
USO, SABE, SIN, METROS = ({"var": key} for key in ("uso", "sabe", "sin", "metros"))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"==": [USO, "casa"]}, "en «Uso» puso «Casa»"),
        ({"===": ["casa", USO]}, "en «Uso» puso «Casa»"),
        ({"!=": [USO, "casa"]}, "en «Uso» puso algo distinto de «Casa»"),
        ({"!": [{"==": [USO, "casa"]}]}, "en «Uso» puso algo distinto de «Casa»"),
        ({"in": [USO, ["casa", "local"]]}, "en «Uso» puso «Casa» o «Local»"),
        ({"in": ["otra", {"var": "cosas"}]}, "en «Cosas» puso «Otra»"),
        ({"==": [SABE, True]}, "contestó «Sí» en «¿Sabe?»"),
        ({"==": [SABE, False]}, "contestó «No» en «¿Sabe?»"),
        ({"!=": [SABE, True]}, "contestó «No» en «¿Sabe?»"),
        ({"!": [SIN]}, "no marcó «Sin CURP»"),
        (SIN, "marcó «Sin CURP»"),
        ({"!!": SIN}, "marcó «Sin CURP»"),
        ({"!": [{"var": "punto.lat"}]}, "dejó en blanco «Punto»"),
        ({">": [METROS, 200]}, "en «Metros» puso más de 200"),
        ({"<=": [200, METROS]}, "en «Metros» puso 200 o más"),
        (
            {"and": [{"==": [USO, "casa"]}, {"!": SIN}]},
            "en «Uso» puso «Casa» y no marcó «Sin CURP»",
        ),
        ({"or": [SIN, {"==": [USO, "local"]}]}, "marcó «Sin CURP», o en «Uso» puso «Local»"),
    ],
)
def test_what_is_understood_is_said(rule, words):
    assert clause_of(rule, FORM) == words
    assert only_if(rule, FORM) == f"Solo si {words}."


@pytest.mark.parametrize(
    "rule",
    [
        {"==": [{"var": "facts.source"}, "online"]},
        {"==": [{"var": "no_hay"}, "x"]},
        {"==": [USO, "no_hay"]},
        {"==": [USO, METROS]},
        {"if": [SIN, True, False]},
        {"+": [METROS, 1]},
        {"<": [METROS, {"var": "facts.today"}]},
        {"<": [1, METROS, 3]},
        {"missing": ["uso"]},
        {"and": [SIN, {"==": [{"var": "case.x"}, 1]}]},
        {"and": [SIN, {"or": [SABE, USO]}]},
        {"!": [{"and": [SIN, SABE]}]},
        {"or": []},
        {"in": [USO, "casa"]},
        True,
        [],
        "uso",
        {},
        {"a": 1, "b": 2},
    ],
)
def test_of_any_other_shape_the_sentence_is_neutral(rule):
    assert clause_of(rule, FORM) is None
    assert only_if(rule, FORM).startswith("Solo en algunos casos.")


def test_without_a_condition_nothing_is_said():
    assert only_if(None, FORM) == ""


def test_every_condition_of_the_catalogue_is_certain():
    seen = 0
    for item in catalogue().values():
        form = item.definition.form
        rules = [section.condition for section in form.sections]
        rules += [field.condition for field in form.fields]
        rules += [paper.condition for paper in item.definition.record.requirements]
        for rule in filter(None, rules):
            seen += 1
            assert clause_of(rule, form.by_key), (item.definition.slug, rule)
    assert seen > 300
