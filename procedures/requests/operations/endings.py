"""Endings that nobody decides on the merits: the person withdraws, or the file lapses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.definition import Kind, Phase
from procedures.requests import clock, notices, people
from procedures.requests.core import Change, change
from procedures.requests.errors import Conflict, NotAllowed
from procedures.requests.models import Applicant, Event, ServiceRequest
from procedures.requests.models.request import ApplicantRole

from .passing import pass_on

INACTIVITY_MONTHS = 3  # R20; LFPA art. 60


def withdraw(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int,
    answers: Mapping[str, Any] | None = None,
    note: str = "",
    applicant: int | None = None,
) -> Event:
    """The person withdraws, at any time before the resolution (R19; LFPA art. 58).

    Of several applicants only the one who withdraws is out; the request closes with the last.

    Args:
        applicant: which one, by id; staff alone name another than who filed.

    Raises:
        Conflict: it is closed, the workflow has no withdrawal from here, or that person is out.
    """
    with change(
        actor=actor, service_request=service_request, revision=revision, why="withdraw"
    ) as now:
        row = now.service_request
        found = [
            t for t in now.workflow.transitions if t.kind == Kind.WITHDRAW and row.state in t.from_
        ]
        if not found:
            raise Conflict(_("La solicitud ya no puede retirarse."), code="wrong_state")
        transition = now.decide(found[0].action, kinds=frozenset({Kind.WITHDRAW}))
        clean = now.clean(transition, answers or {}, {})
        leaving = _who_leaves(now, applicant)
        if leaving is not None and people.asking(row).exists():
            event = now.record("applicant_withdrew", private={"fields": clean, "note": note})
            pass_on(now, people.hand_over(row, leaving))
            return event
        notices.forget(row, "correction_requested", "payment_ordered")
        return now.move(transition, answers=clean, note=note)


def _who_leaves(now: Change, applicant: int | None) -> Applicant | None:
    """Take one applicant out: the one who is told, or whom they represent, unless staff name one.

    Returns:
        Who leaves; None where nobody is on file, as in an anonymous request.
    """
    if applicant is not None and now.actor.kind != "staff":
        raise NotAllowed(_("Solo el personal puede retirar a otra persona solicitante."))
    asking = now.service_request.applicants.exclude(role=ApplicantRole.REPRESENTATIVE)
    if not asking:
        return None
    own = asking.filter(is_contact=True).first() or asking.first()
    leaving: Applicant | None = asking.filter(pk=applicant).first() if applicant else own
    if leaving is None or leaving.withdrawn_at:
        raise Conflict(_("Esa persona ya se retiró de la solicitud."), code="already_withdrawn")
    leaving.withdrawn_at = now.now
    leaving.save()
    return leaving


def lapse(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    action: str,
    revision: int,
    answers: Mapping[str, Any] | None = None,
    note: str = "",
) -> Event:
    """A person archives a file that waited for the citizen three months in vain (R20; LFPA 60).

    Raises:
        Conflict: it does not wait for the citizen, or not for so long.
    """
    with change(
        actor=actor, service_request=service_request, revision=revision, why="lapse"
    ) as now:
        row = now.service_request
        transition = now.decide(action, kinds=frozenset({Kind.LAPSE}))
        since = waiting_since(row)
        if since is None or now.today < lapses_on(since):
            raise Conflict(
                _("Solo puede archivarse después de tres meses sin respuesta de la persona."),
                code="too_early",
            )
        clean = now.clean(transition, answers or {}, {})
        return now.move(transition, answers=clean, note=note)


def waiting_since(service_request: ServiceRequest) -> dt.date | None:
    """Since when the request waits for its citizen, or None when it does not."""
    if service_request.phase not in {Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT}:
        return None
    running = service_request.intervals.filter(ended_on=None).first()
    return running.started_on if running else None


def lapses_on(since: dt.date) -> dt.date:
    """The first day a file that waits since `since` may be archived."""
    return clock.BusinessCalendar().add_months(since, INACTIVITY_MONTHS)
