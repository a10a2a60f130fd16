"""The mail of the day, and the mail of what is broken: once, to whom it is for, and of nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from backend.accounts.actors import staff_actor
from backend.accounts.models import Absence, User
from notifications import delivery
from notifications.models import OutboxMessage, WebhookEndpoint
from procedures.casework import digests, faults
from procedures.casework.models import UmaValue
from procedures.casework.tasks import look_for_faults, tell_the_days_work
from procedures.requests.calendar import Calendar
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import claim
from tests.factories import filed, person, published
from tests.notifications.letters import posted

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
MONDAY, SATURDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 7)


def on(day: dt.date) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00-06:00", tick=False)


@pytest.fixture
def row() -> ServiceRequest:
    with on(MONDAY):
        return filed(published(METER)).service_request


def worker(*grants: str, **named: Any) -> User:
    user = person(*grants, **named)
    User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")
    return User.objects.get(pk=user.pk)


def sent_to(user: User, kind: str = "staff_digest") -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind, address=user.email).order_by("id"))


def test_who_has_something_waiting_gets_one_mail_with_its_lists(row: ServiceRequest) -> None:
    clerk, other = worker("reviewer@comercializacion"), worker("reviewer@juridica")
    with on(MONDAY):
        claim(actor=staff_actor(clerk), service_request=row, revision=row.revision)
    assert row.due_on is not None
    with on(row.due_on):
        tell_the_days_work()
        tell_the_days_work()
    (mail,) = sent_to(clerk)
    assert "Vencen hoy y están a su cargo: 1" in mail.text
    assert "/personal/?tab=due_soon&assignee=me" in mail.text
    assert "Vencidas" not in mail.text
    assert sent_to(other) == [], "nothing waits for them"


def test_it_says_nothing_of_anybody_nor_of_any_case(row: ServiceRequest, mailoutbox: Any) -> None:
    boss = worker("supervisor@comercializacion")
    OutboxMessage.objects.update(failed_at=timezone.now(), created_at=timezone.now())
    late = row.due_on + dt.timedelta(days=1)
    while late.weekday() > 4:
        late += dt.timedelta(days=1)
    with on(late):
        OutboxMessage.objects.update(failed_at=timezone.now(), created_at=timezone.now())
        digests.send(late)
        (mail,) = sent_to(boss)
        delivery.deliver(mail.pk)
    (letter,) = mailoutbox
    applicant = row.applicants.get(is_contact=True)
    for said in (letter.subject, letter.body):
        for word in (row.folio, applicant.name, applicant.email, row.procedure.name):
            assert word not in said
    assert "Vencidas de todas las que ve: 1" in letter.body
    assert "Sin asignar" in letter.body
    assert "Avisos que no llegaron en siete días: 1" in letter.body
    assert "/personal/avisos/?tab=trouble" in letter.body


def test_each_address_shows_as_many_as_the_mail_says(row: ServiceRequest) -> None:
    boss = worker("supervisor@comercializacion")
    assert row.due_on is not None
    late = row.due_on + dt.timedelta(days=3)
    with on(late):
        lines = digests.lines_of(staff_actor(boss), late)
        client = Client()
        client.force_login(boss)
        for _label, told in lines:
            count, address = told.split(" · ")
            page = client.get(f"/personal/{address.partition('/personal/')[2]}")
            assert page.status_code == 200
            assert len(page.context["lines"]) == int(count), told


def test_nobody_is_written_to_on_a_day_of_rest_or_while_away(row: ServiceRequest) -> None:
    boss = worker("supervisor@comercializacion")
    with on(SATURDAY):
        assert digests.send(SATURDAY) == 0
    tuesday = MONDAY + dt.timedelta(days=1)
    Absence.objects.create(user=boss, starts_on=tuesday, ends_on=tuesday)
    with on(tuesday):
        assert digests.send(tuesday) == 0
    with on(tuesday + dt.timedelta(days=1)):
        assert digests.send(tuesday + dt.timedelta(days=1)) == 1


@pytest.fixture
def sound(settings: Any, db: None) -> Any:
    """A house where nothing is wrong."""
    settings.MAIL_REACHES_PEOPLE, settings.CLAMD_URL = True, "tcp://127.0.0.1:1"
    return settings


def codes(day: str = "2026-03-02") -> set[str]:
    with on(dt.date.fromisoformat(day)):
        return {one.code for one in faults.found(timezone.now())}


def test_where_nothing_is_wrong_nobody_is_told(sound: Any) -> None:
    worker("administrator@*")
    assert codes() == set()
    with on(MONDAY):
        assert faults.tell(timezone.now()) == 0


def test_each_problem_is_found_where_it_shows(sound: Any) -> None:
    with on(MONDAY):
        row = posted()
        now = timezone.now()
    mine = OutboxMessage.objects.filter(pk=row.pk)
    assert codes() == set()
    mine.update(due_at=now - dt.timedelta(hours=2))
    assert codes() == {"outbox"}
    mine.update(due_at=now, problem="configuration", faults=1)
    assert codes() == {"setup:email"}
    mine.update(problem="temporary", faults=2)
    assert codes() == set(), "slow is not away"
    mine.update(faults=3)
    assert codes() == {"away:email"}
    mine.update(sent_at=now)
    assert codes() == set()
    sound.CLAMD_URL = ""
    assert codes() == {"clamav"}
    sound.MAIL_REACHES_PEOPLE = False
    assert codes() == {"clamav", "mail"}
    sound.DEMO = True
    assert codes() == set(), "a demo has neither"
    Calendar.objects.create(key="otro", name="Otro")
    assert codes("2026-09-30") == set()
    assert "calendar:otro:2027" in codes("2026-10-01")
    UmaValue.objects.create(starts_on=dt.date(2025, 2, 1), value="113.14", source="DOF")
    assert "uma" in codes() and "uma" not in codes("2026-01-31")
    WebhookEndpoint.objects.create(name="Cobro", url="https://x/", secret="s", disabled_why="410")
    sound.WEBHOOKS = True
    assert "webhook:1" in {code.split(":")[0] + ":1" for code in codes() if "webhook" in code}


def test_administration_is_told_of_each_once_a_day(sound: Any, mailoutbox: Any) -> None:
    boss, clerk = worker("administrator@*"), worker("supervisor@comercializacion")
    sound.CLAMD_URL = ""
    for hour in (8, 9, 23):
        with time_machine.travel(f"2026-03-02T{hour:02}:41:00-06:00", tick=False):
            look_for_faults()
            OutboxMessage.objects.update(sent_at=timezone.now())
    assert len(sent_to(boss, "house_problem")) == 1 and sent_to(clerk, "house_problem") == []
    with time_machine.travel("2026-03-03T08:41:00-06:00", tick=False):
        look_for_faults()
    assert len(sent_to(boss, "house_problem")) == 2
    assert "No hay antivirus" in sent_to(boss, "house_problem")[0].text


def test_the_page_shows_administration_what_the_mail_may_not_reach(sound: Any) -> None:
    sound.CLAMD_URL = ""
    for grant, told in (("administrator@*", True), ("supervisor@comercializacion", False)):
        client = Client()
        client.force_login(person(grant))
        page = client.get("/personal/avisos/").content.decode()
        assert ("No hay antivirus" in page) is told
