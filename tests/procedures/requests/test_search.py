"""Finding a request as people type: forgiving, scoped, and by nothing that is sealed but whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from backend.accounts.actors import Actor
from procedures.casework.desk.queue import Filters, count_tabs, queue, understand
from procedures.catalogue.models import ProcedureVersion
from procedures.requests import crypto
from procedures.requests.models import SearchNeighbour, SearchTerm, ServiceRequest
from procedures.requests.operations import correct_answers
from procedures.requests.search import LONG, MISTAKABLE, key, look_for, neighbours
from tests.factories import CONTACT, filed, published, staff

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
ADDRESS = {
    "street": "Av. Macedonio Alcalá",
    "exterior": "1203",
    "neighbourhood": "Reforma",
    "postal_code": "68050",
    "municipality": "Oaxaca de Juárez",
}


@pytest.fixture
def meter() -> ProcedureVersion:
    return published(METER)


@pytest.fixture
def window(meter: ProcedureVersion) -> Actor:
    return staff("counter@modulo")


def named(version: ProcedureVersion, name: str, **given: Any) -> ServiceRequest:
    contact = replace(CONTACT, name=name, phone="9515550199")
    return filed(version, contact=contact, given=given).service_request


def found(actor: Actor, typed: str) -> set[str]:
    return {row.folio for row in queue(actor, Filters(q=typed))}


@pytest.mark.parametrize(
    "typed",
    [
        "Jiménez Martínez", "jimenez martinez", "JIMENES MARTINES", "Jimenes Marteniz",
        "jimenez martinz", "Jimneez Martinez", "Ximenez Martinez", "Rosalva", "rosalba jimenez",
        "jime", "Martínez, Rosalba",
    ],
)  # fmt: skip
def test_a_name_is_found_as_people_type_it(
    typed: str, meter: ProcedureVersion, window: Actor
) -> None:
    wanted = named(meter, "Rosalba Jiménez Martínez")
    named(meter, "Tomás Pacheco Ruiz")
    assert found(window, typed) == {wanted.folio}


@pytest.mark.parametrize(
    "typed", ["Rosalba Pacheco", "Jiménez Ruiz", "zapata", "...", "68051", "9515550198", "12"]
)
def test_what_was_not_meant_is_not_found(
    typed: str, meter: ProcedureVersion, window: Actor
) -> None:
    named(meter, "Rosalba Jiménez Martínez", domicilio=ADDRESS)
    named(meter, "Tomás Pacheco Ruiz", domicilio=ADDRESS)
    assert found(window, typed) == set()


@pytest.mark.parametrize(
    "typed",
    [
        "colonia reforma", "Col. Reforma", "calle macedonio alcala 1203", "avenida alcala",
        "reformas", "Marcedonio", "av macedonio alcala col reforma", "alcalá 1203 68050",
    ],
)  # fmt: skip
def test_an_address_is_found_with_or_without_the_words_people_say_of_it(
    typed: str, meter: ProcedureVersion, window: Actor
) -> None:
    wanted = named(meter, "Ana Cruz", domicilio=ADDRESS)
    named(meter, "Eva Ríos", domicilio={**ADDRESS, "neighbourhood": "Centro", "street": "Hidalgo"})
    assert found(window, typed) == {wanted.folio}


def test_numbers_are_found_whole_begun_spaced_and_without_their_zeros(
    meter: ProcedureVersion, window: Actor
) -> None:
    wanted = named(meter, "Ana Cruz", numero_cuenta="0012345", numero_medidor="AB-778899")
    for typed in ("0012345", "12345", "cuenta 12345", "AB-778899", "ab778899", "778899"):
        assert found(window, typed) == {wanted.folio}, typed
    for typed in ("951 555 0199", "9515550199", "cruz 951 555 01 99", "tel. 951-555-0199"):
        assert found(window, typed) == {wanted.folio}, typed
    assert found(window, "0012346") == found(window, "2345") == set()


def test_a_folio_finds_its_own_and_nothing_else(meter: ProcedureVersion, window: Actor) -> None:
    one, two = named(meter, "Ana Cruz"), named(meter, "Ana Cruz")
    for typed in (one.folio, one.folio.lower(), one.folio.replace("-", " "), one.folio[:-2]):
        assert found(window, typed) == {one.folio}, typed
    assert found(window, one.folio.split("-", 1)[1]) == {one.folio}
    assert found(window, one.folio[:10]) == {one.folio, two.folio}


def test_a_sealed_answer_is_found_whole_and_never_by_its_beginning(
    meter: ProcedureVersion, window: Actor
) -> None:
    row = named(meter, "Ana Cruz", tipo_persona="fisica", sin_curp=False)
    curp = crypto.open_answers(row.definition.form, row.answers)["curp"]
    assert found(window, curp) == found(window, f" {curp.lower()} ") == {row.folio}
    assert found(window, f"ana {curp}") == {row.folio}
    for part in (curp[:17], curp[:10], curp[1:], curp[:4]):
        assert found(window, part) == set()
    kept = {*SearchTerm.objects.values_list("term", flat=True)}
    kept |= {*SearchNeighbour.objects.values_list("near", flat=True)}
    assert not [term for term in kept if curp[:8].lower() in term]


def test_nobody_finds_a_denuncia_but_its_audience(window: Actor) -> None:
    row = filed(published("quejas-denuncias"), contact=CONTACT).service_request
    everywhere = staff("counter@modulo", "supervisor@*", "director@direccion")
    for typed in (row.folio, "hernandez", "Maria Hernadez", CONTACT.phone):
        assert found(everywhere, typed) == set()
        assert not any(count_tabs(everywhere, Filters(q=typed)).values())
        assert found(staff("oic@oic"), typed) == {row.folio}


def test_what_others_file_in_secret_changes_no_answer(
    meter: ProcedureVersion, window: Actor
) -> None:
    """«Marteniz» stands in a denuncia: whoever may not see it still finds the Martínez."""
    secret = replace(CONTACT, name="Eva Marteniz")
    filed(published("quejas-denuncias"), contact=secret)
    wanted = named(meter, "Rosalba Martínez")
    assert found(window, "Marteniz") == {wanted.folio}


def test_slips_are_forgiven_only_where_nothing_is_written_so(
    meter: ProcedureVersion, window: Actor
) -> None:
    plain, other = named(meter, "Ana Pineda"), named(meter, "Ana Pereda")
    assert found(window, "Pineda") == {plain.folio}
    assert not look_for(window, "Pineda").similar and look_for(window, "Pinedo").similar
    assert found(window, "Pinedo") == {plain.folio} != {other.folio}


def test_an_account_corrected_is_found_by_the_new_one_only(
    meter: ProcedureVersion, window: Actor
) -> None:
    row = named(meter, "Ana Cruz", numero_cuenta="0012345")
    answers = {**crypto.open_answers(row.definition.form, row.answers), "numero_cuenta": "0099999"}
    correct_answers(
        actor=window, service_request=row, revision=row.revision, answers=answers, reason="Recibo"
    )
    assert found(window, "0099999") == {row.folio} and found(window, "0012345") == set()


def test_the_index_can_be_worked_out_again(meter: ProcedureVersion, window: Actor) -> None:
    row = named(meter, "Rosalba Jiménez")
    was = {*row.search_terms.values_list("term", flat=True)}
    SearchTerm.objects.all().delete()
    SearchNeighbour.objects.create(near="nadie", word="nadies")
    assert found(window, "jimenez") == set()
    for _again in range(2):
        call_command("reindex_requests", verbosity=0)
        assert {*row.search_terms.values_list("term", flat=True)} == was
    assert found(window, "Jimenes") == {row.folio}
    assert not SearchNeighbour.objects.filter(word="nadies").exists()


def test_a_search_costs_the_same_queries_however_many_words(
    meter: ProcedureVersion, window: Actor
) -> None:
    named(meter, "Rosalba Jiménez Martínez")

    def queries(typed: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            understood = understand(window, Filters(q=typed))
            list(queue(window, Filters(q=typed), understood=understood))
        return len(caught)

    assert queries("jimenez") == queries("rosalba jimenez martinez 951 555 0199") == 2
    assert queries("jimemez") == queries("rosalba jimemez martimez cruz reforma") == 3


WORD = st.text("abcdeilmnorstuvz", min_size=MISTAKABLE, max_size=14)


@given(WORD, st.data())
def test_two_spellings_one_slip_apart_always_meet(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("aeiouns"))
    for other in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ):
        if len(other) >= MISTAKABLE:
            assert neighbours(word) & neighbours(other), (word, other)
            assert OSA.distance(word, other) <= 1


def test_words_of_digits_have_no_neighbours() -> None:
    assert not neighbours(key("0012345")) and not neighbours(key("ab12"))
    assert key("0012345") == "12345" and key("000") == "0"
    assert LONG > MISTAKABLE
