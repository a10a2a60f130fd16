"""Terms that end: who is told, when, once; and what silence asks of the staff (R13)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from backend.accounts.actors import staff_actor
from backend.accounts.models import User
from notifications.models import OutboxMessage
from notifications.secrets import fill
from procedures.catalogue.models import ProcedureVersion
from procedures.requests import alerts, sweeps
from procedures.requests.calendar import Calendar, load_calendar
from procedures.requests.errors import Conflict, NotAllowed
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import certify_silence
from procedures.requests.tasks import look_at_the_clocks
from tests.factories import definition, filed, person, published, staff, take
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
AREA = "comercializacion"
TASK = "Entregue la constancia de respuesta a favor"


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00-06:00", tick=False)


def metered(**time: object) -> ProcedureVersion:
    return published(METER, time={**definition(METER).document["time"], **time})


def due_16_february(version: ProcedureVersion, owner: User | None = None) -> ServiceRequest:
    """In the hands of somebody, or of nobody."""
    with on("2026-01-30"):
        row = filed(version).service_request
        take(row, "tomar")
    row.refresh_from_db()
    ServiceRequest.objects.filter(pk=row.pk).update(assignee=owner)
    row.refresh_from_db()
    assert row.due_on == dt.date(2026, 2, 16)
    return row


def told(row: ServiceRequest, kind: str) -> set[str]:
    """Addresses a kind of message went to."""
    found = OutboxMessage.objects.filter(reference=row.folio, kind=kind)
    assert len(found) == len({one.address for one in found})
    return {one.address for one in found}


def look(day: str) -> None:
    with on(day):
        look_at_the_clocks()


def test_who_has_the_case_is_told_two_business_days_before_and_once() -> None:
    owner, boss = person(f"reviewer@{AREA}"), person(f"supervisor@{AREA}")
    row = due_16_february(metered(), owner)
    look("2026-02-11")
    assert not told(row, "term_ending")
    for day in ("2026-02-12", "2026-02-12", "2026-02-13", "2026-02-16"):
        look(day)
    assert told(row, "term_ending") == {owner.email}
    assert not told(row, "term_over")
    look("2026-02-17")
    look("2026-02-18")
    assert told(row, "term_over") == {owner.email, boss.email}
    assert told(row, "term_ending") == {owner.email}


def test_what_ran_out_long_ago_is_no_news() -> None:
    owner = person(f"reviewer@{AREA}")
    row = due_16_february(metered(), owner)
    look("2026-03-19")  # 31 days: the first sweep after a long fault
    assert not told(row, "term_over")
    look("2026-03-18")
    assert told(row, "term_over") == {owner.email}


def test_the_version_may_say_how_many_days_before() -> None:
    owner = person(f"reviewer@{AREA}")
    row = due_16_february(metered(alert_days=5), owner)
    look("2026-02-06")
    assert not told(row, "term_ending")
    look("2026-02-09")
    assert told(row, "term_ending") == {owner.email}


def test_where_nobody_took_it_who_supervises_is_told() -> None:
    boss, elsewhere = person(f"supervisor@{AREA}"), person("supervisor@operacion")
    anywhere = person("supervisor@*")
    gone = person(f"supervisor@{AREA}")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    row = due_16_february(metered())
    look("2026-02-13")
    assert told(row, "term_ending") == {boss.email, anywhere.email}
    assert elsewhere.email not in told(row, "term_ending")
    message = OutboxMessage.objects.filter(kind="term_ending").first()
    assert message is not None and "Nadie la ha tomado." in message.text


def test_a_date_that_moved_is_told_of_again_and_one_that_came_back_is_not() -> None:
    owner = person(f"reviewer@{AREA}")
    row = due_16_february(metered(), owner)
    look("2026-02-13")
    calendar = Calendar.objects.get(key="soapa-oaxaca")
    day = {"date": "2026-02-10", "reason": "Contingencia"}
    for working, due in ((False, "2026-02-17"), (True, "2026-02-16"), (False, "2026-02-17")):
        told_day = {**day, "working": working}
        load_calendar({"key": calendar.key, "name": calendar.name, "days": [told_day]})
        with on("2026-02-13"):
            assert sweeps.reckon_again() == 1
            look_at_the_clocks()
        row.refresh_from_db()
        assert str(row.due_on) == due
    keys = OutboxMessage.objects.filter(reference=row.folio, kind="term_ending")
    assert sorted(key.dedupe_key.split(":")[2] for key in keys) == ["2026-02-16", "2026-02-17"]


def test_nobody_is_told_of_a_case_they_may_not_see() -> None:
    boss, control = person("supervisor@oic"), person("oic@oic")
    with on("2026-01-30"):
        row = filed(published("quejas-denuncias")).service_request
    assert row.procedure.restricted and row.due_on is not None
    with time_machine.travel(dt.datetime.combine(row.due_on, dt.time(18), dt.UTC), tick=False):
        ServiceRequest.objects.filter(pk=row.pk).update(area="oic", assignee=boss)
        look_at_the_clocks()
    assert boss.email not in told(row, "term_ending")
    ServiceRequest.objects.filter(pk=row.pk).update(assignee=None)
    assert alerts.tell_of_terms(row.due_on) == 1
    assert told(row, "term_ending") == {control.email}


def test_a_closed_or_paused_case_alerts_nobody() -> None:
    owner = person(f"reviewer@{AREA}")
    row = due_16_february(metered(), owner)
    with on("2026-02-12"):
        take(row, "desistir")
    look("2026-02-17")
    assert not told(row, "term_over")


def test_the_mail_says_nothing_personal_and_its_link_opens_nothing_by_itself() -> None:
    owner = person(f"reviewer@{AREA}")
    row = due_16_february(metered(), owner)
    look("2026-02-16")
    mail = OutboxMessage.objects.get(reference=row.folio, kind="term_ending")
    assert mail.subject == f"{row.folio}: el plazo está por terminar"
    names = [applicant.name for applicant in row.applicants.all()]
    assert names and not [name for name in names if name in mail.subject + mail.text]
    assert "Vence: 16 de febrero de 2026" in mail.text
    assert f"/personal/{row.folio}/" in fill(mail.text, row.folio)


def test_where_silence_means_yes_the_direction_is_told_and_the_constancia_has_its_day() -> None:
    boss, director = person(f"supervisor@{AREA}"), person("director@*")
    row = due_16_february(metered(silence="affirmative"))
    look("2026-02-17")
    look("2026-02-18")
    row.refresh_from_db()
    assert row.silence and row.is_open
    assert told(row, "silence_began") == {director.email}
    assert told(row, "term_over") == {boss.email}
    for mail in OutboxMessage.objects.filter(kind__in=["silence_began", "term_over"]):
        assert "a más tardar el 18 de febrero de 2026" in mail.text
    event = row.events.get(kind="silence")
    assert event.payload.data["private"]["certificate_by"] == "2026-02-18"


def test_where_silence_means_no_there_is_no_constancia_to_issue() -> None:
    director = person("director@*")
    row = due_16_february(metered(silence="negative"))
    look("2026-02-17")
    assert told(row, "silence_began") == {director.email}
    mail = OutboxMessage.objects.get(kind="silence_began")
    assert "Equivale a una negativa" in mail.text and "constancia" not in mail.text


def test_the_constancia_is_a_task_of_the_case_until_somebody_issues_it(client: Client) -> None:
    boss = person(f"supervisor@{AREA}")
    row = due_16_february(metered(silence="affirmative"))
    client.force_login(boss)
    with on("2026-02-16"):
        assert TASK not in text_of(client.get(f"/personal/{row.folio}/"))
    look("2026-02-17")
    row.refresh_from_db()
    with on("2026-02-17"):
        shown = client.get(f"/personal/{row.folio}/")
        assert f"{TASK} a más tardar el miércoles 18 de febrero de 2026." in text_of(shown)
        data = form_data(shown, "/constancia/")
        bare = client.post(f"/personal/{row.folio}/constancia/", data)
        assert "Escriba qué documento es." in text_of(bare)
        data |= {"constancia-text": "Oficio 12/2026, en el módulo."}
        assert client.post(f"/personal/{row.folio}/constancia/", data).status_code == 302
        after = text_of(client.get(f"/personal/{row.folio}/"))
        assert TASK not in after and "Oficio 12/2026, en el módulo." in after
    assert told(row, "silence_certified") == {"maria@example.org"}
    row.refresh_from_db()
    assert row.is_open
    with on("2026-02-17"), pytest.raises(Conflict, match="ya se entregó"):
        certify_silence(
            actor=staff_actor(boss), service_request=row, revision=row.revision, text="Otra"
        )


def test_only_where_silence_means_yes_and_only_some_issue_the_constancia() -> None:
    row = due_16_february(metered(silence="negative"))
    look("2026-02-17")
    row.refresh_from_db()
    boss, cashier = staff(f"supervisor@{AREA}"), staff(f"cashier@{AREA}")
    given = {"service_request": row, "revision": row.revision, "text": "Oficio"}
    with pytest.raises(Conflict, match="no hay constancia"):
        certify_silence(actor=boss, **given)
    with pytest.raises(NotAllowed):
        certify_silence(actor=cashier, **given)


def test_the_hourly_look_costs_the_same_however_many_wait_and_were_told(
    django_assert_num_queries: Any,
) -> None:
    owner = person(f"reviewer@{AREA}")
    person(f"supervisor@{AREA}")
    version = metered()
    due_16_february(version, owner)
    look("2026-02-17")

    def again(queries: int) -> None:
        with on("2026-02-17"), django_assert_num_queries(queries):
            sweeps.warn_of_lapses(dt.date(2026, 2, 17))
            assert alerts.tell_of_terms(dt.date(2026, 2, 17)) == 0

    again(4)  # who waits; whose term ends, who supervises there, what was said
    for _each in range(4):
        due_16_february(version, owner)
    look("2026-02-17")
    again(4)


def test_who_was_warned_is_not_locked_again_and_who_waits_anew_is_warned_anew(
    django_assert_num_queries: Any,
) -> None:
    with on("2026-01-30"):
        row = filed(published(METER)).service_request
        for action in ("tomar", "programar_visita", "registrar_visita", "emitir_linea"):
            take(row, action)
    for day, warned in (("2026-02-16", 0), ("2026-02-17", 1), ("2026-02-18", 0)):
        with on(day):
            assert sweeps.warn_of_lapses(dt.date.fromisoformat(day)) == warned, day
    with on("2026-05-04"), django_assert_num_queries(1):
        sweeps.warn_of_lapses(dt.date(2026, 5, 4))
    now = row.intervals.get(ended_on=None)
    now.started_on = dt.date(2026, 2, 17)  # it waits anew since the day of that warning
    now.save()
    with on("2026-04-06"):
        assert sweeps.warn_of_lapses(dt.date(2026, 4, 6)) == 1
