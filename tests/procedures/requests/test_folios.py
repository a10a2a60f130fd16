"""A folio finds its own typing errors and never repeats."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from procedures.requests.folios import (
    BadFolio,
    Folio,
    FolioCounter,
    format_folio,
    next_folio,
    parse_folio,
)

DAY = dt.date(2026, 3, 2)
years = st.integers(2000, 2999)
numbers = st.integers(1, 9_999_999)


def test_a_folio_has_at_least_six_digits_and_grows() -> None:
    assert format_folio("SOAPA", 2026, 123).startswith("SOAPA-2026-000123-")
    assert format_folio("SOAPA", 2026, 1_234_567).startswith("SOAPA-2026-1234567-")


def test_the_check_digit_is_that_of_damm() -> None:
    # 572 -> 4 is the worked example of Damm's thesis; leading zeros leave the interim digit at 0.
    assert format_folio("SOAPA", 0, 572) == "SOAPA-0000-000572-4"


@given(years, numbers)
def test_a_folio_is_read_as_it_was_written(year: int, number: int) -> None:
    text = format_folio("SOAPA", year, number)
    assert parse_folio(text) == Folio("SOAPA", year, number)
    assert str(parse_folio(text)) == text


@given(years, numbers, st.data())
def test_one_wrong_digit_is_always_found(year: int, number: int, data: st.DataObject) -> None:
    text = format_folio("SOAPA", year, number)
    place = data.draw(st.sampled_from([i for i, letter in enumerate(text) if letter.isdigit()]))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[place]]))
    with pytest.raises(BadFolio):
        parse_folio(text[:place] + wrong + text[place + 1 :])


@given(years, numbers, st.data())
def test_two_neighbours_exchanged_are_always_found(
    year: int, number: int, data: st.DataObject
) -> None:
    digits = format_folio("SOAPA", year, number).removeprefix("SOAPA").replace("-", "")
    place = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if swapped != digits:
        with pytest.raises(BadFolio):
            parse_folio("SOAPA" + swapped)


@pytest.mark.parametrize(
    "typed",
    [
        "soapa-2026-000572-{d}",
        " SOAPA 2026 000572 {d} ",
        "SOAPA2026000572{d}",
        "SOAPA\u20132026\u2013000572\u2013{d}",
        "SOAPA/2026/000572/{d}",
        "\uff33\uff2f\uff21\uff30\uff21-2026-000572-{d}",
        "2026-000572-{d}",
    ],
)
def test_a_folio_may_be_typed_carelessly(typed: str) -> None:
    digit = format_folio("SOAPA", 2026, 572)[-1]
    assert parse_folio(typed.format(d=digit)) == Folio("SOAPA", 2026, 572)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "SOAPA",
        "2026-000572",
        "-2026-572-4",
        "SOAPA-2026-572-4",
        "SOAPA-2026-0000572-4",
        "x" * 100_000,
        "🙂",
    ],
)
def test_what_is_not_a_folio_is_refused(typed: str) -> None:
    with pytest.raises(BadFolio):
        parse_folio(typed)


@pytest.mark.django_db
def test_numbers_follow_each_other_and_each_year_begins_at_one() -> None:
    taken = [next_folio("SOAPA", DAY) for _ in range(3)]
    assert [parse_folio(folio).number for folio in taken] == [1, 2, 3]
    assert parse_folio(next_folio("SOAPA", DAY.replace(year=2027))).number == 1
    assert parse_folio(next_folio("OTRA", DAY)).number == 1


@pytest.mark.django_db
def test_a_filing_that_fails_gives_its_number_back() -> None:
    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction.atomic():
        next_folio("SOAPA", DAY)
        raise Broken
    assert parse_folio(next_folio("SOAPA", DAY)).number == 1


@pytest.mark.django_db(transaction=True)
def test_a_folio_is_not_taken_outside_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        next_folio("SOAPA", DAY)


@pytest.mark.django_db(transaction=True)
def test_sixteen_people_filing_at_once_get_numbers_without_gaps_or_repeats() -> None:
    taken: list[str] = []
    start = threading.Barrier(16)

    def file_five() -> None:
        try:
            start.wait()
            for _ in range(5):
                with transaction.atomic():
                    folio = next_folio("SOAPA", DAY)
                taken.append(folio)
        finally:
            connection.close()

    threads = [threading.Thread(target=file_five) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(parse_folio(folio).number for folio in taken) == list(range(1, 81))
    assert FolioCounter.objects.get().last == 80
