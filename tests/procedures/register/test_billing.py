"""What accounts owe: a file or a service, and silence that concludes nothing."""

from __future__ import annotations

import datetime as dt
import json
import time
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from procedures.definition.fields.base import Wrong
from procedures.register import http
from procedures.register.billing import balance_of, flags_of
from procedures.register.entries import Balance, Silent
from procedures.register.importing import Refused
from procedures.register.models import AccountBalance, RegisterAccount, RegisterBatch
from procedures.register.sheets import day, money
from tests.procedures.register.files import DAY, PEPE, ROSA, balances, loaded, written

pytestmark = pytest.mark.django_db
LATER = DAY + dt.timedelta(days=30)


@pytest.fixture(autouse=True)
def table(settings: Any) -> None:
    settings.BILLING = "csv"


def test_an_account_owes_what_the_last_file_says_however_it_is_written(tmp_path: Path) -> None:
    report = balances(tmp_path, '100-234,"$1,234.50",31/10/2025', "100-235,0,", "100-236,-20,")
    assert (report.added, report.wrong) == (3, 0)
    assert balance_of("100 234") == Balance(
        "100234", Decimal("1234.50"), dt.date(2025, 10, 31), DAY
    )
    paid, ahead = balance_of("100235"), balance_of("100236")
    assert paid and ahead and not paid.owes and not ahead.owes
    assert flags_of(balance_of("100234")) == ("owes",) and flags_of(paid) == ()
    balances(tmp_path, "100-234,0.00,", "100-235,12.00,", day=LATER)
    assert flags_of(balance_of("100234")) == () and flags_of(balance_of("100235")) == ("owes",)


def test_an_account_that_no_longer_comes_is_not_taken_for_one_that_owes_nothing(
    tmp_path: Path,
) -> None:
    balances(tmp_path, "100-234,50,", "100-235,60,")
    assert balances(tmp_path, "100-234,50,", day=LATER).missing == 1
    assert balance_of("100-235") is None and flags_of(None) == ("unknown_balance",)
    assert balance_of("999") is None and balance_of(" - ") is None
    balances(tmp_path, "100-234,50,", "100-235,60,", day=LATER + dt.timedelta(days=1))
    assert balance_of("100-235") is not None


def test_nothing_of_what_is_owed_is_written_in_the_clear(tmp_path: Path) -> None:
    balances(tmp_path, "100-234,98765.43,2025-10-31")
    row = AccountBalance.objects.values().get()
    assert not [value for value in row.values() if "98765" in str(value) or "2025" in str(value)]


def test_the_two_kinds_of_file_do_not_take_each_other_for_older(tmp_path: Path) -> None:
    loaded(tmp_path, ROSA, PEPE, day=LATER)
    assert balances(tmp_path, "100-234,50,").added == 1
    assert balances(tmp_path, "100-234,50,").repeated
    assert RegisterAccount.objects.filter(missing_since=None).count() == 2
    assert sorted(RegisterBatch.objects.values_list("kind", "as_of")) == [
        ("balances", DAY),
        ("register", LATER),
    ]
    with pytest.raises(Refused, match="Ya hay datos al 2026-01-31"):
        balances(tmp_path, "100-234,50,", day=DAY - dt.timedelta(days=1))


@pytest.mark.parametrize("wrong", ["mucho", "1.234,50", "", "--5", "1,23,4", "12.345", "1e9", "$"])
def test_an_amount_nobody_can_tell_leaves_its_account_as_it_was(tmp_path: Path, wrong: str) -> None:
    balances(tmp_path, "100-234,50,", "100-235,60,")
    report = balances(tmp_path, f'100-234,"{wrong}",', "100-235,60,", day=LATER)
    assert (report.wrong, report.missing, report.faults[0].line) == (1, 0, 2)
    assert "«saldo»" in report.faults[0].sentence
    assert not wrong or wrong not in report.faults[0].sentence.replace("1234.50", "")
    kept = balance_of("100234")
    assert kept is not None and kept.amount == 50


@pytest.mark.parametrize(
    ("said", "kept"),
    [("1234.5", "1234.50"), ("$ 1,234", "1234.00"), ("-$20.00", "-20.00"), ("0", "0.00")],
)
def test_pesos_are_understood_as_they_are_exported(said: str, kept: str) -> None:
    assert money(said) == kept


def test_days_are_understood_and_others_are_not() -> None:
    assert (day("5/2/2026"), day("2026-02-05"), day("")) == ("2026-02-05", "2026-02-05", "")
    for wrong in ("2026-13-01", "31/02/2026", "ayer"):
        with pytest.raises(Wrong):
            day(wrong)


def test_the_command_looks_first_and_applies_when_told(tmp_path: Path) -> None:
    file, said = written(tmp_path, "100-234,50", headings="cuenta,saldo"), StringIO()
    call_command("import_balances", file, stdout=said)
    assert "Nuevas: 1." in said.getvalue() and not AccountBalance.objects.exists()
    call_command("import_balances", file, "--apply", stdout=said)
    assert "Los saldos quedaron al día." in said.getvalue()
    assert AccountBalance.objects.count() == 1


@pytest.fixture
def told(settings: Any, service: Any) -> Any:
    settings.BILLING, settings.BILLING_TOKEN = "http", "otra-clave"
    settings.BILLING_URL = settings.REGISTER_URL
    service.body = json.dumps({"number": "100-234", "amount": "10.5", "as_of": "2026-01-31"})
    return service


def test_a_service_is_asked_with_its_own_key(told: Any) -> None:
    assert balance_of("100-234") == Balance("100234", Decimal("10.5"), None, DAY)
    path, authorization, asked = told.got[0]
    assert (authorization, asked) == ("Bearer otra-clave", {"account": "100234"})
    assert "100234" not in path
    told.status = 404
    assert balance_of("100-999") is None


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"number": "1"}', '{"number": "1", "amount": "NaN"}', '{"number": 1}']
)
def test_a_service_that_makes_no_sense_said_nothing(told: Any, body: str) -> None:
    told.body = body
    with pytest.raises(Silent):
        balance_of("100-234")


def test_a_service_that_hangs_is_left_alone_for_a_moment(
    told: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.wait, settings.REGISTER_SECONDS = 0.6, 0.2
    for _each in range(5):
        with pytest.raises(Silent):
            balance_of("100-234")
    assert len(told.got) == 1, "each of five pages waited for it"
    told.wait, settings.REGISTER_SECONDS = 0.0, 5.0
    monkeypatch.setitem(http._resting, settings.BILLING_URL, time.monotonic())
    assert balance_of("100-234") is not None
