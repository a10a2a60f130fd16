"""What somebody asked not to be sent is not sent; what is part of a case always is."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from notifications import delivery, preferences
from notifications.messages import MESSAGES, PERSONAL, SILENCEABLE, Purpose
from notifications.models import OutboxMessage, State, Unsubscription
from notifications.preferences import BadToken, choice_of, choose, link, read, silenced

from .letters import ANA, case_message, personal_message, posted

pytestmark = pytest.mark.django_db
SURVEY = "survey_invitation"
REMINDERS = {"correction_ending", "payment_ending", "visit_tomorrow", "renewal_due"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def token_for(purpose: Purpose, address: str = ANA.email) -> str:
    return link(purpose, address).rstrip("/").rpartition("/")[2]


def page(purpose: Purpose) -> str:
    return f"/avisos/{token_for(purpose)}/"


def delivered(row: OutboxMessage) -> mail.EmailMultiAlternatives:
    assert delivery.deliver(row.pk)
    found: mail.EmailMultiAlternatives = mail.outbox[-1]
    return found


def test_one_click_is_offered_exactly_where_one_may_be_silent() -> None:
    sent = delivered(posted(case_message(SURVEY)))
    (address,) = re.findall(r"<(.+)>", sent.extra_headers["List-Unsubscribe"])
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read(address.rstrip("/").rpartition("/")[2]) == choice_of(Purpose.SURVEY, ANA.email)
    assert address in sent.body and "unsubscribe_link" not in sent.body
    assert ANA.email not in address and "SOAPA" not in address
    for kind in sorted(MESSAGES.keys() - {SURVEY} - REMINDERS):
        sent = delivered(posted(case_message(kind), key=kind))
        assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & sent.extra_headers.keys()


def test_a_mail_program_does_it_in_one_post_without_session_and_as_often_as_it_likes() -> None:
    program = Client(enforce_csrf_checks=True)
    for _again in range(2):
        assert program.post(page(Purpose.SURVEY), ONE_CLICK).status_code == 200
    assert Unsubscription.objects.count() == 1
    assert posted(case_message(SURVEY)).state == State.CANCELLED
    assert posted(personal_message("draft_reminder"), key="other").state == State.CREATED
    assert posted(case_message(), key="case").state == State.CREATED


def test_opening_the_address_changes_nothing_and_it_can_be_undone(client: Client) -> None:
    at = page(Purpose.REMINDERS)
    assert b"No quiero recibirlos" in client.get(at).content
    client.head(at)
    assert not silenced(Purpose.REMINDERS, [ANA.email])
    client.post(at, {"quiero": "0"})
    assert silenced(Purpose.REMINDERS, [ANA.email.upper()])
    assert b"Quiero volver a recibirlos" in client.get(at).content
    client.post(at, {"quiero": "1"})
    assert not Unsubscription.objects.exists()


def test_what_waits_is_taken_back_from_that_address_and_no_other() -> None:
    theirs = posted(personal_message("draft_reminder"), key="a")
    kept = posted(case_message(), key="b")
    choose(choice_of(Purpose.REMINDERS, "otra@example.org"), wanted=False)
    theirs.refresh_from_db()
    assert theirs.state == State.CREATED
    choose(choice_of(Purpose.REMINDERS, ANA.email), wanted=False)
    for row in (theirs, kept):
        row.refresh_from_db()
    assert (theirs.state, kept.state) == (State.CANCELLED, State.CREATED)


def test_a_token_is_for_one_purpose_and_one_address_and_not_for_ever(client: Client) -> None:
    token = token_for(Purpose.SURVEY)
    assert ANA.email not in token
    with pytest.raises(BadToken):
        read(token[:-1] + ("A" if token[-1] != "A" else "B"))
    with pytest.raises(BadToken):
        read(signing.dumps([Purpose.CASE, "0" * 64], salt=preferences.SALT))
    with pytest.raises(BadToken):
        read(signing.dumps(["survey", "0" * 64], salt="another door"))
    with time_machine.travel(timezone.now() + dt.timedelta(days=181)), pytest.raises(BadToken):
        read(token)
    for opener in ("/solicitudes/enlace/", "/encuesta/", "/continuar/"):
        assert client.get(f"{opener}{token}/").status_code >= 400
    assert client.post("/avisos/nada/", ONE_CLICK).status_code == 404
    assert not Unsubscription.objects.exists()


def test_no_message_of_a_case_can_be_silenced() -> None:
    assert Purpose.CASE not in SILENCEABLE
    silent = {kind for kind, one in MESSAGES.items() if one.purpose != Purpose.CASE}
    assert silent == {SURVEY} | REMINDERS
    assert {k for k, one in PERSONAL.items() if one.purpose != Purpose.CASE} == {"draft_reminder"}
    assert link(Purpose.CASE, ANA.email) == ""
