"""People find the procedure with their own words; words of something else find nothing."""

from __future__ import annotations

import logging
from functools import cache

import pytest

from procedures.catalogue.finding import Found, search_in, shelf
from procedures.catalogue.indexing import OLD_NAME, SITUATION, Index, index_of
from procedures.catalogue.situations import Situation, Way, situations
from procedures.catalogue.spelling import root, sound, words_of
from tests.factories import catalogue, published
from tests.procedures.catalogue.queries import METER, NOTHING, QUERIES, RECEIPT

MERGED_INTO = "instalacion-toma-descarga"


@cache
def whole() -> Index:
    every = sorted((item.definition for item in catalogue().values()), key=lambda d: d.position)
    return index_of(every, situations())


def slugs(found: Found) -> list[str]:
    return [match.slug for match in found.matches]


def test_the_table_of_real_queries_is_long_enough_to_mean_something() -> None:
    assert len({query for query, _slug in QUERIES}) >= 160 and len(NOTHING) >= 30
    assert len({slug for _query, slug in QUERIES}) >= 30


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_what_a_resident_types_finds_the_procedure_among_the_first_three(query, expected) -> None:
    assert expected in slugs(search_in(whole(), query))[:3]


def test_most_of_what_residents_type_finds_it_first() -> None:
    first = [slugs(search_in(whole(), query))[:1] == [slug] for query, slug in QUERIES]
    assert sum(first) / len(first) > 0.85


@pytest.mark.parametrize("query", NOTHING)
def test_words_of_something_else_find_nothing(query) -> None:
    found = search_in(whole(), query)
    assert not found.matches and not found.everything


def test_every_procedure_is_found_by_its_own_name() -> None:
    for entry in whole().entries:
        name = catalogue()[entry.slug].definition.name
        assert entry.slug in slugs(search_in(whole(), name))[:2], name


@pytest.mark.parametrize(
    "query", ["sapao", "SOAPA", "quiero hacer un trámite", "adosapaco tramites"]
)
def test_a_query_that_names_nothing_in_particular_is_answered_with_everything(query) -> None:
    assert search_in(whole(), query).everything


def test_a_situation_says_itself_as_the_reason() -> None:
    match = search_in(whole(), "se murió mi papá y el recibo está a su nombre").matches[0]
    assert (match.kind, match.why) == (SITUATION, "Murió la persona que aparece en el recibo")


def test_the_name_a_merged_procedure_had_finds_what_it_became() -> None:
    match = search_in(whole(), "Instalación de una descarga de drenaje").matches[0]
    assert match.slug == MERGED_INTO and match.kind == OLD_NAME


def test_what_was_mistyped_is_said_as_it_was_understood() -> None:
    assert search_in(whole(), "medidro").read_as == "medidor"
    assert search_in(whole(), "resivo").read_as == ""  # it sounds the same: nothing was guessed


def test_without_a_result_a_query_that_has_one_is_offered() -> None:
    found = search_in(whole(), "factipilitat")
    assert not found.matches and found.perhaps == "factibilidad"
    assert search_in(whole(), found.perhaps).matches


@pytest.mark.parametrize("query", ["a" * 100_000, "á\u0301" * 500, "\x00", "🚰💧", "%_'\"\\", "ﷺ"])
def test_hostile_queries_are_only_words(query) -> None:
    search_in(whole(), query)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("resivo", "recibo"), ("factivilidad", "factibilidad"), ("desasolve", "desazolve"),
        ("yave", "llave"), ("kiero", "quiero"), ("guele", "huele"), ("drenage", "drenaje"),
        ("canbio", "cambio"), ("ezcuela", "escuela"), ("erencia", "herencia"),
        ("gierra", "jierra"),
    ],
)  # fmt: skip
def test_words_that_sound_alike_are_one(typed, meant) -> None:
    assert root(typed) == root(meant)


def test_a_hard_and_a_soft_g_sound_different() -> None:
    assert sound("pagina") == sound("pajina") != sound("paguina")


@pytest.mark.parametrize(
    "family",
    [
        "cambiar cambio cambios cambiarme cambié",
        "medidor medidores",
        "instalar instalación instalaciones",
    ],
)
def test_endings_make_no_difference(family) -> None:
    assert len({root(word) for word in words_of(family)}) == 1


def test_a_situation_shows_only_what_is_in_force() -> None:
    one = Situation("x", "X", (), (Way("hay"), Way("no-hay")))
    assert one.only(frozenset({"hay"})).ways == (Way("hay"),)
    assert one.only(frozenset()) is None


def test_the_index_is_built_once_per_publication(db, django_assert_num_queries) -> None:
    published(METER)
    before = shelf()
    with django_assert_num_queries(1):
        assert shelf() is before
    published(RECEIPT)
    assert slugs(shelf().search("recibo")) == [RECEIPT]


def test_what_is_searched_is_written_in_no_log(client, db, caplog, capfd) -> None:
    published(METER)
    with caplog.at_level(logging.DEBUG):
        client.get("/tramites/", {"q": "Eusebia Zanahoria medidor"})
        client.get("/api/v1/procedures/", {"q": "Eusebia Zanahoria medidor"})
    told = caplog.text + "".join(capfd.readouterr())
    assert "/tramites/" in told, "nothing was logged: this proves nothing"
    assert "Zanahoria" not in told and "zanahoria" not in told
