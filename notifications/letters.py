"""Letters of the counter: printed in batches, posted, and sometimes brought back by the post.

A letter is a row of the outbox like any message. What is particular is who moves it: somebody of
the staff, named and dated in `Letter`. Who may, and which of them they see, is said by the rooms
above, because this folder knows nothing of cases: they hand in the rows.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from backend.accounts.models import User
from notifications import secrets
from notifications.models import Letter, LetterBatch, OutboxMessage, OutboxQuerySet, Returned
from notifications.problems import Problem
from notifications.ways import ended_badly

CHANNEL = "letter"
MOST = 100  # letters of a batch: what a person folds in a morning
CLOSING = "\n--\n"  # in `layout.txt`: after it comes what only a mail needs


def waiting(rows: OutboxQuerySet) -> OutboxQuerySet:
    """Of messages, the letters that nobody printed yet and whose time has come and is not over."""
    now = timezone.now()
    due = rows.unfinished().filter(channel=CHANNEL, letter=None)
    return due.filter(due_at__lte=now, expires_at__gt=now).order_by("created_at", "pk")


def gather(*, by: User, rows: OutboxQuerySet) -> LetterBatch | None:
    """Put the oldest letters that wait into one batch, in the caller's transaction.

    Returns:
        The batch; None where nothing waits, which is also what the second of two gets who ask at
        the same moment.
    """
    mine = list(waiting(rows).select_for_update(of=("self",))[:MOST])
    if not mine:
        return None
    batch = LetterBatch.objects.create(made_by=by)
    for row in mine:
        Letter(message=row, batch=batch).save()
    return batch


def post(letters: list[Letter], *, by: User, on: dt.date) -> int:
    """Put down, in the caller's transaction, that letters were put in the post.

    Args:
        letters: what is posted already, was taken back or is over stays as it is.
        on: the day.

    Returns:
        How many were.
    """
    done = 0
    for letter in letters:
        if _locked(letter, posted_on=None) is None:
            continue
        now = timezone.now()
        mine = OutboxMessage.objects.filter(pk=letter.message_id)
        sent = OutboxQuerySet.unfinished(mine).update(sent_at=now, tries=1, leased_until=None)
        if sent:
            letter.posted_on, letter.posted_by = on, by
            letter.save()
            done += 1
    return done


def bring_back(letter: Letter, *, by: User, on: dt.date, why: Returned) -> bool:
    """Put down, in the caller's transaction, that the post returned a letter: the person was not
    reached by it, so another way begins, or nobody reaches them.

    Returns:
        Whether this call did; False where it was put down before, or the letter was never posted.
    """
    if letter.posted_on is None or _locked(letter, returned_on=None) is None:
        return False
    letter.returned_on, letter.returned_by, letter.returned_why = on, by, why
    letter.save()
    row = letter.message
    if row.failed_at is None:
        ended_badly(row, timezone.now(), problem=Problem.ADDRESS, error=f"Returned {why.value}")
    return True


def words_of(row: OutboxMessage) -> str:
    """What a letter says: its text up to what only a mail needs, its secrets as paper may say them.

    A letter is printed, folded and put in an envelope by people who are not who it is for, so it
    never holds a key, nor a link that opens something.
    """
    return secrets.fill_on_paper(row.text.rpartition(CLOSING)[0] or row.text, row.reference).strip()


def _locked(letter: Letter, **still: None) -> Letter | None:
    rows = Letter.objects.select_for_update(of=("self",)).filter(pk=letter.pk, **still)
    return rows.first()
