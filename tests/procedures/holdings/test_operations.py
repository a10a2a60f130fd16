"""Keeping requests: only with their key, never a denuncia, and gone with the account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from backend.accounts.actors import ANONYMOUS, citizen_of
from procedures.holdings import operations
from procedures.holdings.codes import Address, ask, code_of, enter
from procedures.holdings.models import CitizenAccount, Holding, SignInCode
from procedures.requests import keys
from procedures.requests.errors import Conflict, NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import renew_key
from tests.factories import filed, published, staff, take

pytestmark = pytest.mark.django_db
METER, COMPLAINT = "mantenimiento-cambio-medidor", "quejas-denuncias"


def account(address: str = "ana@example.org") -> CitizenAccount:
    asked = ask(address=Address("email", address))
    found = enter(asked=asked, typed=code_of(SignInCode.objects.get(pk=asked)))
    assert found
    return found


def keep(who: CitizenAccount, row: ServiceRequest) -> Holding:
    return operations.keep(actor=citizen_of(row.folio), account=who, service_request=row)


def test_an_account_opens_what_it_keeps_and_another_does_not() -> None:
    row = filed(published(METER)).service_request
    ana, beto = account(), account("beto@example.org")
    keep(ana, row)
    assert operations.held(ana, row.folio) == row
    assert operations.held(beto, row.folio) is None


@pytest.mark.parametrize("who", ["anonymous", "staff", "another citizen"])
def test_only_the_citizen_of_a_request_keeps_it(who: str) -> None:
    row = filed(published(METER)).service_request
    actors = {
        "anonymous": ANONYMOUS,
        "staff": staff("reviewer@comercializacion"),
        "another citizen": citizen_of("SOAPA-2026-999999-9"),
    }
    with pytest.raises(NotFound):
        operations.keep(actor=actors[who], account=account(), service_request=row)


@pytest.mark.parametrize("anonymous", [True, False])
def test_what_may_be_a_denuncia_is_kept_in_no_account(anonymous: bool) -> None:
    row = filed(published(COMPLAINT), anonymous=anonymous).service_request
    ana = account()
    with pytest.raises(Conflict) as refused:
        keep(ana, row)
    assert refused.value.code == "never_kept"
    assert not Holding.objects.exists()
    Holding.objects.create(account=ana, service_request=row, nonce=row.key_nonce[:12])
    assert operations.held(ana, row.folio) is None, "not even with a row that should not be"


def test_a_renewed_key_closes_it_and_the_new_one_opens_it_again() -> None:
    row = filed(published(METER)).service_request
    ana = account()
    keep(ana, row)
    renew_key(actor=staff("counter@modulo"), service_request=row)
    assert operations.held(ana, row.folio) is None
    row.refresh_from_db()
    keep(ana, row)
    assert operations.held(ana, row.folio) == row
    assert Holding.objects.count() == 1


def test_a_withdrawn_request_stays_to_be_read() -> None:
    row = filed(published(METER)).service_request
    ana = account()
    keep(ana, row)
    take(row, "desistir")
    assert operations.held(ana, row.folio) == row


def test_deleting_the_account_leaves_the_requests() -> None:
    filing = filed(published(METER))
    row, ana = filing.service_request, account()
    keep(ana, row)
    operations.delete_account(account=ana)
    assert not CitizenAccount.objects.exists() and not Holding.objects.exists()
    assert not SignInCode.objects.exists()
    row.refresh_from_db()
    assert keys.matches(row.folio, row.key_nonce, filing.key)


def test_letting_go_is_of_ones_own() -> None:
    row = filed(published(METER)).service_request
    ana, beto = account(), account("beto@example.org")
    keep(ana, row)
    assert not operations.let_go(account=beto, folio=row.folio)
    assert operations.held(ana, row.folio)
    assert operations.let_go(account=ana, folio=row.folio)
    assert operations.held(ana, row.folio) is None


def test_an_account_holds_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST", 1)
    version, ana = published(METER), account()
    first = filed(version).service_request
    keep(ana, first)
    keep(ana, first)
    with pytest.raises(Conflict):
        keep(ana, filed(version).service_request)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sixteen_claims_at_once_are_one_holding_each() -> None:
    row = filed(published(METER)).service_request
    residents = [account(f"r{number % 4}@example.org") for number in range(16)]
    barrier = Barrier(16)

    def run(who: CitizenAccount) -> object:
        try:
            barrier.wait(10)
            return keep(who, row)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(run, residents))
    assert Holding.objects.count() == 4
