"""The channels a request may come by: one list, wherever it is told, filtered or counted by."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from backend.accounts.actors import ANONYMOUS
from frontend.citizen.record import PLACES
from procedures.contact import becoming
from procedures.contact.models import Kind
from procedures.definition import CHANNELS
from procedures.indicators.registry import indicators
from procedures.indicators.scope import Scope
from procedures.requests.errors import NotAllowed
from procedures.requests.models.request import Source
from procedures.requests.operations.filing import STAFF_SOURCES
from tests.factories import filed, published, staff
from tests.factories.contact import enquiry

METER = "mantenimiento-cambio-medidor"


def test_the_language_the_table_and_the_record_know_the_same_channels() -> None:
    assert set(CHANNELS) == set(Source.values) == set(PLACES)
    assert set(Source.values) - {str(one) for one in STAFF_SOURCES} == {"online"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "source"), [(Kind.FORM, "form"), (Kind.MAILBOX, "email"), (Kind.PHONE, "phone")]
)
def test_a_request_that_was_an_enquiry_came_by_the_channel_of_the_enquiry(
    kind: Kind, source: str
) -> None:
    assert becoming.source_of(enquiry(kind)) == source


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["email", "form"])
def test_staff_alone_file_by_it_and_figures_tell_it_apart(source: str) -> None:
    version = published(METER)
    day = dt.date(2026, 1, 15)
    clerk = staff("counter@modulo", source=source)
    row = filed(version, actor=clerk, received_on=day).service_request
    assert (row.source, row.received_on) == (source, day)
    told = indicators()["filed"].measure(Scope(day, day, by="source"))
    assert {cell.key: cell.value for cell in told.groups["source"]} == {source: 1}
    with pytest.raises(NotAllowed):
        filed(version, actor=replace(ANONYMOUS, source=source))
