"""Answering once, and opening answers in batches that lead back to nobody (rule 13)."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from .invitations import Invitation
from .models import SealedAnswer, SpentInvitation, SurveyResponse
from .sealing import seal, unseal

SMALLEST_BATCH = 5  # nobody's answer is opened alone (DOMAIN 15.3 uses the same floor)


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
    return SpentInvitation.objects.filter(digest=invitation.digest).exists()


def open_batch(smallest: int = SMALLEST_BATCH) -> int:
    """Open what waits, shuffle it and store it; safe to repeat.

    Args:
        smallest: with fewer answers than this waiting, none is opened.

    Returns:
        How many answers were published.
    """
    if not settings.SURVEY_PRIVATE_KEY:
        return 0
    with transaction.atomic():
        waiting = list(SealedAnswer.objects.select_for_update())
        if len(waiting) < smallest:
            return 0
        random.SystemRandom().shuffle(waiting)
        SurveyResponse.objects.bulk_create(_response(unseal(row.sealed)) for row in waiting)
        SealedAnswer.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return len(waiting)


def _response(opened: dict[str, Any]) -> SurveyResponse:
    return SurveyResponse(
        procedure=opened["procedure"],
        source=opened["source"],
        month=dt.date.fromisoformat(opened["month"]),
        ease=opened.get("ease"),
        time=opened.get("time"),
        treatment=opened.get("treatment"),
        solved=opened.get("solved") or "",
        comment=opened.get("comment") or "",
    )
