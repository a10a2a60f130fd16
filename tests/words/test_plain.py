"""The measures of plain language measure, and the check finds what it is for."""

from __future__ import annotations

import pytest

from tests.words.plain import findings
from tests.words.readability import perspicuity, sentences, syllables, words
from tests.words.texts import Text, every_text

FILE = "frontend/templates/citizen/x.html"


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("agua", 2), ("ciudad", 2), ("río", 2), ("queja", 2), ("guía", 2), ("guerra", 2),
        ("pingüino", 3), ("ley", 1), ("y", 1), ("aéreo", 4), ("construcción", 3), ("CURP", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_in_spanish(word, count):
    assert syllables(word) == count


def test_sentences_end_where_a_reader_stops():
    said = "Lea el art. 5. ¿Ya lo leyó? Firme: Todo listo\nOtra"
    assert sentences(said) == [
        "Lea el art. 5.",
        "¿Ya lo leyó?",
        "Firme:",
        "Todo listo",
        "Otra",
    ]
    assert words("Pague $1,200.50 antes del 5/12/2026.") == [
        "Pague", "1,200.50", "antes", "del", "5/12/2026.",
    ]  # fmt: skip


def test_the_index_tells_a_plain_text_from_one_of_offices():
    plain = ["Escriba su nombre. Guarde su clave. Le avisamos por correo."]
    heavy = ["La promovente deberá proporcionar documentación comprobatoria correspondiente."]
    assert perspicuity(plain) > 65 > 40 > perspicuity(heavy)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("Una palabra " * 13 + "más.", "27 words"),
        ("Escriba su nombre a efecto de continuar.", "a efecto de"),
        ("Elige la opción que quieres.", "usted"),
        ("Revise tu correo.", "usted"),
        ("Pida su homoclave.", "not explained"),
    ],
)
def test_what_is_not_plain_is_found_with_its_file(said, rule):
    found = [line for line in findings([Text("page", FILE, said)]) if line.startswith(FILE)]
    assert any(rule in line for line in found), found


def test_a_plain_sentence_is_let_through():
    text = Text("page", FILE, "Escriba su nombre como está en su identificación. La nota es suya.")
    assert not [line for line in findings([text]) if line.startswith(FILE)]


def test_every_kind_of_text_is_read():
    texts = every_text()
    assert {text.kind for text in texts} == {"page", "letter", "catalogue", "notice"}
    assert len(texts) > 1500
