"""Areas and calendars in pages: what a declared day moves is told before, and kept after."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import Client

from backend.accounts.models import Area, User
from backend.accounts.roles import Role
from procedures.requests import declaring, sweeps
from procedures.requests.calendar import Calendar, CalendarDay, business_calendar
from procedures.requests.errors import NotAllowed
from procedures.requests.models import ServiceRequest
from procedures.requests.tasks import look_at_the_clocks, move_dates
from tests.factories import filed, person, published, staff
from tests.frontend.staff.conftest import METER
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
CALENDARS = "/personal/administracion/calendarios/"
OURS = f"{CALENDARS}soapa-oaxaca/"
DAY = dt.date(2026, 2, 10)
TOLD = {"date": "2026-02-10", "working": "no", "reason": "Contingencia", "source": "Acuerdo 12"}


@pytest.fixture
def admin(log_in):
    return log_in(user=person("administrator@*", username="sofia"))


@pytest.fixture
def row(db, time_machine):
    time_machine.move_to("2026-01-30T12:00-06:00")  # it ticks: a change is later than the load
    row = filed(published(METER)).service_request
    assert row.due_on == dt.date(2026, 2, 16)
    return row


def due(row):
    """Its date once the workers are done with what was declared."""
    look_at_the_clocks()
    return ServiceRequest.objects.get(pk=row.pk).due_on


@pytest.mark.parametrize("role", [role for role in Role.values if role != "administrator"])
def test_no_other_role_reads_areas_or_declares_days(log_in, row, role):
    client = log_in(f"{role}@*")
    for path in (CALENDARS, OURS, f"{OURS}dia/", "/personal/administracion/areas/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{OURS}dia/", TOLD | {"confirm": "1"}).status_code == 403
    with pytest.raises(NotAllowed):
        declaring.declare(
            actor=staff(f"{role}@*"), calendar=Calendar.objects.get(key="soapa-oaxaca"), date=DAY,
            working=False, reason="x", source="x",
        )  # fmt: skip
    assert not CalendarDay.objects.filter(date=DAY).exists()


def test_a_declared_day_is_reckoned_before_and_moved_after(admin, row):
    answer = admin.post(f"{OURS}dia/", TOLD)
    assert "Cambia la fecha de 1 solicitud abierta" in text_of(answer)
    assert not CalendarDay.objects.filter(date=DAY).exists(), "looking declares nothing"
    assert due(row) == dt.date(2026, 2, 16)
    answer = admin.post(f"{OURS}dia/", form_data(answer, "") | {"confirm": "1"}, follow=True)
    said = text_of(answer)
    assert "Falta mover la fecha de 1 solicitud:" in said
    assert "sofia: martes 10 de febrero de 2026, Inhábil. Contingencia · Acuerdo 12" in said
    assert due(row) == dt.date(2026, 2, 17)
    assert row.events.filter(kind="due_moved").count() == 1
    day = CalendarDay.history.get(date=DAY)
    assert (day.history_user_id, day.history_change_reason) == ("sofia", "declared")
    assert "Falta mover" not in text_of(admin.get(OURS))
    declaring.declare(
        actor=staff("administrator@*"), calendar=Calendar.objects.get(key="soapa-oaxaca"),
        date=DAY, working=False, reason="Contingencia", source="Acuerdo 12",
    )  # fmt: skip
    assert due(row) == dt.date(2026, 2, 17)
    assert row.events.filter(kind="due_moved").count() == 1
    assert CalendarDay.history.filter(date=DAY).count() == 1


def test_a_worker_is_asked_at_once_with_nothing_but_the_day(
    admin, row, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(move_dates, "delay", lambda *given: asked.append(given))
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(f"{OURS}dia/", TOLD | {"confirm": "1"})
    assert asked == [("soapa-oaxaca", "2026-02-10")]
    move_dates(*asked[0])
    assert ServiceRequest.objects.get(pk=row.pk).due_on == dt.date(2026, 2, 17)


def test_reckoning_costs_the_same_queries_for_many_requests_as_for_few(
    row, django_assert_num_queries
):
    version = row.version
    list(sweeps.moving())
    with django_assert_num_queries(4):  # rows, intervals, corrections, the calendar
        list(sweeps.moving())
    for _each in range(5):
        filed(version)
    with django_assert_num_queries(4):
        list(sweeps.moving())


def test_a_day_can_be_made_working_and_a_mistake_mended(admin, row):
    saturday = TOLD | {"date": "2026-02-07", "working": "yes", "confirm": "1"}
    admin.post(f"{OURS}dia/", saturday)
    assert due(row) == dt.date(2026, 2, 13)
    admin.post(f"{OURS}dia/", saturday | {"working": "no", "reason": "Se declaró por error"})
    assert due(row) == dt.date(2026, 2, 16)
    assert CalendarDay.history.filter(date="2026-02-07").count() == 2


def test_another_calendar_moves_nobody_here(admin, row):
    answer = admin.post(f"{CALENDARS}transparencia/dia/", TOLD)
    assert "Cambia la fecha de 0 solicitudes abiertas" in text_of(answer)


def test_the_file_does_not_take_back_what_was_declared(admin, row):
    holiday = dt.date(2026, 2, 5)
    assert not business_calendar("soapa-oaxaca").is_working(holiday)
    admin.post(
        f"{OURS}dia/", TOLD | {"date": holiday.isoformat(), "working": "yes", "confirm": "1"}
    )
    before = due(row)
    call_command("load_calendar")
    assert business_calendar("soapa-oaxaca").is_working(holiday)
    assert due(row) == before == dt.date(2026, 2, 13)


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": ""},
        {"date": "2062-02-10"},
        {"working": ""},
        {"working": "quizá"},
        {"reason": ""},
        {"source": ""},
    ],
)
def test_a_day_without_reason_source_or_sense_is_not_declared(admin, row, wrong):
    answer = admin.post(f"{OURS}dia/", TOLD | wrong | {"confirm": "1"})
    assert "Falta algo por corregir" in text_of(answer)
    assert not CalendarDay.history.filter(history_change_reason="declared").exists()


def test_what_was_typed_can_be_corrected_before_it_is_declared(admin, row):
    answer = admin.post(f"{OURS}dia/", TOLD | {"change": "1"})
    assert form_data(answer, "")["reason"] == "Contingencia"
    assert not CalendarDay.objects.filter(date=DAY).exists()


def test_a_calendar_is_read_by_year(admin, row):
    said = text_of(admin.get(f"{OURS}?anio=2025"))
    assert "1 de enero de 2025" in said and "1 de enero de 2026" not in said
    assert "1 de enero de 2026" in text_of(admin.get(OURS))
    assert "1 de enero de 2026" in text_of(admin.get(f"{OURS}?anio=9999"))
    assert admin.get(f"{CALENDARS}otro/").status_code == 404
    assert "Días inhábiles de SOAPA" in text_of(admin.get(CALENDARS))


def test_declaring_asks_again_who_one_is(row):
    boss = person("administrator@*")
    boss.set_password("una clave que nadie adivina")
    boss.save()
    client = Client()
    client.force_login(boss)
    answer = client.post(f"{OURS}dia/", TOLD | {"confirm": "1"})
    assert "/cuenta/reauthenticate/" in answer.url
    assert not CalendarDay.objects.filter(date=DAY).exists()


def test_areas_say_who_is_in_them_in_a_fixed_number_of_queries(admin, django_assert_num_queries):
    person("reviewer@comercializacion", full_name="David Cruz")
    gone = person("reviewer@comercializacion", full_name="Se Fue")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    Area.objects.create(key="vacia", name="Vacía")
    admin.get("/personal/administracion/areas/")
    with django_assert_num_queries(11):
        said = text_of(admin.get("/personal/administracion/areas/"))
    assert "comercializacion David Cruz: Revisión" in said
    assert "Vacía vacia Nadie" in said and "Se Fue" not in said
    for number in range(8):
        person(f"reviewer@area-{number}")
    with django_assert_num_queries(11):
        admin.get("/personal/administracion/areas/")


def test_a_calendar_costs_the_same_for_many_days_as_for_few(admin, row, django_assert_num_queries):
    admin.get(OURS)
    with django_assert_num_queries(17):
        admin.get(OURS)
    calendar = Calendar.objects.get(key="soapa-oaxaca")
    for number in range(1, 15):
        CalendarDay.objects.create(
            calendar=calendar, date=DAY.replace(month=7, day=number), reason="x"
        )
    admin.get(OURS)  # it was read again: it changed
    with django_assert_num_queries(17):
        admin.get(OURS)
