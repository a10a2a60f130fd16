"""The check of the catalogues sees what it says it sees."""

from __future__ import annotations

import pytest

from tests.words.translations import _wrong


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("Tiene hasta el %(day)s.", "You have until then."),
        ("Faltan %s", "%d missing"),
        ("<strong>Guarde</strong> su clave", "Save your key"),
        ("Guarde su clave", "Save su key"),
        ("Lea qué necesita", "Lea qué necesita"),
        ("Envíe {n} hojas", "Send {m} sheets"),
    ],
)
def test_a_gap_a_tag_or_a_word_of_spanish_is_seen(spanish, english):
    assert list(_wrong(spanish, spanish, english))


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("Tiene hasta el %(day)s.", "You have until %(day)s."),
        ("Pruebe con «recibo»", "Try “recibo” (bill)"),
        ("date\x04j \\d\\e F", "F j"),
        ("No", "No"),
    ],
)
def test_a_fair_translation_is_let_through(spanish, english):
    assert not list(_wrong(spanish, spanish, english))
