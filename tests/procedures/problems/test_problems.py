"""The problem log: who sees what, who settles it, and what the plan adds up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from backend.accounts.actors import ANONYMOUS, citizen_of
from procedures.problems.models import Problem, Status
from procedures.problems.operations import (
    LONGEST,
    problem_of,
    problems_of,
    report_problem,
    settle_problem,
)
from procedures.problems.plan import standings
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import filed, published, staff

pytestmark = pytest.mark.django_db
METER, DENUNCIA = "mantenimiento-cambio-medidor", "quejas-denuncias"
SAID = "La foto del medidor no sube desde teléfonos viejos."


def reported(actor: Any = None, **told: str) -> Problem:
    published(told.get("procedure", METER))
    given = {"procedure": METER, "where": "digital", "description": SAID, **told}
    return report_problem(actor=actor or staff("counter@modulo"), **given)


def test_a_problem_is_put_down_with_who_when_and_its_solution_if_it_is_known() -> None:
    row = reported()
    assert (row.status, row.settled_at, row.folio) == ("open", None, "")
    known = reported(solution=" Se bajó el tamaño. ")
    assert (known.status, known.solution) == ("solved", "Se bajó el tamaño.")
    assert known.settled_by == known.reported_by and known.settled_at
    first = known.history.get()
    assert (first.history_user_id, first.history_change_reason) == (
        known.reported_by.username,
        "problem",
    )


def test_every_thing_that_is_wrong_is_said_at_once() -> None:
    published(METER)
    with pytest.raises(Invalid) as refused:
        report_problem(
            actor=staff("counter@modulo"),
            procedure="no-hay",
            where="aquí",
            description="  ",
            folio="SOAPA-2026-000009-9",
            solution="x" * (LONGEST + 1),
        )
    assert set(refused.value.errors) == {"procedure", "where", "description", "folio", "solution"}
    assert not Problem.objects.exists()


def test_the_folio_is_of_a_request_its_reporter_sees() -> None:
    row = filed(published(METER)).service_request
    assert reported(folio=f" {row.folio.lower()} ").folio == row.folio
    with pytest.raises(Invalid):
        reported(actor=staff("technical@operacion"), folio=row.folio)


@pytest.mark.parametrize("who", [ANONYMOUS, citizen_of("SOAPA-2026-000001-5")])
def test_nobody_but_the_staff_has_a_log(who: Any) -> None:
    row = reported()
    with pytest.raises(NotAllowed):
        reported(actor=who)
    assert not problems_of(who).exists()
    with pytest.raises(NotFound):
        problem_of(who, row.pk)
    assert not problems_of(staff()).exists(), "somebody without functions"


def test_what_goes_wrong_with_denuncias_is_for_who_handles_them() -> None:
    control = staff("oic@oic")
    row = reported(actor=control, procedure=DENUNCIA)
    assert problem_of(control, row.pk) == row
    for who in (staff("counter@modulo"), staff("director@*"), staff("administrator@*")):
        with pytest.raises(NotFound):
            problem_of(who, row.pk)
        with pytest.raises(Invalid):
            reported(actor=who, procedure=DENUNCIA)
        assert standings(who) == []
    assert [one.slug for one in standings(control)] == [DENUNCIA]


def test_who_put_it_down_or_supervises_settles_it_and_opens_it_again() -> None:
    clerk, other, boss = (
        staff("counter@modulo"),
        staff("reviewer@comercializacion"),
        staff("supervisor@operacion"),
    )
    row = reported(actor=clerk)
    with pytest.raises(NotAllowed):
        settle_problem(actor=other, problem=row.pk, status="solved", solution="Ya")
    with pytest.raises(Invalid, match="qué se hizo"):
        settle_problem(actor=clerk, problem=row.pk, status="solved", solution=" ")
    with pytest.raises(Invalid):
        settle_problem(actor=clerk, problem=row.pk, status="nunca", solution="x")
    settled = settle_problem(actor=clerk, problem=row.pk, status="solved", solution="Se achica.")
    assert (settled.settled_by, settled.solution) == (clerk.user, "Se achica.")
    with pytest.raises(Conflict):
        settle_problem(actor=boss, problem=row.pk, status="solved", solution="Otra")
    again = settle_problem(actor=boss, problem=row.pk, status="open", solution="Volvió a pasar.")
    assert (again.settled_by, again.settled_at, again.is_open) == (None, None, True)
    told = [(one.status, one.solution) for one in row.history.order_by("history_date")]
    assert told == [("open", ""), ("solved", "Se achica."), ("open", "Volvió a pasar.")]


def test_the_database_refuses_one_that_is_settled_by_nobody_and_never() -> None:
    row = reported()
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=row.pk).update(status=Status.SOLVED)


def test_the_plan_adds_up_each_procedure_in_one_query(django_assert_num_queries: Any) -> None:
    boss = staff("director@*")
    with time_machine.travel("2026-02-02T10:00:00-06:00", tick=False):
        for _each in range(2):
            reported()
        slow, fast = reported(), reported()
        reported(procedure="falta-recibo", solution="Ya.")
        settle_problem(actor=boss, problem=fast.pk, status="dismissed", solution="No conviene.")
    with time_machine.travel("2026-02-06T10:00:00-06:00", tick=False):
        settle_problem(actor=boss, problem=slow.pk, status="solved", solution="Listo.")
    with django_assert_num_queries(2):  # which procedures are theirs, and the sums
        first, second = standings(boss)
    assert (first.slug, first.open, first.solved, first.dismissed, first.days) == (
        METER, 2, 1, 1, 4.0,
    )  # fmt: skip
    assert first.oldest is not None and first.oldest.date() == dt.date(2026, 2, 2)
    assert (second.open, second.oldest, second.days) == (0, None, 0.0)
