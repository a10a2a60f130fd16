"""What belongs to another authority is sent to it within its days, keeping its date (R21)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from procedures.casework.moves import open_moves
from procedures.requests.models import ServiceRequest
from tests.factories import definition, filed, published, staff, take

pytestmark = pytest.mark.django_db
NINTH = dt.date(2026, 2, 9)
METER = "mantenimiento-cambio-medidor"


def by_of(row: ServiceRequest, grant: str) -> dict[str, dt.date | None]:
    return {move.action: move.by for move in open_moves(staff(grant), row)}


def test_five_business_days_from_its_reception_and_no_other_step_has_them() -> None:
    with time_machine.travel("2026-01-30T10:00:00-06:00", tick=False):
        row = filed(published(METER)).service_request
        assert by_of(row, "counter@modulo")["canalizar"] == dt.date(
            2026, 2, 9
        )  # 5 Feb is a holiday
    with time_machine.travel("2026-02-10T10:00:00-06:00", tick=False):
        take(row, "tomar")
        row.refresh_from_db()
        told = by_of(row, "reviewer@comercializacion")
    assert told.get("canalizar", NINTH) == NINTH, "it never grows"
    assert not [action for action, by in told.items() if by and action != "canalizar"]


def test_the_version_may_give_fewer() -> None:
    time = {**definition(METER).document["time"], "forward_days": 3}
    with time_machine.travel("2026-01-30T10:00:00-06:00", tick=False):
        row = filed(published(METER, time=time)).service_request
        assert by_of(row, "counter@modulo")["canalizar"] == dt.date(2026, 2, 4)


@pytest.mark.parametrize("slug", ["arco", "solicitud-acceso-informacion"])
def test_data_and_information_have_three(slug: str) -> None:
    assert definition(slug).time.forward_days == 3
