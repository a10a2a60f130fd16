"""Enquiries: received once, answered by who may, in their days, and kept from everybody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.actors import ANONYMOUS, Actor
from notifications.delivery import deliver
from notifications.models import OutboxMessage
from procedures.casework.desk.models import ReplyTemplate
from procedures.contact import access, becoming, operations, receiving
from procedures.contact.alerts import tell_of_enquiries
from procedures.contact.channels import channel_of, every_channel, open_channel, save_channel
from procedures.contact.erasing import erase_old
from procedures.contact.models import Enquiry, EnquiryEntry, EntryKind, Kind, State
from procedures.contact.numbers import parse_number
from procedures.contact.queue import TABS, counts, enquiries
from procedures.contact.replying import fill
from procedures.contact.words import text_of, words_of
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from procedures.requests.folios import BadFolio, parse_folio
from procedures.requests.models import ServiceRequest
from tests.factories import filed, person, published, staff
from tests.factories.contact import TOLD, counting_days, enquiry

pytestmark = pytest.mark.django_db
METER, COMPLAINT = "mantenimiento-cambio-medidor", "quejas-denuncias"


@pytest.fixture
def clerk() -> Actor:
    return staff("counter@modulo", full_name="Ana Martínez")


def everything_in_the_clear() -> bytes:
    """Every cell of every table, as it lies there."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(cell).encode() for row in cursor.fetchall() for cell in row]
    return b"\n".join(found)


def answer(actor: Actor, row: Enquiry, text: str = "De nueve a dos.") -> EnquiryEntry:
    return operations.answer(actor=actor, enquiry=row, revision=row.revision, text=text)


def test_a_number_is_no_folio_and_is_read_as_people_type_it() -> None:
    number = enquiry().number
    assert (
        number.startswith("C-") and parse_number(f" {number.lower().replace('-', ' ')}") == number
    )
    with pytest.raises(BadFolio):
        parse_folio(number)
    for wrong in ("", "C", number[:-1], number[:-1] + str((int(number[-1]) + 1) % 10), number[1:]):
        with pytest.raises(BadFolio):
            parse_number(wrong)


def test_who_wrote_and_what_is_nowhere_in_the_clear_even_after_the_answer(clerk) -> None:
    row = enquiry(subject="Sobre el horario")
    said = answer(clerk, row, f"Señora Plantada, abre a las nueve. {TOLD['phone']}")
    operations.note(actor=clerk, enquiry=row, text="Llamó Juana Plantada")
    kept = everything_in_the_clear()
    for planted in (*TOLD.values(), "Sobre el horario", "Plantada", "abre a las nueve"):
        assert planted.encode() not in kept, planted
    assert words_of(row).name == TOLD["name"] and "nueve" in text_of(said)


def test_the_same_message_comes_in_once(clerk) -> None:
    first, again = enquiry(origin="uno"), enquiry(origin="uno")
    assert first.pk == again.pk and Enquiry.objects.count() == 1
    assert enquiry(origin="dos").pk != first.pk
    assert enquiry().pk != enquiry().pk  # without a mark each is one
    assert "uno" not in everything_in_the_clear().decode().split("\n")


