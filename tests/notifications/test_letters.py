"""Letters: the last way, in the hands of people, with days of their own and no secret in them."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from backend.accounts.actors import staff_actor
from notifications import delivery, letters
from notifications.channels import Undeliverable, channels
from notifications.figures import doing
from notifications.handling import readdress
from notifications.messages import SignInMessage
from notifications.models import (
    PAPER_LIFE,
    Letter,
    LetterBatch,
    OutboxMessage,
    OutboxQuerySet,
    Returned,
    State,
)
from notifications.outbox import NoWay, Recipient, cancel, unreachable
from notifications.problems import Problem
from notifications.secrets import PAPER, PLACEHOLDER
from tests.factories import person

from .letters import FOLIO, case_message, posted

pytestmark = pytest.mark.django_db
HOME = "Calle Independencia 104\n  Col.   Centro\n68000 Oaxaca de Juárez, Oax."
BY_LETTER = Recipient(name="Ana Ruiz", postal=HOME, channel="letter")
EVERY_WAY = Recipient(
    name="Ana", email="ana@example.org", phone="9515551234", postal=HOME, others=("sms", "letter")
)
TODAY = dt.date(2026, 2, 16)


def rows() -> OutboxQuerySet:
    return OutboxQuerySet(OutboxMessage).order_by("id")


def printed(to: Recipient = BY_LETTER) -> Letter:
    posted(to=to)
    with transaction.atomic():
        batch = letters.gather(by=person("counter@modulo"), rows=rows())
    assert batch
    return batch.letters.get()


def sent() -> Letter:
    letter = printed()
    assert letters.post([letter], by=letter.batch.made_by, on=TODAY) == 1
    return again(letter)


def again(letter: Letter) -> Letter:
    return Letter.objects.select_related("message").get(pk=letter.pk)


# --- the way -----------------------------------------------------------------------------------
def test_a_letter_waits_for_people_and_no_worker_takes_it(asked: list[int]) -> None:
    row = posted(to=BY_LETTER)
    assert row.address == "Calle Independencia 104\nCol. Centro\n68000 Oaxaca de Juárez, Oax."
    assert row.expires_at == row.deadline == row.due_at + PAPER_LIFE
    assert not delivery.deliver(row.pk) and delivery.sweep() == 0 and asked == []
    assert list(letters.waiting(rows())) == [row]


def test_it_is_the_last_way_and_takes_nothing_of_the_others_72_hours(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = "https://gateway.example/"
    row = posted(to=EVERY_WAY)
    assert [channel for channel, _address in row.ways] == ["sms", "letter"]
    assert row.expires_at - row.due_at == dt.timedelta(hours=36), "half of it: sms has the other"


def test_it_begins_when_every_other_way_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_parcel: object) -> str:
        raise Undeliverable("550", Problem.ADDRESS)

    monkeypatch.setattr(channels()["email"], "send", never)
    posted(to=EVERY_WAY)
    delivery.sweep()
    first, letter = rows()
    assert first.state == State.FAILED and first.unreachable_at is None
    assert letter.channel == "letter" and letter.state == State.CREATED
    assert letter.expires_at == letter.deadline == letter.created_at + PAPER_LIFE


def test_it_begins_also_when_their_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_parcel: object) -> str:
        raise OSError

    monkeypatch.setattr(channels()["email"], "send", away)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        posted(to=EVERY_WAY)
        clock.shift(dt.timedelta(hours=73))
        delivery.sweep()
        first, letter = rows()
    assert (first.state, first.unreachable_at) == (State.EXPIRED, None)
    assert letter.channel == "letter"


def test_one_that_nobody_posts_ends_and_the_person_is_asked_for() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        letter = printed()
        clock.shift(PAPER_LIFE + dt.timedelta(minutes=1))
        delivery.sweep()
        assert unreachable(["under_review"]) == list(rows())
        assert letters.post([letter], by=letter.batch.made_by, on=TODAY) == 0, "it is over"
    assert again(letter).posted_on is None


@pytest.mark.parametrize("kind", ["survey_invitation"])
def test_what_is_nothing_without_its_link_is_no_letter(kind: str) -> None:
    with pytest.raises(NoWay):
        posted(case_message(kind), to=BY_LETTER)


def test_what_is_sealed_is_no_letter() -> None:
    with pytest.raises(NoWay):
        posted(SignInMessage(minutes=10), to=BY_LETTER)


# --- what it says ------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["request_received", "key_renewed", "under_review"])
def test_a_letter_holds_no_secret_and_nothing_of_a_mail(kind: str) -> None:
    words = letters.words_of(posted(case_message(kind), to=BY_LETTER))
    assert "made-" not in words and not PLACEHOLDER.search(words)
    assert f"/solicitudes/{FOLIO}/" in words and FOLIO in words and "Ana Ruiz" in words
    assert "se envía de manera automática" not in words and "\n--" not in words
    if kind != "under_review":
        assert "no va en este aviso" in words
    assert {"key", "tracking_link", "choices_link"} == set(PAPER)


def test_what_the_staff_wrote_is_never_cut() -> None:
    said = case_message("status_changed", detail="Antes\n--\nDespués")
    assert "Después" in letters.words_of(posted(said, to=BY_LETTER))


# --- the counter -------------------------------------------------------------------------------
def test_what_waits_is_printed_once_the_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "MOST", 2)
    made = [posted(to=BY_LETTER, key=str(n)) for n in range(3)]
    by = person("counter@modulo")
    with transaction.atomic():
        batches = [letters.gather(by=by, rows=rows()) for _ in range(3)]
    assert batches[2] is None
    printed = [[one.message_id for one in batch.letters.all()] for batch in batches[:2]]
    assert printed == [[made[0].pk, made[1].pk], [made[2].pk]]


def test_one_message_is_in_one_batch_whatever_happens() -> None:
    letter = printed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter(message=letter.message, batch=letter.batch).save()


def test_what_was_taken_back_is_not_printed_nor_posted() -> None:
    letter = printed()
    cancel(FOLIO, ["under_review"])
    assert letters.post([letter], by=letter.batch.made_by, on=TODAY) == 0
    assert again(letter).posted_on is None and again(letter).message.state == State.CANCELLED
    posted(to=BY_LETTER, key="two")
    cancel(FOLIO, ["under_review"])
    assert letters.gather(by=letter.batch.made_by, rows=rows()) is None
    assert LetterBatch.objects.count() == 1


def test_posted_is_sent_once_by_somebody_on_a_day() -> None:
    letter = sent()
    assert (letter.posted_on, letter.posted_by) == (TODAY, letter.batch.made_by)
    assert letter.message.state == State.SENT
    before = letter.message.sent_at
    assert letters.post([letter], by=person("oic@oic"), on=TODAY + dt.timedelta(days=1)) == 0
    assert (again(letter).posted_on, again(letter).message.sent_at) == (TODAY, before)
    assert [one.posted_on for one in letter.history.order_by("history_date")] == [None, TODAY]


def test_what_the_post_brings_back_reached_nobody_once() -> None:
    letter = sent()
    by, later = letter.batch.made_by, TODAY + dt.timedelta(days=9)
    assert letters.bring_back(letter, by=by, on=later, why=Returned.MOVED)
    assert not letters.bring_back(again(letter), by=by, on=TODAY, why=Returned.REFUSED)
    letter = again(letter)
    assert (letter.returned_on, letter.returned_why) == (later, Returned.MOVED)
    row = letter.message
    assert (row.state, row.problem, row.error) == (State.FAILED, "address", "Returned moved")
    assert unreachable(["under_review"]) == [row]


def test_one_that_was_never_posted_cannot_come_back() -> None:
    letter = printed()
    assert not letters.bring_back(letter, by=letter.batch.made_by, on=TODAY, why=Returned.UNKNOWN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(returned_on=TODAY)


def test_one_that_came_back_goes_to_another_address_as_another_letter() -> None:
    letter = sent()
    by = letter.batch.made_by
    letters.bring_back(letter, by=by, on=TODAY, why=Returned.MOVED)
    actor = staff_actor(person("supervisor@comercializacion"))
    new = readdress(actor=actor, message=again(letter).message, address="Calle Nueva 5, Centro")
    assert (new.channel, new.address) == ("letter", "Calle Nueva 5, Centro")
    assert new.expires_at == new.deadline == new.due_at + PAPER_LIFE
    assert list(letters.waiting(rows())) == [new] and delivery.sweep() == 0


def test_what_waits_for_people_is_no_figure_of_the_machines() -> None:
    printed()
    with time_machine.travel(timezone.now() + PAPER_LIFE - dt.timedelta(hours=1)):
        assert doing(timezone.now()) == []
