"""The problem log in pages and API: one sentence to put it down, one to settle it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.problems.models import Problem
from procedures.problems.operations import report_problem
from tests.backend.api.callers import Caller
from tests.factories import published, staff
from tests.frontend.staff.conftest import METER
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
LOG = "/personal/problemas/"
SAID = "La foto no sube desde teléfonos viejos."


@pytest.fixture
def window(log_in, meter):
    return log_in("counter@modulo", full_name="Ana Martínez")


@pytest.fixture
def program(log_in):
    """`program("counter@modulo")`: the API as somebody with these functions."""
    return lambda *grants: Caller(log_in(*grants))


def test_from_the_case_to_the_solution(case, window):
    page = window.get(f"/personal/{case.folio}/")
    assert f"{LOG}anotar/?procedure={METER}&amp;folio={case.folio}" in page.content.decode()
    form = window.get(f"{LOG}anotar/", {"procedure": METER, "folio": case.folio})
    data = form_data(form, "")
    assert (data["procedure"], data["folio"]) == (METER, case.folio)
    bare = text_of(window.post(f"{LOG}anotar/", data))
    assert "Elija dónde ocurre." in bare and "Escriba qué problema hay." in bare
    done = window.post(f"{LOG}anotar/", data | {"where": "digital", "description": SAID})
    assert done.status_code == 302
    said = text_of(window.get(done.url))
    assert SAID in said and "Sin solución" in said and case.folio in said
    told = form_data(window.get(done.url), "") | {"status": "solved"}
    assert "Escriba qué se hizo" in text_of(window.post(done.url, told))
    assert window.post(done.url, told | {"solution": "Se achica."}).status_code == 302
    after = text_of(window.get(done.url))
    assert "Resuelto" in after and "Se achica." in after
    assert SAID in text_of(window.get(LOG)) and SAID in text_of(
        window.get(LOG, {"status": "solved"})
    )
    assert SAID not in text_of(window.get(LOG, {"status": "open"}))


def test_a_folio_nobody_knows_is_said_beside_it_and_nothing_is_lost(window):
    data = {"procedure": METER, "where": "inside", "description": SAID, "folio": "SOAPA-1"}
    page = window.post(f"{LOG}anotar/", data)
    assert "No encontramos esa solicitud." in text_of(page) and SAID in page.content.decode()
    assert not Problem.objects.exists()


def test_the_plan_is_for_who_directs_and_its_sheet_runs_nothing(window, log_in):
    boss = log_in("director@*")
    report_problem(
        actor=staff("counter@modulo"), procedure=METER, where="digital", description="=HYPERLINK(1)"
    )
    assert window.get(f"{LOG}plan/").status_code == 403
    assert window.get(f"{LOG}plan.csv").status_code == 403
    assert "cambio del medidor1" in text_of(boss.get(f"{LOG}plan/")).replace(" 1", "1")
    sheet = boss.get(f"{LOG}plan.csv").content.decode()
    assert "'=HYPERLINK(1)" in sheet and "Sin solución" in sheet
    assert f"{LOG}plan/" in boss.get("/direccion/").content.decode()


def test_somebody_elses_problem_is_read_and_not_settled(window, log_in):
    row = report_problem(
        actor=staff("reviewer@comercializacion"), procedure=METER, where="inside", description=SAID
    )
    page = window.get(f"{LOG}{row.pk}/")
    assert SAID in text_of(page) and "Decir cómo se resolvió" not in text_of(page)
    refused = window.post(f"{LOG}{row.pk}/", {"status": "solved", "solution": "x"})
    assert refused.status_code == 403
    assert window.get(f"{LOG}999999/").status_code == 404


def test_the_log_costs_the_same_for_many_as_for_few(window):
    clerk = staff("counter@modulo")

    def cost():
        with CaptureQueriesContext(connection) as asked:
            window.get(LOG)
        return len(asked)

    report_problem(actor=clerk, procedure=METER, where="inside", description=SAID)
    cost()
    few = cost()
    for _each in range(20):
        report_problem(actor=clerk, procedure=METER, where="inside", description=SAID)
    assert cost() == few <= 13


def test_a_program_puts_it_down_and_settles_it_by_the_same_rules(program):
    published(METER)
    clerk, other = program("counter@modulo"), program("crew@operacion")
    wrong = clerk.post("/problems/", {"procedure": METER, "where": "x", "description": ""})
    assert {field for field, _code in wrong.codes} == {"where", "description"}
    told = clerk.post("/problems/", {"procedure": METER, "where": "inside", "description": SAID})
    assert (told.status, told.body["status"], told.body["settled_by"]) == (201, "open", None)
    one = f"/problems/{told.body['id']}/"
    settled = {"status": "solved", "solution": "Listo."}
    assert other.get(one).body["description"] == SAID
    assert other.post(f"{one}settle/", settled).status == 403
    assert clerk.post(f"{one}settle/", settled).body["status"] == "solved"
    assert clerk.post(f"{one}settle/", settled).status == 409
    assert [row["id"] for row in other.get("/problems/", status="solved").body["results"]] == [
        told.body["id"]
    ]
    assert other.get("/problems/", status="open").body["results"] == []
    assert clerk.get("/problems/99999999999/").status == 404