def test_it_is_due_in_the_business_days_of_its_channel_and_later_changes_do_not_move_it() -> None:
    admin = staff("administrator@*")
    counting_days()
    person("counter@modulo")
    friday = dt.datetime(2026, 1, 30, 23, 0, tzinfo=timezone.get_current_timezone())
    row = receiving.receive(actor=ANONYMOUS, kind=Kind.MAILBOX, told=TOLD, received_at=friday)
    assert row.due_on == dt.date(2026, 2, 9)  # the 5th is a holiday (DOMAIN 3.1)
    save_channel(
        actor=admin, channel=row.channel, name="Correo", area="modulo", days=9, active=True
    )
    row.refresh_from_db()
    assert row.due_on == dt.date(2026, 2, 9)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"email": "no es"}, "email"),
        ({"phone": "123"}, "phone"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_kept(told, field) -> None:
    with pytest.raises(Invalid) as wrong:
        enquiry(**told)
    assert set(wrong.value.errors) == {field} and not Enquiry.objects.exists()


def test_the_form_demands_the_notice_in_force() -> None:
    with pytest.raises(Invalid) as wrong:
        receiving.receive(actor=ANONYMOUS, kind=Kind.FORM, told=TOLD, privacy_notice="1999")
    assert set(wrong.value.errors) == {"privacy_notice"}


def test_an_answer_goes_to_the_address_left_and_to_nobody_else(clerk, mailoutbox) -> None:
    row = enquiry()
    answer(clerk, row)
    message = OutboxMessage.objects.get()
    assert deliver(message.pk)
    assert mailoutbox[0].to == [TOLD["email"]] and "De nueve a dos." in mailoutbox[0].body
    assert row.number in mailoutbox[0].subject and TOLD["name"] not in mailoutbox[0].subject
    row.refresh_from_db()
    assert (row.state, row.owner_id) == (State.ANSWERED, clerk.user.pk)


def test_an_address_that_asks_for_a_secret_gets_none(clerk, mailoutbox) -> None:
    row = enquiry(email="{{enquiry_address}}@example.org")
    answer(clerk, row, "Hola {{key}}")
    assert deliver(OutboxMessage.objects.get().pk)
    assert mailoutbox[0].to == ["{{enquiry_address}}@example.org"]
    assert "{{key}}" not in mailoutbox[0].body


def test_who_left_a_telephone_alone_is_called(clerk, mailoutbox) -> None:
    row = enquiry(email="")
    assert answer(clerk, row).kind == EntryKind.TO_CALL
    assert row.state == State.OPEN and not OutboxMessage.objects.exists()
    operations.log_call(actor=clerk, enquiry=row, revision=row.revision, reached=False)
    assert row.state == State.OPEN
    operations.log_call(actor=clerk, enquiry=row, revision=row.revision, reached=True)
    assert row.state == State.ANSWERED and row.ended_at


def test_nobody_can_be_answered_who_left_nothing(clerk) -> None:
    row = enquiry(email="", phone="")
    with pytest.raises(Invalid):
        answer(clerk, row)
    operations.close(actor=clerk, enquiry=row, revision=row.revision, reason="unreachable")
    assert row.state == State.CLOSED
    operations.reopen(actor=clerk, enquiry=row, revision=row.revision)
    assert row.is_open and not row.reason and row.ended_at is None


def test_what_somebody_changed_meanwhile_is_not_overwritten(clerk) -> None:
    row, stale = enquiry(), enquiry()
    answer(clerk, row)
    stale = Enquiry.objects.get(pk=row.pk)
    operations.note(actor=clerk, enquiry=row, text="Otra vez")
    with pytest.raises(Conflict) as late:
        answer(clerk, stale)
    assert late.value.code == "stale" and OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("grant", "sees", "answers", "assigns"),
    [
        ("counter@modulo", True, True, False),
        ("supervisor@modulo", True, True, True),
        ("reviewer@comercializacion", False, False, False),
        ("inspector@modulo", False, False, False),
        ("director@direccion", True, False, False),
        ("administrator@*", False, False, False),
        ("reviewer@*", True, True, False),
    ],
)
def test_the_area_of_the_channel_sees_and_answers(grant, sees, answers, assigns) -> None:
    row, actor = enquiry(), staff(grant)
    assert access.visible_to(Enquiry.objects.all(), actor).exists() is sees
    assert access.may(actor, "answer", row) is answers
    assert access.may(actor, "assign", row) is assigns
    if not sees:
        with pytest.raises(NotFound):
            access.find(actor, row.number)
    if not answers:
        with pytest.raises(NotAllowed if sees else NotFound):
            answer(actor, row)
    for nobody in (ANONYMOUS, Actor("citizen", folio="X")):
        assert not access.visible_to(Enquiry.objects.all(), nobody).exists()


def test_who_is_given_one_answers_in_its_area(clerk) -> None:
    boss, row = staff("supervisor@modulo"), enquiry()
    other = person("reviewer@comercializacion")
    with pytest.raises(Invalid):
        operations.assign(actor=boss, enquiry=row, revision=row.revision, to=other.username)
    operations.assign(actor=boss, enquiry=row, revision=row.revision, to=clerk.user.username)
    assert row.owner == clerk.user
    with pytest.raises(Conflict):
        operations.claim(actor=boss, enquiry=row, revision=row.revision)


def test_counts_agree_with_lists_in_a_constant_number_of_queries(clerk) -> None:
    rows = [enquiry() for _each in range(4)]
    answer(clerk, rows[0])
    operations.claim(actor=clerk, enquiry=rows[1], revision=1)
    Enquiry.objects.filter(pk=rows[2].pk).update(due_on=dt.date(2020, 1, 1))
    today = timezone.localdate()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        told = counts(clerk, today)
    assert len(asked) == 3
    assert told == {"mine": 1, "open": 3, "overdue": 1, "ended": None, "all": None}
    for tab in TABS:
        listed = enquiries(clerk, tab, today).count()
        assert told[tab] in (listed, None), tab


def test_the_story_is_not_written_again() -> None:
    entry = enquiry().entries.get()
    entry.kind = EntryKind.NOTE
    with pytest.raises(TypeError):
        entry.save()


def test_a_reply_is_filled_with_what_an_enquiry_has(clerk) -> None:
    row = enquiry()
    reply = ReplyTemplate(title="x", body="{nombre}: {folio}, {fecha_respuesta}. {firma}")
    filled = fill(reply, row, clerk)
    assert (
        filled.text.startswith(f"Juana Plantada: {row.number}, [") and "Ana Martínez" in filled.text
    )
    assert len(filled.lacking) == 1


