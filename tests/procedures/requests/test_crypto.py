"""Sensitive answers cannot be read in the database, and survive a change of keys."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from backend.security.encryption import InvalidToken
from procedures.requests.crypto import (
    decrypt,
    encrypt,
    open_answers,
    seal_answers,
    search_digest,
)

# What sealing asks of a form: which field it is, and whether it holds something sensitive.
FORM: Any = SimpleNamespace(
    by_key={
        "curp": SimpleNamespace(holds_sensitive=True),
        "integrantes": SimpleNamespace(holds_sensitive=True),
        "motivo": SimpleNamespace(holds_sensitive=False),
    }
)
ANSWERS = {
    "curp": "BOXW310820HNERXN09",
    "integrantes": [{"nombre": "Ñandú 🙂", "edad": 4}],
    "motivo": "No gira",
}


def test_sealed_answers_hold_nothing_readable_and_open_as_they_were() -> None:
    sealed = seal_answers(FORM, ANSWERS)
    stored = json.dumps(sealed, ensure_ascii=False)
    assert "BOXW" not in stored
    assert "Ñandú" not in stored
    assert sealed["motivo"] == "No gira"
    assert open_answers(FORM, json.loads(stored)) == ANSWERS


def test_the_same_answer_is_sealed_differently_each_time() -> None:
    assert seal_answers(FORM, ANSWERS)["curp"] != seal_answers(FORM, ANSWERS)["curp"]


def test_no_answer_stays_no_answer() -> None:
    assert seal_answers(FORM, {"curp": None}) == {"curp": None}
    assert open_answers(FORM, {"curp": None}) == {"curp": None}


def test_what_looks_sealed_in_an_open_field_is_left_alone() -> None:
    forged = {"motivo": {"$sealed": encrypt("x")}}
    assert open_answers(FORM, forged) == forged


def test_a_new_key_in_front_seals_and_the_old_one_still_opens(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    sealed_before = seal_answers(FORM, ANSWERS)
    settings.FIELD_KEYS = [new, old]
    sealed_after = seal_answers(FORM, ANSWERS)
    assert open_answers(FORM, sealed_before) == ANSWERS
    settings.FIELD_KEYS = [new]
    assert open_answers(FORM, sealed_after) == ANSWERS
    with pytest.raises(InvalidToken):
        open_answers(FORM, sealed_before)


def test_an_altered_token_is_found_out() -> None:
    token = encrypt("secreto")
    middle = len(token) // 2
    other = "A" if token[middle] != "A" else "B"
    with pytest.raises(InvalidToken):
        decrypt(token[:middle] + other + token[middle + 1 :])


def test_a_search_digest_is_equal_for_equal_things_only(settings: Settings) -> None:
    digest = search_digest("curp", "BOXW310820HNERXN09")
    assert digest == search_digest("curp", "BOXW310820HNERXN09")
    assert digest != search_digest("rfc", "BOXW310820HNERXN09")
    assert search_digest("a", "bc") != search_digest("ab", "c")
    settings.KEY_SECRET = "another secret of another server"
    assert digest != search_digest("curp", "BOXW310820HNERXN09")
