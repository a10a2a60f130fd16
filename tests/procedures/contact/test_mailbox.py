"""The mailbox: each mail once, in the right story, whatever it holds and whoever is away."""

from __future__ import annotations

import imaplib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from procedures.contact import mailbox, operations, tasks
from procedures.contact.letters import read_letter, words_of_html
from procedures.contact.models import Enquiry, EntryKind, Kind, State
from procedures.contact.words import LONGEST_TEXT, text_of, words_of
from tests.factories import staff
from tests.factories.contact import counting_days

pytestmark = pytest.mark.django_db


class FakeBox:
    """A mailbox as imaplib answers: what is asked of it is noted, what is read is not marked."""

    def __init__(self, *mails: bytes) -> None:
        self.mails = {str(uid): mail for uid, mail in enumerate(mails, start=1)}
        self.seen: set[str] = set()
        self.asked: list[str] = []
        self.fails: set[str] = set()

    @contextmanager
    def opened(self) -> Iterator[FakeBox]:
        yield self

    def uid(self, command: str, *told: Any) -> tuple[str, list[Any]]:
        if command == "SEARCH":
            return "OK", [" ".join(u for u in self.mails if u not in self.seen).encode()]
        uid, what = told[0], told[1]
        self.asked.append(what)
        if uid in self.fails:
            raise imaplib.IMAP4.abort("gone")
        if command == "STORE":
            self.seen.add(uid)
            return "OK", [None]
        mail = self.mails[uid]
        if "RFC822.SIZE" in what:
            line = (
                f'1 (UID {uid} INTERNALDATE "17-Nov-2026 10:00:00 -0600" RFC822.SIZE {len(mail)})'
            )
            return "OK", [line.encode()]
        assert "PEEK" in what, "reading a mail must not mark it"
        head = mail.partition(b"\n\n")[0] + b"\n\n"
        return "OK", [(b"1 (BODY[] {1}", head if "HEADER" in what else mail), b")"]


def mail(text: str = "¿Abren en sábado?", html: str = "", files: int = 0, **headers: str) -> bytes:
    message = EmailMessage()
    given = {
        "From": "Ana Ruiz <ana@example.org>",
        "Subject": "Una pregunta",
        "Message-ID": "<uno@example.org>",
    }
    for name, value in {**given, **headers}.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for number in range(files):
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=f"{number}")
    return message.as_bytes()


@pytest.fixture(autouse=True)
def _days(settings):
    counting_days()
    settings.MAILBOX_URL = "imaps://contacto%40example.gob.mx:secreta@mail.example.gob.mx/INBOX"


def read(*mails: bytes) -> int:
    return mailbox.read_mailbox(FakeBox(*mails).opened)


def test_a_mail_is_an_enquiry_once_and_stays_in_the_mailbox_as_read() -> None:
    box = FakeBox(mail())
    assert mailbox.read_mailbox(box.opened) == 1 and box.seen == {"1"}
    box.seen.clear()  # somebody marked it unread
    assert mailbox.read_mailbox(box.opened) == 0
    row = Enquiry.objects.get()
    said = words_of(row)
    assert (said.name, said.email) == ("Ana Ruiz", "ana@example.org")
    assert (said.subject, said.text) == ("Una pregunta", "¿Abren en sábado?")
    assert row.channel.kind == Kind.MAILBOX and "2026-11-17" in row.received_at.isoformat()


def test_what_answers_an_earlier_one_goes_on_in_its_story_and_opens_it_again() -> None:
    read(mail())
    row, clerk = Enquiry.objects.get(), staff("counter@modulo")
    operations.answer(actor=clerk, enquiry=row, revision=row.revision, text="De nueve a dos.")
    assert row.state == State.ANSWERED
    by_reference = {"Message-ID": "<dos@example.org>", "In-Reply-To": "<uno@example.org>"}
    by_number = {"Message-ID": "<tres@example.org>", "Subject": f"Re: {row.number}: respuesta"}
    read(mail("¿Y en domingo?", **by_reference), mail("Gracias", files=1, **by_number))
    row = Enquiry.objects.get()
    assert row.is_open and row.due_on >= timezone.localdate()
    told = [text_of(one) for one in row.entries.filter(kind=EntryKind.MESSAGE)]
    assert told[0] == "¿Y en domingo?" and told[1].startswith("Gracias\n\nTraía archivos")


@pytest.mark.parametrize("headers", [{"In-Reply-To": "<uno@example.org>"}, {"Subject": "{number}"}])
def test_nobody_writes_in_the_story_of_somebody_else(headers) -> None:
    read(mail())
    number = Enquiry.objects.get().number
    told = {name: value.format(number=number) for name, value in headers.items()}
    read(mail("Soy otra", **{"Message-ID": "<x@y>", "From": "otra@example.org"} | told))
    assert Enquiry.objects.count() == 2
    assert not Enquiry.objects.get(number=number).entries.filter(kind=EntryKind.MESSAGE).exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List-Id": "<lista.example.org>"},
        {"Return-Path": "<>"},
        {"From": "MAILER-DAEMON@example.org"},
        {"From": "contacto@example.gob.mx"},
        {"From": "Ventanilla <no-responder@localhost>"},
    ],
)
def test_what_a_machine_or_we_ourselves_wrote_is_no_enquiry(headers) -> None:
    box = FakeBox(mail(**headers))
    assert mailbox.read_mailbox(box.opened) == 0
    assert not Enquiry.objects.exists() and box.seen == {"1"}


