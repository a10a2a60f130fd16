"""A visit on its way: what is written down at the door waits here until it is handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.documents.store import keep_until
from procedures.requests import crypto
from procedures.requests.access import visible_to
from procedures.requests.errors import Conflict, NotFound
from procedures.requests.models import ServiceRequest

from .models import Visit, VisitDraft, VisitStatus

KEPT = dt.timedelta(days=7)  # uploads of a visit nobody handed in yet
RECORDS = ("record_visit", "record_verification")


@dataclass(frozen=True)
class Held:
    """What waits: answers by field, ids of uploads by field, and since when."""

    answers: dict[str, Any] = field(default_factory=dict)
    papers: dict[str, list[str]] = field(default_factory=dict)
    saved_at: dt.datetime | None = None


def mine(actor: Actor) -> QuerySet[Visit]:
    """The visits this actor goes on, of requests they may see."""
    cases = visible_to(ServiceRequest.objects.all(), actor)
    return Visit.objects.filter(inspector=actor.user, service_request__in=cases).select_related(
        "service_request__version", "service_request__procedure", "inspector__credential"
    )


def find(actor: Actor, code: str) -> Visit:
    """One of them.

    Raises:
        NotFound: there is none, or somebody else goes.
    """
    found = mine(actor).filter(code=code[:20]).first()
    if found is None:
        raise NotFound(_("No encontramos esa visita."))
    return found


def window_in_words(visit: Visit) -> str:
    """The hours of a visit as people read them, from the question that asked for them."""
    asked = visit.service_request.workflow.case_fields.get("horario")
    return asked.display(visit.window) if asked else visit.window


def hold(
    *,
    actor: Actor,
    visit: Visit,
    answers: Mapping[str, Any],
    added: Mapping[str, Sequence[str]] | None = None,
    removed: Collection[str] = (),
) -> None:
    """Keep what was typed and photographed so far. It is no event: nothing was handed in.

    What changed is put into what is there now, under the visit's lock: on a bad line a photo and
    a typed field arrive at once, or late, and neither may undo the other.

    Args:
        answers: values by field that were typed since the page was shown.
        added: ids of uploads by field.
        removed: ids of uploads that were given up.

    Raises:
        NotFound: somebody else's visit.
        Conflict: it was handed in already.
    """
    with transaction.atomic():
        row = mine(actor).select_for_update(of=("self",)).filter(pk=visit.pk).first()
        if row is None:
            raise NotFound(_("No encontramos esa visita."))
        if row.status != VisitStatus.PLANNED:
            raise Conflict(_("Esta visita ya se registró."), code="no_visit")
        before = held(row)
        told = {**before.answers, **answers}
        files = {
            key: list(dict.fromkeys([*before.papers.get(key, []), *new]))
            for key in {*before.papers, *(added or {})}
            for new in [(added or {}).get(key, [])]
        }
        files = {key: [one for one in ids if one not in removed] for key, ids in files.items()}
        keep_until((one for ids in files.values() for one in ids), timezone.now() + KEPT)
        VisitDraft.objects.update_or_create(
            visit=row,
            defaults={
                "answers": crypto.encrypt(told) if told else "",
                "papers": {key: ids for key, ids in files.items() if ids},
                "saved_at": timezone.now(),
            },
        )


def held(visit: Visit) -> Held:
    """What waits of a visit; empty where nobody began."""
    draft = VisitDraft.objects.filter(visit=visit).first()
    if draft is None:
        return Held()
    answers = crypto.decrypt(draft.answers) if draft.answers else {}
    return Held(answers, draft.papers, draft.saved_at)
