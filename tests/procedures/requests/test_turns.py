"""First come, first served inside a procedure; a jump is possible, with a reason (R14; LFPA 46)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.actors import Actor, staff_actor
from procedures.catalogue.models import ProcedureVersion
from procedures.requests.errors import Invalid
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import assign, claim
from procedures.requests.turns import first_in_line
from tests.factories import CONTACT, filed, person, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"


@pytest.fixture
def meter() -> ProcedureVersion:
    return published(METER)


@pytest.fixture
def clerk(meter: ProcedureVersion) -> Actor:
    return staff("reviewer@comercializacion")


@pytest.fixture
def line(meter: ProcedureVersion) -> list[ServiceRequest]:
    """Three, the last one received before the others: by letter, two days ago."""
    window = staff("counter@modulo", source="letter")
    day = timezone.localdate() - dt.timedelta(days=2)
    return [
        filed(meter).service_request,
        filed(meter).service_request,
        filed(meter, actor=window, received_on=day).service_request,
    ]


def taken(actor: Actor, row: ServiceRequest, reason: str = "") -> dict[str, str]:
    event = claim(actor=actor, service_request=row, revision=row.revision, reason=reason)
    return dict(event.payload.data["private"])


def test_the_first_is_the_one_received_first_whatever_was_typed_in_first(
    line: list[ServiceRequest], clerk: Actor
) -> None:
    one, two, letter = line
    assert [first_in_line(clerk, row) for row in line] == [letter, letter, None]
    taken(clerk, letter)
    assert [first_in_line(clerk, row) for row in line] == [None, one, None]
    taken(clerk, one)
    assert first_in_line(clerk, two) is None


def test_a_jump_asks_for_a_reason_and_tells_whom_it_passed_over(
    line: list[ServiceRequest], clerk: Actor
) -> None:
    _one, two, letter = line
    for empty in ("", "  "):
        with pytest.raises(Invalid) as refused:
            taken(clerk, two, empty)
        [(code, sentence)] = refused.value.errors["reason"]
        assert code == "out_of_turn" and letter.folio in sentence
    two.refresh_from_db()
    assert two.assignee is None and not two.events.filter(kind="claimed").exists()
    assert taken(clerk, two, "Hay fuga") == {"reason": "Hay fuga", "passed_over": letter.folio}
    assert not two.events.get(kind="claimed").public
    assert taken(clerk, letter) == {"reason": ""}


def test_another_state_area_or_procedure_is_another_line(
    meter: ProcedureVersion, clerk: Actor
) -> None:
    older, other = filed(meter).service_request, filed(published("falta-recibo")).service_request
    moved, last = filed(meter).service_request, filed(meter).service_request
    take(older, "tomar")
    for row in (moved, last):
        assert first_in_line(clerk, row) == (moved if row is last else None)
    for column in ("area", "state", "phase"):
        was = getattr(moved, column)
        ServiceRequest.objects.filter(pk=moved.pk).update(**{column: "otra"})
        assert first_in_line(clerk, last) is None, column
        ServiceRequest.objects.filter(pk=moved.pk).update(**{column: was})
    assert first_in_line(clerk, last) == moved
    assert first_in_line(clerk, other) is None


def test_who_waits_for_the_person_is_in_no_line(meter: ProcedureVersion, clerk: Actor) -> None:
    rows = [filed(meter).service_request for _row in range(2)]
    for row in rows:
        take(row, "tomar")
        take(row, "prevenir")
        row.refresh_from_db()
    assert first_in_line(clerk, rows[1]) is None
    taken(clerk, rows[1])


def test_being_given_a_case_is_no_jump(line: list[ServiceRequest], clerk: Actor) -> None:
    boss = staff("supervisor@comercializacion")
    two = line[1]
    assign(actor=boss, service_request=two, revision=two.revision, to=clerk.user)
    two.refresh_from_db()
    assert two.assignee == clerk.user


def test_taking_over_asks_its_own_reason_only(line: list[ServiceRequest], clerk: Actor) -> None:
    two = line[1]
    taken(clerk, two, "Hay fuga")
    again = taken(staff("reviewer@comercializacion"), two, "Está enferma")
    assert again == {"reason": "Está enferma"}


def test_nobody_is_sent_to_a_case_they_may_not_see_or_are_a_party_to(
    line: list[ServiceRequest],
) -> None:
    user = person("reviewer@comercializacion")
    user.email = CONTACT.email.upper()
    user.save()
    party = staff_actor(user)
    assert first_in_line(party, line[1]) is None
    assert first_in_line(staff("reviewer@juridica"), line[1]) is None


def test_it_is_one_query(line: list[ServiceRequest], clerk: Actor) -> None:
    with CaptureQueriesContext(connection) as caught:
        first_in_line(clerk, line[1])
    assert len(caught) == 1