def test_html_is_reduced_to_its_words() -> None:
    html = "<head><title>T</title></head><p>Hola<script>alert(1)</script> &amp; <b>adiós</b></p>"
    html += "<style>p{}</style><ul><li>uno<li>dos</ul><img src='http://x/y' onerror=alert(1)>"
    assert words_of_html(html) == "Hola & adiós\n\nuno\ndos"
    for broken in ("<p", "<script>nunca", "</p></script>ya", "<![CDATA[x", "&#x110000;", "\x00"):
        words_of_html(broken)
    assert read_letter(mail("  ", html="<p>Solo <i>así</i></p>")).text == "Solo así"


def test_files_stay_in_the_mailbox_and_it_says_so() -> None:
    read(mail(files=2))
    note = Enquiry.objects.get().entries.get(kind=EntryKind.NOTE)
    assert "(2)" in text_of(note)


def test_of_a_mail_too_large_only_its_headers_are_read(monkeypatch) -> None:
    monkeypatch.setattr(mailbox, "LARGEST", 50)
    box = FakeBox(mail())
    assert mailbox.read_mailbox(box.opened) == 1 and "(BODY.PEEK[HEADER])" in box.asked
    assert words_of(Enquiry.objects.get()).text == "(sin texto)"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00nada",
        b"From: =?utf-8?q?roto?\nSubject: =?x-nada?b?!!?=\n\nHola",
        b"From: a b c <<>\nContent-Type: text/plain; charset=nada\n\nHola \xff",
        b"From: x@y\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\n--a\nContent-Type: x",
        b"Message-ID: roto\nReferences: <a> <b>\nFrom: Ana <" + b"a" * 400 + b"@x.mx>\n\n",
    ],
)
def test_whatever_comes_is_taken_and_stops_nothing(raw) -> None:
    box = FakeBox(raw, mail())
    assert mailbox.read_mailbox(box.opened) == 2 and box.seen == {"1", "2"}


def test_a_long_one_is_cut_and_the_whole_stays_in_the_mailbox() -> None:
    read(mail("palabra " * 2000))
    text = words_of(Enquiry.objects.get()).text
    assert len(text) <= LONGEST_TEXT and text.endswith("[…]")


def test_one_that_cannot_be_taken_stays_unread_and_stops_no_other(monkeypatch, caplog) -> None:
    take_in = mailbox.take_in

    def sometimes(letter, **told):
        if "mala" in letter.subject:
            raise ValueError("ana@example.org")
        return take_in(letter, **told)

    monkeypatch.setattr(mailbox, "take_in", sometimes)
    box = FakeBox(mail(Subject="La mala"), mail(**{"Message-ID": "<dos@x>"}))
    with caplog.at_level(logging.INFO):
        assert mailbox.read_mailbox(box.opened) == 1
    assert box.seen == {"2"} and "ana@" not in caplog.text and "ValueError" in caplog.text


def test_a_server_that_goes_away_is_asked_again(caplog) -> None:
    box = FakeBox(mail(), mail(**{"Message-ID": "<dos@x>"}))
    box.fails = {"2"}
    mailbox.read_mailbox(box.opened)
    assert Enquiry.objects.count() == 1 and "away" in caplog.text
    box.fails = set()
    mailbox.read_mailbox(box.opened)
    assert Enquiry.objects.count() == 2

    @contextmanager
    def refused() -> Iterator[Any]:
        raise ConnectionRefusedError("mail.example.gob.mx secreta")
        yield

    assert mailbox.read_mailbox(refused) == 0 and "secreta" not in caplog.text


def test_the_address_of_the_mailbox_is_taken_apart(monkeypatch) -> None:
    said: list[Any] = []

    class Server:
        def __init__(self, host: str, port: int, **options: Any) -> None:
            said.append((host, port, options["timeout"]))

        def login(self, user: str, password: str) -> None:
            said.append((user, password))

        def select(self, folder: str) -> tuple[str, list[bytes]]:
            said.append(folder)
            return "OK", [b"0"]

        def uid(self, *asked: Any) -> tuple[str, list[bytes]]:
            return "OK", [b""]

        def logout(self) -> None:
            said.append("out")

    monkeypatch.setattr(imaplib, "IMAP4_SSL", Server)
    tasks.read_the_mailbox()
    login = ("contacto@example.gob.mx", "secreta")
    assert said == [("mail.example.gob.mx", 993, mailbox.SECONDS), login, '"INBOX"', "out"]


def test_without_a_mailbox_nothing_is_read(settings) -> None:
    settings.MAILBOX_URL = ""
    tasks.read_the_mailbox()
    with pytest.raises(CommandError):
        call_command("read_mailbox")
