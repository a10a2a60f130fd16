"""Messages both ways, with files, limits, and the marks of what was read."""

from __future__ import annotations

import pytest
from django.utils import timezone

from backend.accounts.actors import citizen_of
from procedures.requests.chain import faults
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.operations import post_message, read_messages, talk
from procedures.requests.telling import conversation, public_events
from tests.factories import filed, paper, published, staff, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(db):
    row = filed(published("mantenimiento-cambio-medidor")).service_request
    take(row, "tomar")
    return row


@pytest.fixture
def clerk(db):
    return staff("reviewer@comercializacion")


def said(row, **options):
    papers = row.attachments.filter(field_key="").select_related("document")
    return conversation(public_events(row), papers, **{"unread": row.unread_by_citizen, **options})


def test_a_message_carries_its_files_and_the_chain_keeps_their_hashes(row):
    photo = paper("fuga.jpg")
    event = post_message(
        actor=citizen_of(row.folio), service_request=row, text="Mire.", documents=[photo]
    )
    assert event.payload.data["evidence"]["documents"] == [photo.sha256]
    assert [one.name for one in said(row)[0].papers] == ["fuga.jpg"]
    assert list(faults(row)) == []


def test_each_side_knows_how_much_of_the_other_it_has_not_read(row, clerk):
    person = citizen_of(row.folio)
    for text in ("Uno", "Dos"):
        post_message(actor=person, service_request=row, text=text)
    post_message(actor=clerk, service_request=row, text="Tres")
    assert (row.unread_by_staff, row.unread_by_citizen) == (2, 1)
    assert [one.new for one in said(row)] == [False, False, True]
    assert [one.new for one in said(row, unread=2, staff=True)] == [True, True, False]
    event = read_messages(actor=person, service_request=row)
    assert event is not None and event.kind == "messages_read" and event.actor_kind == "citizen"
    assert (row.unread_by_staff, row.unread_by_citizen) == (2, 0)
    assert said(row)[2].read_at == event.at and said(row)[0].read_at is None
    assert read_messages(actor=person, service_request=row) is None  # the first reading only
    assert list(faults(row)) == []


def test_only_somebody_who_could_answer_reads_for_the_staff(row):
    post_message(actor=citizen_of(row.folio), service_request=row, text="¿Y bien?")
    assert read_messages(actor=staff("director@*"), service_request=row) is None
    assert row.unread_by_staff == 1


def test_reading_makes_nobodys_open_form_old(row, clerk):
    revision = row.revision
    post_message(actor=citizen_of(row.folio), service_request=row, text="Hola")
    read_messages(actor=clerk, service_request=row)
    row.refresh_from_db()
    assert row.revision == revision


def test_an_anonymous_denuncia_keeps_no_mark_of_when_its_person_looked():
    row = filed(published("quejas-denuncias"), contact=None, anonymous=True).service_request
    person, oic = citizen_of(row.folio), staff("oic@oic")
    post_message(actor=oic, service_request=row, text="¿Puede decirnos el día?")
    events = row.events.count()
    assert read_messages(actor=person, service_request=row) is None
    assert row.events.count() == events and row.unread_by_citizen == 0
    post_message(
        actor=person, service_request=row, text="El lunes.", documents=[paper("Juan Pérez.jpg")]
    )
    assert row.unread_by_staff == 1
    sent = row.attachments.get(field_key="").document
    assert "Juan" not in sent.name and not sent.history.filter(name__contains="Juan").exists()


def test_a_message_has_words_and_few_files(row, monkeypatch):
    person = citizen_of(row.folio)
    with pytest.raises(Invalid):
        post_message(actor=person, service_request=row, text=" ")
    with pytest.raises(Invalid):
        post_message(actor=person, service_request=row, text="x" * (talk.LONGEST + 1))
    monkeypatch.setattr(talk, "MOST_FILES", 1)
    with pytest.raises(Invalid):
        post_message(
            actor=person, service_request=row, text="Dos", documents=[paper(), paper("b.pdf")]
        )
    assert not row.events.filter(kind="message").exists()


def test_a_person_writes_so_many_a_day_and_staff_as_many_as_they_need(row, clerk, monkeypatch):
    monkeypatch.setattr(talk, "MOST_A_DAY", 2)
    person = citizen_of(row.folio)
    for _number in range(2):
        post_message(actor=person, service_request=row, text="Otra vez")
    with pytest.raises(Conflict, match="Hoy ya mandó 2 mensajes"):
        post_message(actor=person, service_request=row, text="Y otra")
    for _number in range(3):
        post_message(actor=clerk, service_request=row, text="Ya vamos")
    assert row.unread_by_citizen == 3
    assert row.events.filter(kind="message", at__lte=timezone.now()).count() == 5
