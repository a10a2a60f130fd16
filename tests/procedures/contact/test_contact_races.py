"""Enquiries under sixteen hands at once, on PostgreSQL."""

from __future__ import annotations

import pytest

from notifications.models import OutboxMessage
from procedures.contact import operations
from procedures.contact.channels import open_channel
from procedures.contact.models import Enquiry, EnquiryEntry, EntryKind, Kind
from procedures.requests.errors import Conflict
from tests.factories import staff
from tests.factories.contact import counting_days, enquiry
from tests.procedures.requests.test_races import THREADS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_the_same_message_sent_at_once_is_one_and_leaves_no_gap() -> None:
    counting_days()
    open_channel(Kind.FORM)
    found = at_once(lambda _number: enquiry(origin="doble").pk)
    assert len(set(found)) == 1 and Enquiry.objects.count() == 1
    first, following = Enquiry.objects.get().number, enquiry().number
    assert int(following.split("-")[2]) == int(first.split("-")[2]) + 1


def test_of_sixteen_answers_at_once_one_is_sent() -> None:
    row, clerks = enquiry(), [staff("counter@modulo") for _each in range(THREADS)]

    def act(number: int) -> EnquiryEntry:
        copy = Enquiry.objects.get(pk=row.pk)
        return operations.answer(actor=clerks[number], enquiry=copy, revision=1, text="De 9 a 2.")

    told = at_once(act)
    assert sum(isinstance(one, Conflict) for one in told) == THREADS - 1
    assert OutboxMessage.objects.count() == 1
    assert row.entries.filter(kind=EntryKind.ANSWER).count() == 1


def test_of_sixteen_who_take_one_one_has_it() -> None:
    row, clerks = enquiry(), [staff("counter@modulo") for _each in range(THREADS)]

    def act(number: int) -> None:
        copy = Enquiry.objects.get(pk=row.pk)
        operations.claim(actor=clerks[number], enquiry=copy, revision=1)

    told = at_once(act)
    assert told.count(None) == 1 and sum(isinstance(one, Conflict) for one in told) == THREADS - 1
