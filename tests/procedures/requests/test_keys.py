"""The key of a request opens that request, however carelessly it is typed, and no other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from procedures.requests.keys import key_of, matches, new_nonce

FOLIO = "SOAPA-2026-000123-1"
NONCE = "0f" * 16


def test_a_key_has_eighty_bits_in_groups_people_can_type() -> None:
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", key_of(FOLIO, NONCE))


def test_the_same_request_has_the_same_key_and_a_new_nonce_another() -> None:
    assert key_of(FOLIO, NONCE) == key_of(FOLIO, NONCE)
    assert key_of(FOLIO, NONCE) != key_of(FOLIO, new_nonce())
    assert key_of(FOLIO, NONCE) != key_of("SOAPA-2026-000124-2", NONCE)


def test_who_has_the_database_but_not_the_secret_has_no_key(settings: Settings) -> None:
    before = key_of(FOLIO, NONCE)
    settings.KEY_SECRET = "another secret of another server"
    assert key_of(FOLIO, NONCE) != before


@given(st.text(alphabet="0123456789abcdef", min_size=32, max_size=32))
def test_a_key_may_be_typed_carelessly(nonce: str) -> None:
    key = key_of(FOLIO, nonce)
    typed = key.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert matches(FOLIO, nonce, typed)
    assert matches(FOLIO, nonce, key.replace("-", "").replace("1", "I"))


@pytest.mark.parametrize("given_key", ["", "-", "🔑", "ñ" * 16, "0" * 100_000, "7K3M-Q2ZP-9TXA"])
def test_what_is_not_the_key_opens_nothing(given_key: str) -> None:
    assert not matches(FOLIO, NONCE, given_key)


def test_the_key_with_one_letter_changed_or_added_opens_nothing() -> None:
    key = key_of(FOLIO, NONCE)
    last = "A" if key[-1] != "A" else "B"
    assert not matches(FOLIO, NONCE, key[:-1] + last)
    assert not matches(FOLIO, NONCE, key + "0")
