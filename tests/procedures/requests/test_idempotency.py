"""One filing for one key: replays, failures, other bodies, other clients, a renewed key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.accounts.actors import ANONYMOUS
from procedures.catalogue.institution import privacy_notice
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.idempotency import once
from procedures.requests.models import FilingKey, ServiceRequest
from procedures.requests.operations import Filing, renew_key, submit
from tests.factories import filed, published, staff

pytestmark = pytest.mark.django_db
RECEIPT = "falta-recibo"
KEY = "k" * 20


@pytest.fixture
def file() -> Callable[[], Filing]:
    version = published(RECEIPT)
    return lambda: filed(version)


def test_a_replay_is_the_same_answer(file: Callable[[], Filing]) -> None:
    first, made = once(client="", key=KEY, body={"a": 1}, file=file)
    again, made_again = once(client="", key=KEY, body={"a": 1}, file=file)
    assert (first.service_request, first.key) == (again.service_request, again.key)
    assert (made, made_again) == (True, False)


def test_another_body_is_refused_and_another_client_is_another_filing(
    file: Callable[[], Filing],
) -> None:
    once(client="", key=KEY, body={"a": 1}, file=file)
    with pytest.raises(Conflict) as other:
        once(client="", key=KEY, body={"a": 2}, file=file)
    assert other.value.code == "idempotency_conflict"
    once(client="otra", key=KEY, body={"a": 2}, file=file)
    assert ServiceRequest.objects.count() == 2


def test_a_filing_that_fails_leaves_the_key_free(file: Callable[[], Filing]) -> None:
    def fails() -> Filing:
        return submit(
            actor=ANONYMOUS,
            version=published(RECEIPT),
            answers={"inventado": 1},
            privacy_notice=privacy_notice().version,
        )

    with pytest.raises(Invalid):
        once(client="", key=KEY, body={}, file=fails)
    assert not FilingKey.objects.exists()
    _filing, made = once(client="", key=KEY, body={}, file=file)
    assert made


def test_a_replay_does_not_tell_the_key_that_replaced_a_lost_one(
    file: Callable[[], Filing],
) -> None:
    filing, _made = once(client="", key=KEY, body={}, file=file)
    renew_key(actor=staff("counter@modulo"), service_request=filing.service_request)
    with pytest.raises(Conflict) as renewed:
        once(client="", key=KEY, body={}, file=file)
    assert renewed.value.code == "key_renewed"


def test_a_version_that_was_replaced_takes_no_more_filings() -> None:
    old = published(RECEIPT)
    published(RECEIPT, name="Otro nombre")
    with pytest.raises(Conflict) as changed:
        filed(old)
    assert changed.value.code == "version_changed"


def test_answers_that_are_no_object_are_a_plain_refusal() -> None:
    with pytest.raises(Invalid):
        submit(
            actor=ANONYMOUS,
            version=published(RECEIPT),
            answers=["x"],  # type: ignore[arg-type]
            privacy_notice=privacy_notice().version,
        )
