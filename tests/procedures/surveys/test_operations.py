"""An invitation is good for one answer, and answers are opened together."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from procedures.surveys import operations
from procedures.surveys.invitations import read, token_for
from procedures.surveys.models import SealedAnswer, SpentInvitation, SurveyResponse
from procedures.surveys.operations import AlreadySpent, answer, is_spent, open_batch
from procedures.surveys.sealing import seal, unseal
from procedures.surveys.tasks import open_sealed_answers
from tests.factories.facts import DAY, invited

SAID = {"ease": 5, "time": None, "treatment": 4, "solved": "", "comment": "Gracias"}


def invitation(number: int = 1, procedure: str = "cambio-medidor", source: str = "online"):
    return read(token_for(f"SOAPA-2026-{number:06}-0", procedure, source, DAY))


def answers(many: int, **where: str) -> None:
    for number in range(many):
        answer(invitation(number, **where), SAID)


@pytest.mark.django_db
def test_an_answer_comes_back_as_it_was_given():
    invited(5)
    answers(5)
    open_sealed_answers()
    published = SurveyResponse.objects.first()
    assert (published.ease, published.time, published.treatment) == (5, None, 4)
    assert (published.solved, published.comment, published.moderated) == ("", "Gracias", False)
    assert (published.procedure, published.source) == ("cambio-medidor", "online")


@pytest.mark.django_db
def test_fewer_than_five_stay_closed():
    invited(9)
    answers(4)
    assert open_batch() == 0
    assert (SealedAnswer.objects.count(), SurveyResponse.objects.count()) == (4, 0)
    answer(invitation(4), SAID)
    assert open_batch() == 5
    assert (SealedAnswer.objects.count(), SurveyResponse.objects.count()) == (0, 5)
    assert open_batch() == 0


@pytest.mark.django_db
def test_those_whose_origin_would_name_them_wait_for_others():
    invited(9)
    invited(2, procedure="fuga")
    answers(6)
    answer(invitation(100, procedure="fuga"), SAID)
    assert open_batch() == 6
    assert SealedAnswer.objects.count() == 1
    invited(4, procedure="factibilidad")
    for number in range(101, 105):
        answer(invitation(number, procedure="factibilidad"), SAID)
    assert open_batch() == 5
    assert SurveyResponse.objects.filter(procedure="", source="").count() == 5


@pytest.mark.django_db
def test_an_invitation_is_spent_once():
    assert not is_spent(invitation())
    answer(invitation(), SAID)
    assert is_spent(invitation())
    with pytest.raises(AlreadySpent):
        answer(invitation(), SAID | {"ease": 1})
    assert SealedAnswer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_fails_spends_nothing(monkeypatch):
    def broken(**_row):
        raise OSError("disk full")

    monkeypatch.setattr(SealedAnswer.objects, "create", broken)
    with pytest.raises(OSError, match="disk full"):
        answer(invitation(), SAID)
    assert not SpentInvitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_fails_publishes_nothing(monkeypatch):
    invited(5)
    answers(5)

    def broken(*_answer):
        raise RuntimeError("half way")

    monkeypatch.setattr(operations, "_response", broken)
    with pytest.raises(RuntimeError):
        open_batch()
    assert (SealedAnswer.objects.count(), SurveyResponse.objects.count()) == (5, 0)


@pytest.mark.django_db(transaction=True)
def test_what_was_sealed_to_another_key_waits_and_holds_nobody_up():
    invited(6)
    answers(6)
    foreign = SealedAnswer.objects.first()
    foreign.sealed = bytes(reversed(bytes(foreign.sealed)))
    foreign.save()
    assert open_batch() == 5
    assert SealedAnswer.objects.get() == foreign


@pytest.mark.django_db
def test_without_the_private_key_nothing_is_opened(settings):
    invited(5)
    answers(5)
    settings.SURVEY_PRIVATE_KEY = ""
    assert open_batch() == 0
    assert SealedAnswer.objects.count() == 5


def test_only_the_private_key_opens_a_seal(settings):
    sealed = seal({"ease": 5})
    assert unseal(sealed) == {"ease": 5}
    settings.SURVEY_PRIVATE_KEY = "YEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8="
    with pytest.raises(InvalidTag):
        unseal(sealed)


def test_an_answer_longer_than_the_form_allows_is_refused():
    with pytest.raises(ValueError, match="longer than the form"):
        seal({"comment": "a" * 10_000})


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_spend_it_once():
    start, results = Barrier(16), []

    def press() -> None:
        start.wait()
        try:
            answer(invitation(), SAID)
            results.append("kept")
        except AlreadySpent:
            results.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=press) for _n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["kept"] + ["refused"] * 15
    assert (SpentInvitation.objects.count(), SealedAnswer.objects.count()) == (1, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_batches_at_once_publish_each_answer_once():
    invited(8)
    answers(8)
    start, opened = Barrier(2), []

    def run() -> None:
        start.wait()
        try:
            opened.append(open_batch())
        finally:
            connection.close()

    threads = [Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(opened) == 8
    assert SurveyResponse.objects.count() == 8