# --- becoming a request -------------------------------------------------------------------------
def test_the_request_and_the_enquiry_lead_to_each_other(clerk) -> None:
    row, request = enquiry(), filed(published(METER)).service_request
    becoming.became(actor=clerk, enquiry=row, service_request=request)
    becoming.became(actor=clerk, enquiry=row, service_request=request)  # sent twice
    assert (row.state, row.service_request_id) == (State.FILED, request.pk)
    notes = [e for e in request.events.all() if e.kind == "note"]
    assert len(notes) == 1 and not notes[0].public
    assert row.number in str(notes[0].payload.data["private"])
    other = filed(request.version).service_request
    with pytest.raises(Conflict):
        becoming.became(actor=clerk, enquiry=row, service_request=other)


def test_a_denuncia_is_named_nowhere_and_what_was_written_is_erased(clerk) -> None:
    row = enquiry()
    request = filed(
        published(COMPLAINT), given={"tipo": "denuncia_servidor_publico"}, anonymous=True
    ).service_request
    becoming.became(actor=clerk, enquiry=row, service_request=request)
    row.refresh_from_db()
    assert row.service_request_id is None and row.sealed == "" and row.owner_id is None
    last = row.entries.last()
    assert last.by is None and text_of(last) == ""
    assert row.history.latest().history_user_id == ANONYMOUS.label
    assert not ServiceRequest.objects.get(pk=request.pk).events.filter(kind="note").exists()


# --- terms and keeping --------------------------------------------------------------------------
def test_who_has_it_is_told_once_before_and_once_after_with_who_supervises(clerk) -> None:
    boss, row = staff("supervisor@modulo"), enquiry()
    today = row.due_on
    assert tell_of_enquiries(today) == 1 and tell_of_enquiries(today) == 0
    assert OutboxMessage.objects.get().address == boss.user.email  # nobody had taken it
    operations.claim(actor=clerk, enquiry=row, revision=row.revision)
    assert tell_of_enquiries(today) == 1
    late = today + dt.timedelta(days=1)
    assert tell_of_enquiries(late) == 2 and tell_of_enquiries(late) == 0
    told = OutboxMessage.objects.filter(kind="enquiry_over").values_list("address", flat=True)
    assert set(told) == {boss.user.email, clerk.user.email}
    assert "Plantada" not in "".join(m.text + m.subject for m in OutboxMessage.objects.all())
    answer(clerk, row)
    assert tell_of_enquiries(late + dt.timedelta(days=1)) == 0


def test_telling_takes_the_same_queries_for_one_and_for_many(clerk) -> None:
    staff("supervisor@modulo")
    row = enquiry()
    tell_of_enquiries(row.due_on)
    with CaptureQueriesContext(connection) as one:
        tell_of_enquiries(row.due_on)
    for _each in range(5):
        enquiry()
    tell_of_enquiries(row.due_on)
    with CaptureQueriesContext(connection) as many:
        tell_of_enquiries(row.due_on)
    assert len(one) == len(many)


def test_what_was_written_is_erased_months_after_it_ended_and_the_number_stays(clerk) -> None:
    row, open_one = enquiry(), enquiry()
    answer(clerk, row)
    later = timezone.now() + dt.timedelta(days=359)
    assert erase_old(later) == 0
    later += dt.timedelta(days=3)
    assert erase_old(later) == 1 and erase_old(later) == 0
    row.refresh_from_db()
    assert (row.sealed, row.state) == ("", State.ANSWERED) and row.number and row.due_on
    assert not any(text_of(one) for one in row.entries.all())
    assert not OutboxMessage.objects.about(row.number).exists()
    assert words_of(Enquiry.objects.get(pk=open_one.pk)).name == TOLD["name"]
    with pytest.raises(Conflict):
        answer(clerk, row)


def test_an_enquiry_without_state_or_with_half_an_end_cannot_be_stored() -> None:
    row = enquiry()
    for wrong in ({"state": "answered"}, {"reason": "other"}, {"erased_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enquiry.objects.filter(pk=row.pk).update(**wrong)


# --- channels -----------------------------------------------------------------------------------
def test_only_administration_changes_a_channel_and_it_is_in_its_history() -> None:
    channel = open_channel(Kind.FORM)
    told = {"name": "Formulario", "area": "modulo", "days": 3, "active": True}
    with pytest.raises(NotAllowed):
        save_channel(actor=staff("supervisor@modulo"), channel=channel, **told)
    admin = staff("administrator@*", username="admina")
    for wrong in ({"days": 0}, {"area": "luna"}, {"name": " "}, {"replies": [99]}):
        with pytest.raises(Invalid):
            save_channel(actor=admin, channel=channel, **{**told, **wrong})
    save_channel(actor=admin, channel=channel, **told)
    assert channel.history.latest().history_user_id == "admina"
    assert channel_of(Kind.FORM).days == 3 and len(every_channel()) == 3


def test_a_closed_channel_takes_no_message() -> None:
    channel = open_channel(Kind.FORM)
    person("counter@modulo")
    told = {"name": "Formulario", "area": "modulo", "days": 3, "active": False}
    save_channel(actor=staff("administrator@*"), channel=channel, **told)
    with pytest.raises(Conflict):
        enquiry()
