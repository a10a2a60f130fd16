"""Codes to sign in: guessed by nobody, used once, told to nobody but who can read the mail."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications import delivery
from notifications.models import OutboxMessage
from procedures.holdings import codes, operations
from procedures.holdings.codes import Address, address_in, ask, code_of, enter
from procedures.holdings.models import CitizenAccount, SignInCode
from tests.factories import code_in

pytestmark = pytest.mark.django_db
ANA = Address("email", "ana@example.org")


def right_code(asked: uuid.UUID) -> str:
    return code_of(SignInCode.objects.get(pk=asked))


def wrong_code(asked: uuid.UUID) -> str:
    return f"{(int(right_code(asked)) + 1) % 10**8:08}"


def test_the_first_right_code_makes_the_account_and_the_next_finds_it() -> None:
    first, second = ask(address=ANA), ask(address=ANA)
    account = enter(asked=first, typed=right_code(first))
    assert account is not None and account.plain_address == "ana@example.org"
    assert enter(asked=second, typed=right_code(second)) == account
    assert CitizenAccount.objects.count() == 1


def test_a_code_is_used_once() -> None:
    asked = ask(address=ANA)
    assert enter(asked=asked, typed=right_code(asked))
    assert enter(asked=asked, typed=right_code(asked)) is None


def test_a_code_lives_ten_minutes() -> None:
    asked = ask(address=ANA)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=10, seconds=1)):
        assert enter(asked=asked, typed=right_code(asked)) is None
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=9)):
        assert enter(asked=asked, typed=right_code(asked))


def test_after_five_wrong_tries_the_right_code_is_wrong_too() -> None:
    asked = ask(address=ANA)
    for _try in range(5):
        assert enter(asked=asked, typed=wrong_code(asked)) is None
    assert enter(asked=asked, typed=right_code(asked)) is None
    assert not CitizenAccount.objects.exists()


def test_four_wrong_tries_still_leave_one() -> None:
    asked = ask(address=ANA)
    for _try in range(4):
        enter(asked=asked, typed=wrong_code(asked))
    assert enter(asked=asked, typed=right_code(asked))


def test_a_code_fits_only_what_was_asked_with_it() -> None:
    """Another browser asked for another code of the same address: the two do not mix."""
    mine, theirs = ask(address=ANA), ask(address=ANA)
    assert right_code(mine) != right_code(theirs)
    assert enter(asked=theirs, typed=right_code(mine)) is None
    assert enter(asked=uuid.uuid4(), typed=right_code(mine)) is None


@pytest.mark.parametrize("typed", ["", " ", "12 34", "٣" * 8, "x" * 100_000, "\x00"])
def test_nonsense_is_a_wrong_code(typed: str) -> None:
    assert enter(asked=ask(address=ANA), typed=typed) is None


def test_spaces_and_dashes_are_forgiven() -> None:
    asked = ask(address=ANA)
    code = right_code(asked)
    assert enter(asked=asked, typed=f" {code[:4]}-{code[4:]} ")


def test_asking_looks_nobody_up_so_it_costs_the_same_with_and_without_an_account() -> None:
    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            ask(address=ANA)
        verbs = [re.sub(r"(?s)(VALUES|WHERE).*", "", query["sql"]) for query in seen]
        return [sql for sql in verbs if "SAVEPOINT" not in sql]

    nobody = statements()
    asked = ask(address=ANA)
    enter(asked=asked, typed=right_code(asked))
    assert CitizenAccount.objects.exists()
    assert statements() == nobody
    assert not [sql for sql in nobody if "citizenaccount" in sql]


def test_neither_code_nor_address_is_in_the_database_before_or_after_delivery() -> None:
    asked = ask(address=ANA)
    code = right_code(asked)
    spaced = f"{code[:4]} {code[4:]}"
    row = OutboxMessage.objects.get()
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert code_in(mail.outbox[0].body) == spaced
    assert spaced in str(mail.outbox[0].alternatives[0].content)
    assert code[:4] not in mail.outbox[0].subject
    stored = repr(list(OutboxMessage.objects.values())) + repr(list(SignInCode.objects.values()))
    assert code not in stored and spaced not in stored and "{{sign_in_code}}" in row.text
    enter(asked=asked, typed=code)
    accounts = repr(list(SignInCode.objects.values())) + repr(list(CitizenAccount.objects.values()))
    assert "ana@" not in accounts and "example.org" not in accounts


def test_a_code_that_would_arrive_too_late_is_not_sent() -> None:
    ask(address=ANA)
    row = OutboxMessage.objects.get()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        assert not delivery.deliver(row.pk)
    row.refresh_from_db()
    assert row.failed_at and row.error == "Undeliverable expired" and not mail.outbox


def test_what_ended_goes_away_with_the_address_it_was_sent_to() -> None:
    asked = ask(address=ANA)
    enter(asked=asked, typed=right_code(asked))
    operations.forget_what_ended()
    assert SignInCode.objects.exists() and OutboxMessage.objects.exists()
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        operations.forget_what_ended()
    assert not SignInCode.objects.exists() and not OutboxMessage.objects.exists()
    assert CitizenAccount.objects.exists()
    with time_machine.travel(timezone.now() + dt.timedelta(days=731)):
        operations.forget_what_ended()
    assert not CitizenAccount.objects.exists()


def test_an_address_has_one_spelling() -> None:
    assert address_in(" Ana@Example.ORG ") == ANA
    for nothing in (
        "",
        "ana",
        "ana@",
        "@x.mx",
        "a@b@c.mx",
        f"{'a' * 250}@x.mx",
        "a@b.mx\nBcc: x@y.mx",
    ):
        assert address_in(nothing) is None


def test_a_telephone_is_an_address_only_where_texts_can_be_sent(settings) -> None:
    assert address_in("951 501 5930") is None
    settings.SMS_GATEWAY_URL = "https://gateway.example/send"
    assert address_in("+52 (951) 501-5930") == Address("sms", "9515015930")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_sixteen_that_send_the_right_code_at_once_one_enters() -> None:
    asked = ask(address=ANA)
    code, barrier = right_code(asked), Barrier(16)

    def run(_number: int) -> object:
        try:
            barrier.wait(10)
            return enter(asked=asked, typed=code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        entered = [one for one in pool.map(run, range(16)) if one]
    assert len(entered) == 1 and CitizenAccount.objects.count() == 1
    assert SignInCode.objects.get().tries <= codes.TRIES
