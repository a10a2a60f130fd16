"""Rules of assignment: in turn or always the same, never to who is away, gone or a party."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from backend.accounts.actors import Actor, staff_actor
from backend.accounts.models import Absence, User
from notifications.models import OutboxMessage
from procedures.casework.desk.assigning import save_rule
from procedures.casework.desk.models import AssignmentRule
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.requests import chain
from procedures.requests.errors import Conflict, Invalid, NotAllowed
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import Contact, add_note, assign, claim, excuse, perform
from tests.factories import filed, person, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
AREA = "comercializacion"


@pytest.fixture
def admin() -> Actor:
    return staff("administrator@*", username="admina")


@pytest.fixture
def meter() -> ProcedureVersion:
    return published(METER)


@pytest.fixture
def three() -> list[User]:
    return [person(f"reviewer@{AREA}", username=name) for name in ("ana", "beto", "caro")]


def by_turns(admin: Actor, area: str = AREA, **given: Any) -> AssignmentRule:
    told = {"procedure": None, "way": "round_robin", "role": "reviewer", **given}
    return save_rule(actor=admin, rule=None, area=area, **told)


def owner(row: ServiceRequest) -> str | None:
    row.refresh_from_db()
    return row.assignee.username if row.assignee else None


def file(version: ProcedureVersion, count: int, **options: Any) -> list[str | None]:
    return [owner(filed(version, **options).service_request) for _n in range(count)]


def away(user: User, substitute: User | None = None) -> Absence:
    today = timezone.localdate()
    return Absence.objects.create(
        user=user, starts_on=today, ends_on=today + dt.timedelta(days=3), substitute=substitute
    )


def test_without_a_rule_a_case_waits_for_somebody(
    meter: ProcedureVersion, three: list[User]
) -> None:
    assert file(meter, 1) == [None]


def test_by_turns_each_gets_one_in_order(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    by_turns(admin)
    assert file(meter, 7) == ["ana", "beto", "caro", "ana", "beto", "caro", "ana"]


def test_it_goes_through_the_operation_and_the_story_says_by_what(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    by_turns(admin)
    filing = filed(meter)
    row = filing.service_request
    assert (row.revision, row.event_count, row.assignee) == (2, 2, three[0])  # the copy is fresh
    told = row.events.get(kind="assigned")
    assert (told.actor_kind, told.public) == ("system", False)
    assert told.payload.data["private"] == {
        "to": "ana",
        "reason": "Regla de asignación del área.",
    }
    assert row.history.latest().history_user_id == "sistema"
    assert list(chain.faults(row)) == []


def test_who_is_away_is_passed_over_and_who_stands_in_gets_theirs(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    by_turns(admin)
    gone = away(three[0])
    assert file(meter, 4) == ["beto", "caro", "beto", "caro"]
    gone.delete()
    outside = person(f"reviewer@{AREA}", "counter@modulo", username="zoe")
    outside.memberships.filter(role="reviewer").delete()
    away(three[1], substitute=outside)
    assert file(meter, 3) == ["ana", "zoe", "caro"]


def test_a_substitute_who_is_away_too_gets_nothing(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    by_turns(admin)
    away(three[0], substitute=three[1])
    away(three[1])
    assert file(meter, 2) == ["caro", "caro"]


def test_who_left_or_lost_the_function_is_passed_over(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    by_turns(admin)
    three[0].is_active = False
    three[0].save()
    three[1].memberships.all().delete()
    person("reviewer@*", username="roving")  # of every area, and so of none in particular
    assert file(meter, 2) == ["caro", "caro"]


def test_a_party_is_given_nothing_of_their_own(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    by_turns(admin)
    mine = Contact(name="Ana", email=three[0].email.upper())
    assert file(meter, 1, contact=mine) == ["beto"]
    assert file(meter, 2) == ["caro", "ana"]


def test_with_nobody_left_it_waits_and_the_story_says_why(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    by_turns(admin)
    for one in three:
        away(one)
    row = filed(meter).service_request
    assert owner(row) is None
    told = row.events.get(kind="assigned").payload.data["private"]
    assert told["to"] is None and "no había nadie disponible" in told["reason"]


def test_with_nobody_left_who_answers_for_the_area_is_told_once(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    boss = person(f"supervisor@{AREA}", username="zoe")
    person("supervisor@padron", username="otra")
    by_turns(admin)
    row = filed(meter).service_request
    assert owner(row) == "ana"
    assert not OutboxMessage.objects.filter(kind="nobody_to_give_to").exists()
    for one in three:
        away(one)
    row = filed(meter).service_request
    mail = OutboxMessage.objects.get(kind="nobody_to_give_to")
    assert mail.address == boss.email and row.folio in mail.subject


def test_the_procedures_own_rule_goes_before_the_areas(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    by_turns(admin)
    fixed = save_rule(
        actor=admin,
        rule=None,
        area=AREA,
        procedure=Procedure.objects.get(slug=METER),
        way="fixed",
        person=three[2],
    )
    assert file(meter, 2) == ["caro", "caro"]
    away(three[2], substitute=three[1])
    assert file(meter, 1) == ["beto"]
    save_rule(actor=admin, rule=fixed, area="", procedure=None, way="manual")
    assert file(meter, 1) == [None]  # by hand here, whatever the area does with the rest


def test_a_case_that_comes_to_an_area_goes_to_who_brought_it_or_had_it_there(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    row = filed(meter).service_request
    by_turns(admin)
    take(row, "tomar", actor=staff_actor(three[2]))
    assert owner(row) == "caro"
    take(row, "programar_visita")  # the field area has no rule: it stays with who has it
    assert row.area != AREA and owner(row) == "caro"
    take(row, "registrar_visita")
    assert row.area == AREA and owner(row) == "caro"
    assert file(meter, 1) == ["ana"]  # and none of that was anybody's turn


def test_an_owner_of_another_area_hands_over_when_the_area_has_a_rule(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    row = filed(meter).service_request
    clerk = staff("counter@modulo")
    claim(actor=clerk, service_request=row, revision=row.revision)
    by_turns(admin)
    chief = staff(f"supervisor@{AREA}", f"reviewer@{AREA}", username="yaya")
    take(row, "tomar", actor=chief)
    assert owner(row) == "yaya"


def test_a_denuncia_is_given_to_nobody_outside_the_control_body(admin: Actor) -> None:
    auditor = person("oic@oic", username="oscar")
    save_rule(actor=admin, rule=None, area="oic", procedure=None, way="round_robin", role="oic")
    version = published("quejas-denuncias")
    given = {"tipo": "denuncia_servidor_publico"}
    assert file(version, 1, given=given, anonymous=True) == ["oscar"]
    auditor.memberships.all().delete()
    person("reviewer@oic")
    rule = AssignmentRule.objects.get()
    save_rule(
        actor=admin, rule=rule, area="oic", procedure=None, way="round_robin", role="reviewer"
    )
    assert file(version, 1, given=given, anonymous=True) == [None]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"area": ""}, "area"),
        ({"way": "lottery"}, "way"),
        ({"role": "director"}, "role"),
        ({"role": ""}, "role"),
        ({"way": "fixed"}, "person"),
    ],
)
def test_a_rule_that_does_not_say_to_whom_is_refused(
    admin: Actor, three: list[User], wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        by_turns(admin, **wrong)
    assert set(refused.value.errors) == {field}
    assert not AssignmentRule.objects.exists()


def test_always_somebody_of_the_area_and_one_rule_for_each(admin: Actor, three: list[User]) -> None:
    with pytest.raises(Invalid):
        by_turns(admin, way="fixed", person=person("reviewer@juridica"))
    by_turns(admin)
    with pytest.raises(Invalid) as twice:
        by_turns(admin)
    assert set(twice.value.errors) == {"procedure"}


def test_a_supervisor_keeps_the_rules_of_their_own_area(admin: Actor, three: list[User]) -> None:
    chief = staff(f"supervisor@{AREA}", username="jefa")
    rule = by_turns(chief)
    assert rule.history.get().history_user_id == "jefa"
    person("reviewer@juridica")
    other = by_turns(admin, "juridica")
    with pytest.raises(NotAllowed):
        by_turns(chief, "juridica")
    with pytest.raises(NotAllowed):
        save_rule(actor=chief, rule=other, area=AREA, procedure=None, way="manual")
    with pytest.raises(NotAllowed):
        by_turns(staff(f"reviewer@{AREA}"))


# --- stepping aside (R24) ----------------------------------------------------------------------
def test_who_steps_aside_leaves_it_and_the_rule_gives_it_to_another(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    by_turns(admin)
    row = filed(meter).service_request
    ana = staff_actor(three[0])
    event = excuse(actor=ana, service_request=row, revision=row.revision, reason=" Es mi prima. ")
    assert (event.public, event.payload.data["private"]["reason"]) == (False, "Es mi prima.")
    assert owner(row) == "beto"
    boss = staff(f"supervisor@{AREA}")
    with pytest.raises(Invalid):
        assign(actor=boss, service_request=row, revision=row.revision, to=three[0])
    with pytest.raises(NotAllowed):
        claim(actor=ana, service_request=row, revision=row.revision, reason="Otra vez.")
    with pytest.raises(NotAllowed):
        perform(actor=ana, service_request=row, action="tomar", revision=row.revision)
    with pytest.raises(NotAllowed):
        excuse(actor=ana, service_request=row, revision=row.revision, reason="Otra vez.")
    assert add_note(actor=ana, service_request=row, text="La conoce Beto.")
    assert owner(row) == "beto" and list(chain.faults(row)) == []


def test_without_a_rule_what_was_left_waits_for_somebody(
    meter: ProcedureVersion, three: list[User]
) -> None:
    row = filed(meter).service_request
    ana = staff_actor(three[0])
    claim(actor=ana, service_request=row, revision=row.revision)
    excuse(actor=ana, service_request=row, revision=row.revision, reason="Es mi prima.")
    assert owner(row) is None


def test_one_may_step_aside_before_it_is_ones_own(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    row = filed(meter).service_request
    excuse(
        actor=staff_actor(three[0]),
        service_request=row,
        revision=row.revision,
        reason="Es mi prima.",
    )
    by_turns(admin)
    claim(actor=staff_actor(three[1]), service_request=row, revision=row.revision)
    excuse(
        actor=staff_actor(three[1]),
        service_request=row,
        revision=row.revision,
        reason="También la mía.",
    )
    assert owner(row) == "caro"


def test_stepping_aside_needs_a_reason_a_function_and_an_open_case(
    meter: ProcedureVersion, three: list[User]
) -> None:
    row = filed(meter).service_request
    ana = staff_actor(three[0])
    with pytest.raises(Invalid):
        excuse(actor=ana, service_request=row, revision=row.revision, reason="  ")
    with pytest.raises(NotAllowed):
        director = staff("director@direccion")
        excuse(actor=director, service_request=row, revision=row.revision, reason="Sí.")
    take(row, "desistir")
    row.refresh_from_db()
    with pytest.raises(Conflict):
        excuse(actor=ana, service_request=row, revision=row.revision, reason="Es mi prima.")


def test_shares_are_equal_however_the_filings_come(
    admin: Actor, meter: ProcedureVersion, three: list[User]
) -> None:
    by_turns(admin)
    assert set(Counter(file(meter, 9)).values()) == {3}
