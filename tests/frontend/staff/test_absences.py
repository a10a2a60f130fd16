"""Absences: put down by whoever answers for somebody, shown where a case is given to them."""

import datetime as dt

import pytest

from backend.accounts.absences import people_of
from backend.accounts.models import Absence, User
from backend.accounts.roles import Role
from tests.factories import person, staff
from tests.frontend.staff.pages import text_of

pytestmark = pytest.mark.django_db
ABSENCES = "/personal/administracion/ausencias/"
TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-20T12:00-06:00", tick=False)


@pytest.fixture
def clerk():
    return person("reviewer@comercializacion", full_name="David Cruz")


@pytest.fixture
def stand_in():
    return person("reviewer@comercializacion", full_name="Elena García")


def days(user, first, last, substitute=None):
    return {
        "user": str(user.pk),
        "starts_on": first,
        "ends_on": last,
        "substitute": str(substitute.pk) if substitute else "",
    }


@pytest.mark.parametrize("role", Role.values)
def test_only_administration_and_supervision_come_in(log_in, clerk, role):
    absence = Absence.objects.create(user=clerk, starts_on=TODAY, ends_on=TODAY)
    client, allowed = log_in(f"{role}@*"), role in ("administrator", "supervisor")
    assert client.get(ABSENCES).status_code == (200 if allowed else 403)
    assert client.post(ABSENCES, days(clerk, "2027-01-04", "2027-01-08")).status_code == (
        302 if allowed else 403
    )
    taken = client.post(f"{ABSENCES}{absence.pk}/quitar/")
    assert taken.status_code == (302 if allowed else 403)
    assert Absence.objects.filter(pk=absence.pk).exists() is not allowed
    assert Absence.objects.filter(starts_on="2027-01-04").exists() is allowed


def test_a_supervisor_answers_for_the_people_of_their_own_area(log_in, clerk):
    stranger = person("reviewer@transparencia", full_name="Quetzalli Robles")
    chief = person("supervisor@comercializacion", "reviewer@transparencia", full_name="Felipe")
    away = Absence.objects.create(user=stranger, starts_on=TODAY, ends_on=TODAY)
    client = log_in(user=chief)
    assert "Quetzalli" not in text_of(client.get(ABSENCES))
    answer = client.post(ABSENCES, days(stranger, "2026-12-01", "2026-12-02"))
    assert answer.status_code == 200 and Absence.objects.count() == 1
    assert client.post(f"{ABSENCES}{away.pk}/quitar/").status_code == 404
    client.post(ABSENCES, days(clerk, "2026-12-01", "2026-12-02"))
    assert Absence.objects.filter(user=clerk).exists()


def test_whose_absences_each_puts_down(clerk):
    stranger = person("reviewer@transparencia")
    gone = person("reviewer@comercializacion")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    chief = staff("supervisor@comercializacion")
    assert set(people_of(chief)) == {clerk, chief.user}
    assert {clerk, stranger} <= set(people_of(staff("supervisor@*")))
    assert {clerk, stranger} <= set(people_of(staff("administrator@*")))
    assert gone not in people_of(staff("administrator@*"))


def test_the_page_leads_supervisors_to_absences_and_offers_nothing_else(log_in):
    chief = log_in("supervisor@comercializacion")
    answer = chief.get("/personal/administracion/", follow=True)
    assert answer.redirect_chain == [(ABSENCES, 302)]
    assert "/administracion/personas/" not in answer.content.decode()
    boss = log_in("administrator@*")
    assert "/administracion/personas/" in boss.get(ABSENCES).content.decode()


@pytest.mark.parametrize(
    ("first", "last", "other"),
    [
        ("2026-12-05", "2026-12-01", None),
        ("", "2026-12-01", None),
        ("2026-11-24", "2026-11-30", None),  # falls on one that is there
        ("2026-12-01", "2026-12-02", "themselves"),
        ("2026-12-10", "2026-12-20", "somebody away"),
    ],
)
def test_an_absence_that_does_not_fit_is_refused_and_kept_as_typed(
    log_in, clerk, stand_in, first, last, other
):
    Absence.objects.create(user=clerk, starts_on="2026-11-20", ends_on="2026-11-24")
    Absence.objects.create(user=stand_in, starts_on="2026-12-20", ends_on="2026-12-24")
    substitute = {None: None, "themselves": clerk, "somebody away": stand_in}[other]
    answer = log_in("administrator@*").post(ABSENCES, days(clerk, first, last, substitute))
    assert "Falta algo por corregir" in text_of(answer)
    assert Absence.objects.count() == 2


def test_it_is_told_on_the_persons_page_who_put_it_down_and_who_took_it_out(log_in, clerk):
    boss = person("administrator@*", username="sofia")
    client = log_in(user=boss)
    client.post(ABSENCES, days(clerk, "2026-12-01", "2026-12-02"))
    client.post(f"{ABSENCES}{Absence.objects.get().pk}/quitar/")
    said = text_of(client.get(f"/personal/administracion/personas/{clerk.pk}/"))
    assert "sofia Anotó una ausencia: 01/12/2026 – 02/12/2026" in said
    assert "sofia Quitó una ausencia: 01/12/2026 – 02/12/2026" in said


def test_who_is_away_is_told_beside_the_name_when_a_case_is_given(log_in, case):
    clerk = person(f"reviewer@{case.area}", full_name="David Cruz")
    stand_in = person(f"reviewer@{case.area}", full_name="Elena García")
    client = log_in(f"supervisor@{case.area}")
    Absence.objects.create(
        user=clerk, starts_on=TODAY, ends_on=dt.date(2026, 12, 3), substitute=stand_in
    )
    Absence.objects.create(user=stand_in, starts_on="2026-12-05", ends_on="2026-12-06")
    said = text_of(client.get(f"/personal/{case.folio}/"))
    assert "David Cruz (ausente hasta el 3 dic 2026; suple Elena García)" in said
    assert "Elena García (ausente" not in said
    Absence.objects.update(substitute=None)
    said = text_of(client.get(f"/personal/{case.folio}/"))
    assert "David Cruz (ausente hasta el 3 dic 2026)" in said


def test_the_list_costs_the_same_for_many_as_for_few(log_in, clerk, django_assert_num_queries):
    client = log_in("administrator@*")
    client.get(ABSENCES)
    Absence.objects.create(user=clerk, starts_on=TODAY, ends_on=TODAY, substitute=clerk)
    with django_assert_num_queries(11):
        client.get(ABSENCES)
    for number in range(1, 12):
        day = TODAY + dt.timedelta(days=number)
        Absence.objects.create(user=clerk, starts_on=day, ends_on=day, substitute=clerk)
    with django_assert_num_queries(11):
        client.get(ABSENCES)
