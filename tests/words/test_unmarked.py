"""The check of unmarked text reads templates and Python as a person would."""

from __future__ import annotations

import pytest

from tests.words.another import greek
from tests.words.unmarked import in_python, in_template


@pytest.mark.parametrize(
    "source",
    [
        "<p>Guarde su clave</p>",
        '<img alt="Mapa de la toma">',
        '<a aria-label="Regresar">{{ icon }}</a>',
        '{% button "Entrar" %}',
        "{% if x %}Sí, quiero{% endif %}",
    ],
)
def test_a_text_outside_translation_is_found(source):
    assert list(in_template(source))


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Guarde su clave" %}</p>',
        "{% blocktranslate %}Guarde <b>su</b> clave{% endblocktranslate %}",
        '{% button _("Entrar") "secondary" "action" "go" %}',
        '<p class="Nada que leer">{{ procedure.name }} · </p>{# Un comentario #}',
        "<abbr>CURP</abbr>",
    ],
)
def test_what_is_marked_or_the_same_everywhere_is_let_through(source):
    assert not list(in_template(source))


def test_a_sentence_of_python_is_found_unless_gettext_or_a_docstring_holds_it():
    source = '"""Una frase para quien lee."""\nx = _("Guarde su clave")\ny = "Guarde su clave"\n'
    assert list(in_python(source)) == [(3, "Guarde su clave")]


def test_the_third_language_leaves_gaps_and_tags_alone():
    said = greek('"Hola %(name)s, <a href=\\"%(url)s\\">siga</a> con su CURP"')
    assert "%(name)s" in said and '<a href=\\"%(url)s\\">' in said and "CURP" in said
    assert "Hola" not in said and "siga" not in said
