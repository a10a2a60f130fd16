"""An answer to a prevención that is not finished: kept until it is sent, whatever the device.

A person has ten business days and one single answer (R7, R9), so what they typed and photographed
today waits for them, sealed, with their request: folio and key open it anywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.documents.store import keep_until
from procedures.requests import crypto
from procedures.requests.access import visible_to
from procedures.requests.errors import Conflict, NotFound
from procedures.requests.happening import Happened, at_closing
from procedures.requests.models import Correction, CorrectionDraft, ServiceRequest

from .corrections import open_correction

Papers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Held:
    """What waits to be sent: answers by field, ids of uploads by field, and since when."""

    answers: dict[str, Any] = field(default_factory=dict)
    papers: dict[str, list[str]] = field(default_factory=dict)
    saved_at: dt.datetime | None = None


def hold_answer(
    *, actor: Actor, service_request: ServiceRequest, answers: Mapping[str, Any], papers: Papers
) -> None:
    """Keep a half-finished answer to the open prevención; an earlier one is replaced.

    It is no event: nothing was handed in yet. What was not asked for is not kept.

    Args:
        answers: values that fit their fields.
        papers: ids of uploads by field; they are kept as long as the person may answer.

    Raises:
        NotFound: not this actor's to see.
        Conflict: nothing is being asked for any more.
    """
    with transaction.atomic():
        row = (
            visible_to(ServiceRequest.objects.all(), actor)
            .select_for_update(of=("self",))
            .filter(pk=service_request.pk)
            .first()
        )
        if row is None:
            raise NotFound(_("No encontramos esa solicitud."))
        pending = open_correction(row)
        if pending is None:
            raise Conflict(_("No hay información pendiente por entregar."), code="no_correction")
        files = {key: list(ids) for key, ids in papers.items() if ids and pending.opens(key)}
        told = {key: value for key, value in answers.items() if key in pending.fields}
        keep_until((one for ids in files.values() for one in ids), _end_of(pending))
        CorrectionDraft.objects.update_or_create(
            correction=pending,
            defaults={
                "answers": crypto.encrypt(told) if told else "",
                "papers": files,
                "saved_at": timezone.now(),
            },
        )


def held_answer(correction: Correction) -> Held:
    """What waits for this prevención; empty where nobody began."""
    draft = CorrectionDraft.objects.filter(correction=correction).first()
    if draft is None:
        return Held()
    answers = crypto.decrypt(draft.answers) if draft.answers else {}
    return Held(answers, draft.papers, draft.saved_at)


@at_closing
def _forget(happened: Happened) -> None:
    """Nobody waits for it any more."""
    CorrectionDraft.objects.filter(correction__service_request=happened.service_request).delete()


def _end_of(correction: Correction) -> dt.datetime:
    """The midnight after the day after the last one: somebody may be sending at that moment."""
    return timezone.make_aware(
        dt.datetime.combine(correction.due_on + dt.timedelta(days=2), dt.time.min)
    )
