"""Endings that nobody decides on the merits: the person withdraws, or the file lapses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.catalogue.institution import institution
from procedures.definition import Kind, Phase
from procedures.requests import notices, people, timekeeping
from procedures.requests.core import Change, change
from procedures.requests.errors import Conflict, NotAllowed
from procedures.requests.models import Applicant, ClockInterval, Event, ServiceRequest
from procedures.requests.models.request import ApplicantRole
from procedures.requests.saying import date

from .passing import pass_on

WARNED = "inactivity_warned"


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
    """A person archives a file whose citizen was warned and did not come in months (R20; LFPA 60).

    Raises:
        Conflict: it does not wait for the citizen, who was not warned, or not so long ago.
    """
    with change(
        actor=actor, service_request=service_request, revision=revision, why="lapse"
    ) as now:
        row = now.service_request
        transition = now.decide(action, kinds=frozenset({Kind.LAPSE}))
        if too_early := why_not_yet(row, now.today):
            raise Conflict(too_early, code="too_early")
        clean = now.clean(transition, answers or {}, {})
        return now.move(transition, answers=clean, note=note)


def waiting_since(service_request: ServiceRequest) -> dt.date | None:
    """Since when the request waits for its citizen, or None when it does not."""
    if service_request.phase not in {Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT}:
        return None
    running = service_request.intervals.filter(ended_on=None).first()
    return running.started_on if running else None


def may_lapse(service_request: ServiceRequest) -> bool:
    """Whether its workflow lets somebody archive it from where it waits."""
    return any(
        one.kind == Kind.LAPSE and service_request.state in one.from_
        for one in service_request.workflow.transitions
    )


def unwarned_since(today: dt.date) -> Q:
    """Requests nobody was warned of since their wait began, which is long enough ago or nearly.

    Business days are no fewer calendar days: what this leaves out cannot be due for a warning.
    """
    long_ago = today - dt.timedelta(days=institution().clocks.inactivity_warning_days)
    warned = Event.objects.filter(
        service_request=OuterRef("service_request"),
        kind=WARNED,
        at__date__gt=OuterRef("started_on"),
    )
    waits = ClockInterval.objects.filter(
        ~Exists(warned), service_request=OuterRef("pk"), ended_on=None, started_on__lt=long_ago
    )
    return Q(Exists(waits))


def warn_of_lapse(*, actor: Actor, service_request: ServiceRequest, today: dt.date) -> Event | None:
    """Tell the person that the file waits for them, and from when it may be archived (R20).

    Returns:
        None where it does not wait, cannot lapse, waits for too short a time, or they were warned.
    """
    with change(
        actor=actor, service_request=service_request, revision=None, why=WARNED, aside=True
    ) as now:
        row, clocks = now.service_request, institution().clocks
        since = waiting_since(row)
        if since is None or not may_lapse(row) or lapses_on(row) is not None:
            return None
        calendar = timekeeping.calendar_of(row)
        wait = max(
            calendar.add_days(since, clocks.inactivity_warning_days), row.citizen_due_on or since
        )
        if today <= wait:
            return None
        day = calendar.add_months(today, clocks.inactivity_months)
        event = now.record(
            WARNED,
            said={"since": since.isoformat(), "lapses_on": day.isoformat()},
            private={"by_mail": notices.recipient_of(row) is not None},
        )
        detail = _("Si no recibimos su respuesta, podemos archivarla a partir del %s.")
        with translation.override(settings.LANGUAGE_CODE):
            notices.announce(row, WARNED, event=event, detail=[detail % date(day)])
        return event


def lapses_on(service_request: ServiceRequest) -> dt.date | None:
    """The first day it may be archived; None until the person is warned of this very wait."""
    since = waiting_since(service_request)
    for event in service_request.events.filter(kind=WARNED).select_related("payload"):
        said = event.payload.data["public"]
        if since is not None and said["since"] == since.isoformat():
            return dt.date.fromisoformat(said["lapses_on"])
    return None


def why_not_yet(service_request: ServiceRequest, today: dt.date) -> str:
    """Why it may not be archived today, in words; "" when it may."""
    day = lapses_on(service_request)
    if day is None:
        return _("Solo puede archivarse después de avisar a la persona y esperar su respuesta.")
    if today < day:
        return _("La persona tiene hasta antes del %s: después puede archivarse.") % date(day)
    return ""
