"""How a person is told: chosen when filing, changed afterwards by them or at the window."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from frontend.filing import CONTACT
from notifications.models import OutboxMessage, State
from notifications.preferences import silenced
from procedures.casework.portability import data_of
from procedures.requests import acceptance, notices
from procedures.requests.chain import faults
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import Contact
from tests.factories import filed, person, signed_in, take
from tests.factories.drafts import fill_in
from tests.frontend.citizen.conftest import METER
from tests.frontend.citizen.test_filing import MAIL
from tests.frontend.staff.pages import form_data, go_through

pytestmark = pytest.mark.django_db
ALL = {"channel": "email", "accepts": "on", "reminders": "on", "survey": "on"}


@pytest.fixture
def texts(settings) -> None:
    settings.SMS_GATEWAY_URL = "https://gateway.example/"


def closed(row) -> None:
    take(row, "tomar")
    take(row, "desistir")


def invitations(row):
    return OutboxMessage.objects.filter(reference=row.folio, kind="survey_invitation")


def without(*names: str) -> dict[str, str]:
    return {key: value for key, value in ALL.items() if key not in names}


def accepted(row) -> list[acceptance.Acceptance]:
    return acceptance.told_in(row.events.select_related("payload").order_by("sequence"))


def test_who_wants_no_survey_is_not_invited_and_who_changes_their_mind_is(resident, read) -> None:
    at = f"{resident.at}avisos/"
    assert "Quiero que me inviten" in read(resident.client.get(at))
    resident.client.post(at, without("survey"))
    assert "No le invitaremos a la encuesta." in read(resident.client.get(resident.at))
    other = filed(resident.row.version).service_request
    closed(resident.row)
    assert not invitations(resident.row).exists()
    assert not resident.row.facts.filter(kind="invited").exists()
    closed(other)  # it was said of one request, by its key
    assert invitations(other).exists()


def test_what_is_said_twice_is_one_event(resident) -> None:
    at = f"{resident.at}avisos/"
    for told in (without("reminders"), without("reminders"), ALL):
        assert resident.client.post(at, told).status_code == 302
    kinds = list(resident.row.events.values_list("kind", flat=True))
    assert kinds == ["filed", "reminders_declined", "reminders_accepted"]


def test_messages_of_the_case_cannot_be_silenced_only_asked_for_oneself(resident, read) -> None:
    resident.client.post(f"{resident.at}avisos/", {"channel": "counter"})
    resident.row.refresh_from_db()
    assert notices.recipient_of(resident.row) is None
    first, second = accepted(resident.row)
    assert first.accepted and not second.accepted and first.words
    assert "Usted consulta aquí o en el módulo" in read(resident.client.get(resident.at))
    assert list(faults(resident.row)) == []
    resident.client.post(f"{resident.at}avisos/", ALL)
    assert notices.recipient_of(resident.row) is not None
    assert [one.accepted for one in accepted(resident.row)] == [True, False, True]


def test_an_electronic_way_is_accepted_or_not_taken(resident, texts, read) -> None:
    text = read(resident.client.post(f"{resident.at}avisos/", {"channel": "sms"}))
    assert "Para avisarle así, acéptelo." in text
    assert resident.row.events.count() == 1
    page = resident.client.post(f"{resident.at}avisos/", {**ALL, "channel": "whatsapp"})
    assert page.status_code == 200  # this installation has none
    assert resident.row.events.count() == 1


def test_a_text_first_and_mail_if_it_fails(resident, texts) -> None:
    resident.client.post(f"{resident.at}avisos/", {**ALL, "channel": "sms"})
    take(resident.row, "tomar")
    row = OutboxMessage.objects.filter(reference=resident.row.folio).last()
    assert (row.channel, row.address) == ("sms", "9511234567")
    assert row.ways == [["email", "maria@example.org"]]
    assert accepted(resident.row)[-1].channel == "sms"


def test_a_text_chosen_when_filing_arrives_and_the_words_are_kept_as_shown(
    client: Client, meter, texts, read
) -> None:
    base = f"/tramites/{METER}/solicitar/"
    client.post(base)
    fill_in(client, meter)
    page = read(client.get(f"{base}{CONTACT}/"))
    assert "Por mensaje de texto" in page and "Por WhatsApp" not in page
    said = {**MAIL, "channel": "sms", "email": "", "phone": ""}
    assert "Escriba el teléfono" in read(client.post(f"{base}{CONTACT}/", said))
    client.post(f"{base}{CONTACT}/", {**said, "phone": "951 123 4567"})
    client.post(f"{base}revisar-y-enviar/")
    row = ServiceRequest.objects.get()
    message = OutboxMessage.objects.get(reference=row.folio)
    assert (message.kind, message.channel, message.state) == (
        "request_received",
        "sms",
        State.CREATED,
    )
    assert row.folio in message.short
    (only,) = accepted(row)
    assert all(line in page for line in only.words.split("\n"))
    assert (only.by, only.channel, only.language) == ("person", "sms", "es-mx")
    assert data_of(row)["electronic_notice"][0]["words"] == only.words
    closed(row)
    assert not invitations(row).exists()  # no text says it, and nobody is counted as invited
    assert not row.facts.filter(kind="invited").exists()


def test_a_new_key_goes_by_mail_whatever_the_way(resident, texts) -> None:
    resident.client.post(f"{resident.at}avisos/", {**ALL, "channel": "sms"})
    resident.row.refresh_from_db()
    assert notices.mailbox_of(resident.row).channel == "email"
    resident.row.applicants.update(email="")
    assert notices.mailbox_of(resident.row) is None


def test_at_the_window_it_is_put_down_with_who_did_it(resident, read) -> None:
    who, client = person("counter@modulo"), Client()
    client.force_login(who)
    at = f"/personal/{resident.row.folio}/avisos/"
    assert "Léale esto" in read(client.get(at))
    client.post(at, {"channel": "counter"})
    event = resident.row.events.get(kind="way_chosen")
    assert event.actor_user == who
    assert accepted(resident.row)[-1].by == "counter"
    other = Client()
    other.force_login(person("reviewer@comercializacion"))
    assert other.get(at).status_code == 403


def test_an_account_says_it_for_its_address(client: Client, read) -> None:
    signed_in(client, "maria@example.org")
    assert "Le mandamos invitaciones a la encuesta." in read(client.get("/mis-solicitudes/"))
    for _again in range(2):
        client.post("/mis-solicitudes/avisos/", {"survey": "0"})
    assert silenced("survey", ["maria@example.org"])
    client.post("/mis-solicitudes/avisos/", {"survey": "1"})
    assert not silenced("survey", ["maria@example.org"])


def test_of_an_anonymous_request_nobody_is_told(client: Client, complaint) -> None:
    filing = filed(complaint, contact=None, anonymous=True)
    at = f"/solicitudes/{filing.service_request.folio}/"
    client.post("/solicitudes/", {"folio": filing.service_request.folio, "key": filing.key})
    assert b'id="avisos"' not in client.get(at).content
    assert client.get(f"{at}avisos/").status_code == 404


HOME = "Calle Independencia 104\nCol. Centro\n68000 Oaxaca de Juárez"


def test_who_is_told_by_letter_stays_so_whatever_else_they_change(
    meter, client: Client, read
) -> None:
    contact = Contact(name="Ana Ruiz", postal=HOME, channel="letter")
    filing = filed(meter, contact=contact)
    row = filing.service_request
    client.post("/solicitudes/", {"folio": row.folio, "key": filing.key})
    at = f"/solicitudes/{row.folio}/avisos/"
    assert "Por carta al domicilio" in read(client.get(at))
    checked = html.fromstring(client.get(at).content).xpath("//input[@name='channel'][@checked]")
    assert [one.get("value") for one in checked] == ["letter"]
    client.post(at, {"channel": "letter", "survey": "on"})
    assert row.applicants.get(is_contact=True).channel == "letter"
    kinds = list(row.events.values_list("kind", flat=True))
    assert kinds == ["filed", "reminders_declined"], "the way is what it was"


def test_who_left_no_address_is_offered_no_letters(resident, read) -> None:
    at = f"{resident.at}avisos/"
    assert "Por carta" not in read(resident.client.get(at))
    assert resident.client.post(at, {**ALL, "channel": "letter"}).status_code != 302
    assert resident.row.applicants.get(is_contact=True).channel == "email"


def test_at_the_window_an_address_for_letters_is_put_down(resident) -> None:
    clerk = Client()
    clerk.force_login(person("counter@modulo"))
    at = f"/personal/{resident.row.folio}/avisos/"
    page = clerk.post(at, {**ALL, "channel": "letter"})
    assert "Escriba a dónde le mandamos las cartas." in page.content.decode()
    told = {**ALL, "channel": "letter", "postal": HOME.replace("\n", "\r\n\r\n  ")}
    assert clerk.post(at, told).status_code == 302
    contact = resident.row.applicants.get(is_contact=True)
    assert (contact.channel, contact.postal) == ("letter", HOME)
    assert not contact.accepts_electronic_notice


def test_a_telephone_is_added_though_the_way_stays(meter, client: Client) -> None:
    contact = Contact(
        name="Ana", email="ana@example.org", channel="email", accepts_electronic_notice=True
    )
    filing = filed(meter, contact=contact)
    row = filing.service_request
    client.post("/solicitudes/", {"folio": row.folio, "key": filing.key})
    client.post(f"/solicitudes/{row.folio}/avisos/", {**ALL, "phone": "951 501 5930"})
    told = row.applicants.get(is_contact=True)
    assert (told.channel, told.phone) == ("email", "9515015930")
    assert [one.accepted for one in accepted(row)] == [True, True]


def test_the_words_read_out_at_the_window_are_the_ones_kept(meter) -> None:
    window = Client()
    window.force_login(person("counter@modulo"))
    mail = {"channel": "email", "email": "ana@example.org", "accepts_electronic_notice": "on"}
    sent = go_through(window, METER, name="Ana Ruiz", **mail)
    window.post(sent.url, form_data(window.get(sent.url), ""))
    (only,) = accepted(ServiceRequest.objects.get())
    assert only.by == "counter" and "La persona acepta" in only.words
