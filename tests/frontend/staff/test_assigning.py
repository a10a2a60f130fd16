"""Rules of assignment on their pages, and stepping aside from a case on its own."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.actors import staff_actor
from backend.accounts.models import Absence
from backend.accounts.roles import Role
from procedures.casework.desk.assigning import save_rule
from procedures.casework.desk.models import AssignmentRule
from procedures.requests.operations import claim
from tests.factories import filed, person, staff
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
RULES = "/personal/administracion/asignacion/"
AREA = "comercializacion"
BY_TURNS = {"area": AREA, "procedure": "", "way": "round_robin", "role": "reviewer", "person": ""}


def page(row):
    return f"/personal/{row.folio}/"


@pytest.mark.parametrize("role", Role.values)
def test_only_administration_and_supervision_keep_the_rules(log_in, role):
    person(f"reviewer@{AREA}")
    client, allowed = log_in(f"{role}@*"), role in ("administrator", "supervisor")
    for address in (RULES, f"{RULES}nueva/"):
        assert client.get(address).status_code == (200 if allowed else 403)
    client.post(f"{RULES}nueva/", BY_TURNS)
    assert AssignmentRule.objects.exists() is allowed


def test_a_rule_is_added_used_and_changed_with_its_history(log_in, meter):
    ana, beto = (person(f"reviewer@{AREA}", full_name=name) for name in ("Ana Ruiz", "Beto Sosa"))
    client = log_in("administrator@*", username="admina")
    assert client.post(f"{RULES}nueva/", BY_TURNS).status_code == 302
    row = filed(meter).service_request
    assert row.assignee == ana
    today = timezone.localdate()
    Absence.objects.create(
        user=ana, starts_on=today, ends_on=today + dt.timedelta(days=1), substitute=beto
    )
    said = text_of(client.get(RULES))
    assert "Ana Ruiz (ausente; suple Beto Sosa)" in said
    rule = AssignmentRule.objects.get()
    typed = form_data(client.get(f"{RULES}{rule.pk}/"), "")
    assert "area" not in typed and typed["way"] == "round_robin"
    changed = client.post(f"{RULES}{rule.pk}/", typed | {"way": "fixed", "person": beto.username})
    assert changed.status_code == 302
    assert filed(meter).service_request.assignee == beto
    told = text_of(client.get(f"{RULES}{rule.pk}/"))
    assert "admina" in told and "Siempre la misma persona" in told and "Beto Sosa" in told


def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(log_in):
    person(f"reviewer@{AREA}")
    client = log_in("administrator@*")
    answer = client.post(f"{RULES}nueva/", BY_TURNS | {"role": ""})
    assert "Elija entre quiénes se reparten." in text_of(answer)
    assert form_data(answer, "")["area"] == AREA
    client.post(f"{RULES}nueva/", BY_TURNS)
    assert "ya tiene una regla" in text_of(client.post(f"{RULES}nueva/", BY_TURNS))


def test_the_rules_of_another_area_are_not_there(log_in):
    person("reviewer@juridica")
    rule = save_rule(
        actor=staff("administrator@*"), rule=None, area="juridica", procedure=None, way="manual"
    )
    client = log_in(f"supervisor@{AREA}")
    assert "Juridica" not in text_of(client.get(RULES))
    assert client.get(f"{RULES}{rule.pk}/").status_code == 404
    refused = client.post(f"{RULES}nueva/", BY_TURNS | {"area": "juridica"})
    assert refused.status_code == 200 and AssignmentRule.objects.count() == 1


def test_the_list_costs_the_same_however_many_rules(log_in):
    admin = staff("administrator@*")
    client = log_in("administrator@*")
    counted = []
    for areas in (("uno",), ("dos", "tres", "cuatro")):
        for area in areas:
            person(f"reviewer@{area}")
            save_rule(
                actor=admin, rule=None, area=area, procedure=None,
                way="round_robin", role="reviewer",
            )  # fmt: skip
        client.get(RULES)
        with CaptureQueriesContext(connection) as queries:
            client.get(RULES)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 13


def test_who_steps_aside_reads_on_and_does_nothing_more(case, log_in):
    ana = person(f"reviewer@{AREA}", full_name="Ana Ruiz")
    client = log_in(user=ana)
    claim(actor=staff_actor(ana), service_request=case, revision=case.revision)
    data = form_data(client.get(page(case)), "/excusa/")
    assert "Escriba por qué no debe atenderla" in text_of(client.post(f"{page(case)}excusa/", data))
    data["excusa-reason"] = "Es mi prima."
    assert client.post(f"{page(case)}excusa/", data).status_code == 302
    shown = client.get(page(case))
    said = text_of(shown)
    assert "Usted se excusó" in said and "Es mi prima." in said
    html = shown.content.decode()
    for form in ("/tomar/", "/asignar/", "/paso/", "/mensaje/", "/excusa/", "/corregir/"):
        assert f"{case.folio}{form}" not in html, form
    assert f"{case.folio}/nota/" in html
    case.refresh_from_db()
    data["tomar-revision"] = case.revision
    for deed in ("tomar", "mensaje", "excusa", "mostrar"):
        assert client.post(f"{page(case)}{deed}/", data).status_code == 403, deed
    assert client.post(f"{page(case)}paso/tomar/", data).status_code == 409
    case.refresh_from_db()
    assert (case.state, case.assignee) == ("recibida", None)
    boss = log_in(f"supervisor@{AREA}").get(page(case)).content.decode()
    assert f'value="{ana.username}"' not in boss
