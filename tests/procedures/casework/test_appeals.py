"""A recurso: always received, told to the direction, decided by it, and deciding nothing itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.actors import citizen_of
from notifications.models import OutboxMessage
from procedures.casework import appeal_alerts, appeal_checks, appeals
from procedures.casework.appeal_receipt import appeal_receipt_pdf
from procedures.casework.models import Appeal, Resolution
from procedures.casework.operations import note_opening
from procedures.casework.tasks import look_at_the_work
from procedures.catalogue.institution import institution
from procedures.indicators.figures.appeals import appeals as counted
from procedures.indicators.scope import Scope
from procedures.requests import chain, telling, timekeeping
from procedures.requests.calendar import business_calendar
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from procedures.requests.models import Event, ServiceRequest
from tests.factories import filed, paper, person, published, staff, take
from tests.factories.catalogue import definition

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
NAME, ASKS = "Eustaquio Robles", "Que se cambie el medidor que se negó."


@pytest.fixture
def resolution() -> Resolution:
    row = filed(published(METER)).service_request
    for action in ("tomar", "programar_visita", "registrar_visita", "negar"):
        take(row, action)
    return row.resolutions.get()


def receive(resolution: Resolution, *grants: str, **changes: Any) -> Event:
    row = resolution.service_request
    row.refresh_from_db()
    told = {
        "revision": row.revision,
        "code": resolution.code,
        "received_at": timezone.now(),
        "channel": "counter",
        "brought_by": "applicant",
        "told": appeal_checks.Brought(NAME, "fisica", ASKS),
        **changes,
    }
    actor = staff(*(grants or ("counter@modulo",)))
    return appeals.receive_appeal(actor=actor, service_request=row, **told)


def decide(appeal: Appeal, *grants: str, **changes: Any) -> Event:
    row = ServiceRequest.objects.get(pk=appeal.resolution.service_request_id)
    told = {
        "revision": row.revision,
        "number": appeal.number,
        "decision": "confirmed",
        "on": timezone.localdate(),
        "words": "La negativa está bien fundada.",
        **changes,
    }
    actor = staff(*(grants or ("director@direccion",)))
    return appeals.decide_appeal(actor=actor, service_request=row, **told)


def test_the_counter_receives_it_and_the_resolution_stays(resolution: Resolution) -> None:
    scan = paper()
    event = receive(resolution, documents=[scan])
    appeal = resolution.appeals.get()
    row = resolution.service_request
    assert (event.kind, event.public, event.action) == ("appeal_received", True, resolution.code)
    assert appeal.number.startswith("R-") and appeal.received_in == event
    assert appeal.status == "received" and resolution.revoked_on is None
    assert row.phase == "closed"
    found = row.attachments.get(field_key="recurso-escrito")
    assert found.document_id == scan.pk and found.public
    assert not list(chain.faults(row))


def test_who_brings_it_and_what_they_ask_are_in_no_column_in_no_mail_and_in_no_event(
    resolution: Resolution,
) -> None:
    person("director@direccion")
    event = receive(resolution)
    with connection.cursor() as cursor:
        for table in ("procedures_appeal", "procedures_historicalappeal"):
            cursor.execute(f"SELECT * FROM {table}")
            assert NAME not in str(cursor.fetchall())
    words = " ".join(f"{m.subject} {m.text}" for m in OutboxMessage.objects.all())
    assert NAME not in words and ASKS not in words
    assert NAME not in str(event.payload.data) and ASKS not in str(event.payload.data)
    assert appeals.brought(resolution.appeals.get()) == appeal_checks.Brought(NAME, "fisica", ASKS)


def test_the_direction_and_the_person_are_told_once_each(resolution: Resolution) -> None:
    director = person("director@direccion")
    receive(resolution)
    told = OutboxMessage.objects.filter(kind="appeal_to_decide", address=director.email)
    assert told.count() == 1
    assert OutboxMessage.objects.filter(kind="appeal_to_decide").count() == 1
    assert resolution.service_request.folio in told[0].subject
    assert OutboxMessage.objects.filter(kind="appeal_received").count() == 1


def test_the_direction_is_reminded_before_the_day_and_after_it_once_each(
    resolution: Resolution,
) -> None:
    director, elsewhere = person("director@direccion"), person("supervisor@juridica")
    receive(resolution)
    appeal = resolution.appeals.get()
    days = business_calendar(timekeeping.calendar_key(resolution.service_request))

    def told(kind: str, day: dt.date) -> list[str]:
        for _twice in range(2):
            with time_machine.travel(dt.datetime.combine(day, dt.time(12)), tick=False):
                look_at_the_work()
        mails = OutboxMessage.objects.filter(kind=kind)
        return list(mails.values_list("address", flat=True))

    near = appeal.decide_by
    while days.between(near, appeal.decide_by) < institution().clocks.alert_days:
        near -= dt.timedelta(days=1)
    assert not told("appeal_ending", near - dt.timedelta(days=10))
    assert told("appeal_ending", near) == [director.email]
    assert not told("appeal_over", appeal.decide_by)
    assert told("appeal_over", appeal.decide_by + dt.timedelta(days=1)) == [director.email]
    assert told("appeal_ending", appeal.decide_by + dt.timedelta(days=9)) == [director.email]
    assert elsewhere.email not in told("appeal_over", appeal.decide_by + dt.timedelta(days=9))


def test_one_that_was_decided_reminds_nobody(resolution: Resolution) -> None:
    person("director@direccion")
    receive(resolution)
    decide(resolution.appeals.get())
    day = resolution.appeals.get().decide_by
    assert appeal_alerts.tell_of_appeals(day) == 0
    assert appeal_alerts.tell_of_appeals(day + dt.timedelta(days=1)) == 0


def test_to_remind_asks_the_same_however_many_wait(resolution: Resolution) -> None:
    person("director@direccion")

    def queries() -> int:
        late = resolution.appeals.latest("pk").decide_by + dt.timedelta(days=1)
        appeal_alerts.tell_of_appeals(late)
        with CaptureQueriesContext(connection) as asked:
            assert appeal_alerts.tell_of_appeals(late) == 0
        return len(asked)

    receive(resolution)
    one = queries()
    for _time in range(3):
        receive(resolution)
    assert queries() == one


def test_of_a_third_person_the_request_s_own_reads_no_writing_and_is_not_written_to(
    resolution: Resolution,
) -> None:
    receive(resolution, brought_by="third", documents=[paper()])
    row = resolution.service_request
    assert not row.attachments.get(field_key="recurso-escrito").public
    assert not OutboxMessage.objects.filter(kind="appeal_received").exists()
    appeal = resolution.appeals.get()
    assert not appeal.of_the_person
    event = decide(appeal, words="Eustaquio Robles no probó su interés.", documents=[paper()])
    assert not row.attachments.get(field_key="recurso-resuelto").public
    assert "Eustaquio" not in str(event.payload.data["public"])
    assert "Eustaquio" in str(event.payload.data["private"])


def test_in_time_is_counted_in_business_days_from_the_day_of_notice(
    resolution: Resolution,
) -> None:
    row, today = resolution.service_request, timezone.localdate()
    calendar = timekeeping.calendar_of(row)
    note_opening(actor=citizen_of(row.folio), service_request=row, resolution=resolution)
    receive(resolution)
    appeal = resolution.appeals.get()
    assert (appeal.notified_on, appeal.last_day) == (today, calendar.add_days(today, 15))
    assert appeals.came_in_time(appeal) is True
    late = dt.datetime.combine(appeal.last_day + dt.timedelta(days=1), dt.time(9))
    appeal.received_at = timezone.make_aware(late)
    assert appeals.came_in_time(appeal) is False
    appeal.received_at = timezone.make_aware(dt.datetime.combine(appeal.last_day, dt.time(23, 59)))
    assert appeals.came_in_time(appeal) is True


def test_late_or_with_nothing_known_of_the_notice_it_is_received(resolution: Resolution) -> None:
    receive(resolution)
    appeal = resolution.appeals.get()
    assert appeals.came_in_time(appeal) is None and appeal.last_day is None
    since = timezone.localdate()
    with time_machine.travel(timezone.now() + dt.timedelta(days=60), tick=True):
        receive(resolution, notified=since)
    late = resolution.appeals.last()
    assert resolution.appeals.count() == 2 and appeals.came_in_time(late) is False


def test_a_version_with_words_of_its_own_has_the_term_it_says_or_none() -> None:
    arco, access = definition("arco"), definition("solicitud-acceso-informacion")
    assert arco.paper.appeal is not None and arco.paper.appeal.days == 15
    assert access.paper.appeal is not None and access.paper.appeal.days is None


@pytest.mark.parametrize("grant", ["reviewer@comercializacion", "director@direccion"])
def test_others_do_not_receive_it(grant: str, resolution: Resolution) -> None:
    with pytest.raises(NotAllowed):
        receive(resolution, grant)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_at": timezone.now() + dt.timedelta(hours=2)}, "received_at"),
        ({"received_at": timezone.now() - dt.timedelta(days=9)}, "received_at"),
        ({"channel": "phone"}, "channel"),
        ({"brought_by": "somebody"}, "brought_by"),
        ({"told": appeal_checks.Brought(NAME)}, "asks"),
        ({"notified": dt.date(2020, 1, 1)}, "notified"),
    ],
)
def test_what_cannot_be_is_refused(
    changes: dict[str, Any], field: str, resolution: Resolution
) -> None:
    with pytest.raises(Invalid) as refused:
        receive(resolution, **changes)
    assert field in refused.value.errors


def test_a_writing_alone_is_enough_and_a_code_of_another_case_is_none(
    resolution: Resolution,
) -> None:
    receive(resolution, told=appeal_checks.Brought(), documents=[paper()])
    with pytest.raises(NotFound):
        receive(resolution, code="2222333344445555")


def test_pressing_twice_receives_one(resolution: Resolution) -> None:
    row = resolution.service_request
    row.refresh_from_db()
    revision = row.revision
    receive(resolution, revision=revision)
    with pytest.raises(Stale):
        receive(resolution, revision=revision)
    assert resolution.appeals.count() == 1


def test_the_direction_admits_it_and_then_ends_it_and_nothing_else_happens(
    resolution: Resolution,
) -> None:
    receive(resolution)
    appeal = resolution.appeals.get()
    decide(appeal, decision="admitted", words="Se admite.")
    appeal.refresh_from_db()
    assert appeal.is_pending and appeal.ended_on is None
    assert OutboxMessage.objects.filter(kind="appeal_admitted").count() == 1
    event = decide(appeal, decision="revoked", documents=[paper()])
    appeal.refresh_from_db()
    resolution.refresh_from_db()
    assert (appeal.status, appeal.ended_on) == ("revoked", timezone.localdate())
    assert resolution.revoked_on is None, "a person revokes it"
    assert OutboxMessage.objects.filter(kind="appeal_ended").count() == 1
    assert [one.field_key for one in appeals.papers_of(appeal)] == ["recurso-resuelto"]
    row = resolution.service_request
    story = telling.moments(row, telling.public_events(row))
    assert story[-1].kind == event.kind == "appeal_ended"
    assert "Se dejó sin efecto la resolución" in story[-1].text and appeal.number in story[-1].text
    with pytest.raises(Conflict):
        decide(appeal)
    assert not list(chain.faults(row))


@pytest.mark.parametrize("grant", ["counter@modulo", "supervisor@comercializacion"])
def test_others_do_not_decide(grant: str, resolution: Resolution) -> None:
    receive(resolution)
    with pytest.raises(NotAllowed):
        decide(resolution.appeals.get(), grant)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision": "received"}, "decision"),
        ({"words": "  "}, "words"),
        ({"on": dt.date(2020, 1, 1)}, "on"),
        ({"on": timezone.localdate() + dt.timedelta(days=1)}, "on"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    changes: dict[str, Any], field: str, resolution: Resolution
) -> None:
    receive(resolution)
    with pytest.raises(Invalid) as refused:
        decide(resolution.appeals.get(), **changes)
    assert field in refused.value.errors


def test_who_is_only_asked_for_an_opinion_or_of_another_area_lists_none(
    resolution: Resolution,
) -> None:
    receive(resolution)
    assert appeals.visible_appeals(staff("director@direccion")).count() == 1
    assert appeals.visible_appeals(staff("reviewer@transparencia")).count() == 0


def test_it_is_counted_without_anybody(resolution: Resolution) -> None:
    receive(resolution)
    today = timezone.localdate()
    assert counted(Scope(today.replace(day=1), today)).whole.value == 1


def test_the_acuse_says_what_came_and_when(resolution: Resolution) -> None:
    receive(resolution, documents=[paper()])
    appeal = resolution.appeals.get()
    assert appeal_receipt_pdf(appeal).startswith(b"%PDF")
    assert appeal_receipt_pdf(appeal, large=True) != appeal_receipt_pdf(appeal)
