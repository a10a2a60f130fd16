"""Answering once, and opening answers in batches that lead back to nobody (rule 13)."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import IntegrityError, transaction

from .crowds import CROWD, Labels, labels_by_month
from .invitations import Invitation
from .models import SealedAnswer, SpentInvitation, SurveyResponse
from .sealing import seal, unseal

SMALLEST_BATCH = CROWD  # nobody's answer is opened alone


class AlreadySpent(Exception):
    """The invitation was used."""


def answer(invitation: Invitation, answers: dict[str, Any]) -> None:
    """Spend an invitation and store its answer, sealed: one transaction, nothing that joins them.

    Args:
        answers: the clean data of `SurveyForm`.

    Raises:
        AlreadySpent: this token was used; nothing is stored.
    """
    sealed = seal(
        {
            "procedure": invitation.procedure,
            "source": invitation.source,
            "month": invitation.month.isoformat(),
            **answers,
        }
    )
    try:
        with transaction.atomic():
            SpentInvitation.objects.create(digest=invitation.digest)
            SealedAnswer.objects.create(sealed=sealed)
    except IntegrityError as twice:
        raise AlreadySpent from twice


def is_spent(invitation: Invitation) -> bool:
    """Whether this invitation was answered already."""
    return SpentInvitation.objects.filter(digest=invitation.digest).exists()


def open_batch(smallest: int = SMALLEST_BATCH) -> int:
    """Open what waits, shuffle it and store it under labels of a crowd; safe to repeat.

    Args:
        smallest: with fewer answers than this ready, none is published; a label that fewer people
            share is not kept either.

    Returns:
        How many answers were published. One whose origin would name its request stays sealed.
    """
    if not settings.SURVEY_PRIVATE_KEY:
        return 0
    with transaction.atomic():
        said = labels_by_month(crowd=smallest)
        waiting = list(SealedAnswer.objects.select_for_update())
        opened = [(row.pk, _opened(row)) for row in waiting]
        ready = [
            (pk, response)
            for pk, answer in opened
            if answer is not None and (response := _response(answer, said)) is not None
        ]
        if len(ready) < smallest:
            return 0
        random.SystemRandom().shuffle(ready)
        SurveyResponse.objects.bulk_create(response for _pk, response in ready)
        SealedAnswer.objects.filter(pk__in=[pk for pk, _response in ready]).delete()
    return len(ready)


def _opened(row: SealedAnswer) -> dict[str, Any] | None:
    """What was sealed, or None where it was sealed to a key we no longer have: it waits for it."""
    try:
        return unseal(bytes(row.sealed))
    except InvalidTag:
        return None


def _response(opened: dict[str, Any], said: Labels) -> SurveyResponse | None:
    month = dt.date.fromisoformat(opened["month"])
    origin = opened["procedure"], opened["source"]
    label = said.get(month, {}).get(origin)
    if label is None:
        return None
    return SurveyResponse(
        procedure=label[0],
        source=label[1],
        month=month,
        ease=opened.get("ease"),
        time=opened.get("time"),
        treatment=opened.get("treatment"),
        solved=opened.get("solved") or "",
        comment=opened.get("comment") or "",
    )
