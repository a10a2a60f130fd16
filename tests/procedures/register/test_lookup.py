"""The one door to the register: a table or a real HTTP service, found or not, or silent."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from procedures.register.entries import Entry, Silent
from procedures.register.lookup import lookup
from tests.procedures.register.conftest import ANSWER
from tests.procedures.register.files import DAY, PEPE, ROSA, loaded

pytestmark = pytest.mark.django_db
LATER = DAY + dt.timedelta(days=30)


@pytest.fixture
def table(settings: Any, tmp_path: Path) -> Path:
    settings.REGISTER = "csv"
    loaded(tmp_path, ROSA, PEPE)
    return tmp_path


@pytest.mark.parametrize("written", ["100-234", "100234", " 100 234 ", "100.234"])
def test_an_account_is_found_however_it_is_written(table: Path, written: str) -> None:
    found = lookup(account=written)
    assert found == Entry(
        number="100234",
        meter="A12345678",
        tariff="Doméstica",
        use="Habitacional",
        status="Activa",
        holder="Rosa Muñoz Cruz",
        address="Reforma 5",
        colonia="Centro",
        as_of=DAY,
    )


def test_a_meter_is_asked_only_where_there_is_no_account(table: Path) -> None:
    found = lookup(meter="b99 000001")
    assert found is not None and found.number == "100235"
    assert lookup(account="999", meter="B99-000001") is None


@pytest.mark.parametrize("nothing", ["", "  ", "---"])
def test_nothing_is_no_account_and_no_meter(table: Path, nothing: str) -> None:
    assert lookup(account=nothing, meter=nothing) is None


def test_what_no_longer_comes_is_found_and_says_so(table: Path) -> None:
    loaded(table, ROSA, day=LATER)
    gone, here = lookup(account="100235"), lookup(account="100234")
    assert gone is not None and gone.missing_since == LATER
    assert here is not None and (here.missing_since, here.as_of) == (None, LATER)


def test_of_two_with_one_meter_the_one_that_still_comes(table: Path) -> None:
    loaded(table, ROSA.replace("100-234", "900-001"), day=LATER)
    found = lookup(meter="A12-345678")
    assert found is not None and found.number == "900001"


def test_a_seal_whose_key_is_gone_is_silence(table: Path, settings: Any) -> None:
    settings.FIELD_KEYS = ["QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="]
    with pytest.raises(Silent):
        lookup(account="100234")


def test_a_service_is_asked_with_its_token_and_no_number_in_the_address(
    service: SimpleNamespace,
) -> None:
    found = lookup(account="100-234")
    assert service.got == [("/padron", "Bearer of-the-register", {"account": "100234"})]
    assert found == Entry(
        number="100234",
        meter="A12345678",
        holder="Rosa Muñoz Cruz",
        address="Reforma 5",
        as_of=DAY,
    )
    lookup(meter="A12-345678")
    assert service.got[1][2] == {"meter": "A12345678"}


def test_what_the_service_does_not_have_is_not_there(service: SimpleNamespace) -> None:
    service.status = 404
    assert lookup(account="100234") is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, "{}"),
        (401, "{}"),
        (302, "{}"),
        (200, "<html>"),
        (200, "[]"),
        (200, "{}"),
        (200, json.dumps({**ANSWER, "holder": None})),
        (200, json.dumps({**ANSWER, "as_of": "ayer"})),
        (200, json.dumps({**ANSWER, "holder": "x" * 70_000})),
    ],
)
def test_an_answer_that_says_nothing_is_silence_and_is_logged_without_numbers(
    service: SimpleNamespace, caplog: pytest.LogCaptureFixture, status: int, body: str
) -> None:
    service.status, service.body = status, body
    service.headers = {"Location": "/elsewhere"}
    with caplog.at_level(logging.WARNING), pytest.raises(Silent):
        lookup(account="100-234")
    assert "the register did not answer" in caplog.text
    assert "100234" not in caplog.text and "Rosa" not in caplog.text
    assert len(service.got) == 1  # nobody follows it elsewhere with the token


def test_a_slow_service_is_not_waited_for(service: SimpleNamespace, settings: Any) -> None:
    settings.REGISTER_SECONDS, service.wait = 0.1, 0.6
    begun = time.monotonic()
    with pytest.raises(Silent):
        lookup(account="100234")
    assert time.monotonic() - begun < 0.5


def test_a_service_that_is_away_is_silence(settings: Any) -> None:
    settings.REGISTER, settings.REGISTER_URL = "http", "http://127.0.0.1:9/padron"
    with pytest.raises(Silent):
        lookup(account="100234")


def test_an_entry_says_nobodys_name_when_it_is_printed(table: Path) -> None:
    assert "Rosa" not in repr(lookup(account="100234"))
