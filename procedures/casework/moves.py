"""Every move of a case through one door for the faces: which are open, and carrying one out.

A face shows `open_moves` and sends what was filled in to `carry_out`, which calls the operation of
the move's kind. The rules stay in the operations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.catalogue.institution import institution
from procedures.definition import Kind, Outcome, Transition, available
from procedures.requests import crypto, people, timekeeping
from procedures.requests.access import Part
from procedures.requests.attachments import Documents
from procedures.requests.calendar import business_calendar
from procedures.requests.clock import BusinessCalendar
from procedures.requests.errors import Conflict
from procedures.requests.facts import facts_of
from procedures.requests.models import Applicant, Event, ServiceRequest
from procedures.requests.operations import (
    answer_correction,
    expire_correction,
    lapse,
    perform,
    request_correction,
    withdraw,
)
from procedures.requests.operations.corrections import open_correction
from procedures.requests.operations.endings import why_not_yet

from . import issuing, operations, paper_drafts

Calendars = Callable[[str], BusinessCalendar]
BY_EFFECT = {
    "reschedule_visit": operations.reschedule_visit,
    "record_visit": operations.record_visit,
    "record_verification": operations.record_verification,
    "order_payment": operations.order_payment,
    "report_payment": operations.report_payment,
    "verify_payment": operations.verify_payment,
    "reject_payment": operations.reject_payment,
    "ask_opinion": operations.ask_opinion,
    "give_opinion": operations.give_opinion,
    "assume_no_objection": operations.assume_no_objection,
}


@dataclass(frozen=True)
class Move:
    """A transition somebody may take now.

    `closed_because` says why a shown one cannot be taken; `by` is the day the law gives for it.
    """

    transition: Transition
    needs_inspector: bool = False
    closed_because: str = ""
    by: dt.date | None = None

    @property
    def action(self) -> str:
        return self.transition.action

    @property
    def kind(self) -> Kind:
        return self.transition.kind

    @property
    def label(self) -> str:
        return self.transition.label


def open_moves(actor: Actor, service_request: ServiceRequest) -> tuple[Move, ...]:
    """What this actor may do with the case now, in the workflow's order (`moves_of`)."""
    return moves_of(Part(actor, service_request), cache(business_calendar))


def moves_of(part: Part, calendars: Calendars) -> tuple[Move, ...]:
    """What somebody may do with a case now, in the workflow's order.

    A move its role could take but a legal window has closed is listed with the reason (R7, R8,
    R12, R20), so that nobody looks for a button that is gone.

    Args:
        calendars: the business days by key, read once for all that is made of the case.
    """
    actor, row = part.actor, part.row
    if part.stepped_aside:
        return ()
    today = timezone.localdate()
    found = available(
        row.workflow,
        state=row.state,
        actor_roles=actor.workflow_roles(),
        answers=crypto.open_answers(row.definition.form, row.answers),
        case=row.case,
        facts=facts_of(row, actor, today),
    )
    return tuple(
        Move(
            transition,
            needs_inspector=bool(operations.PLANS & dict(transition.effects).keys()),
            closed_because=_closed_because(row, transition) or _not_alone(actor, row, transition),
            by=_by(row, transition, calendars),
        )
        for transition in found
    )


def _by(row: ServiceRequest, transition: Transition, calendars: Calendars) -> dt.date | None:
    """By when what is another authority's is sent to it, counted from its reception (R21; LFPA 42;
    LGPD 47 and LGT 138 give three days)."""
    if row.workflow.state(transition.to).outcome != Outcome.FORWARDED:
        return None
    days = row.definition.time.forward_days
    days = institution().clocks.forward_days if days is None else days
    return calendars(timekeeping.calendar_key(row)).add_days(row.received_on, days)


def _closed_because(row: ServiceRequest, transition: Transition) -> str:
    today = timezone.localdate()
    if transition.kind == Kind.CORRECT:
        if row.definition.time.correction.once and row.corrections_used:
            return _("La información que falta solo puede pedirse una vez.")
        if row.correction_limit_on and today > row.correction_limit_on:
            return _("Terminó el plazo para pedir información.")
    if "extend_term" in dict(transition.effects):
        if row.extension_days:
            return _("El plazo ya se amplió una vez.")
        if row.due_on is None or today > row.due_on:
            return _("El plazo ya venció; no puede ampliarse.")
    if "assume_no_objection" in dict(transition.effects):
        asked = row.opinions.filter(answered_at=None).order_by("-id").first()
        if asked is None or today <= asked.due_on:
            return _("El área todavía está a tiempo de dar su opinión.")
    if transition.kind == Kind.EXPIRE:
        pending = open_correction(row)
        if pending is None or today <= pending.due_on:
            return _("La persona todavía está a tiempo de responder.")
    if transition.kind == Kind.LAPSE:
        return why_not_yet(row, today)
    return ""


def _not_alone(actor: Actor, row: ServiceRequest, transition: Transition) -> str:
    """Where two people are needed, why this one cannot sign now."""
    if not issuing.signs(transition) or not paper_drafts.needs_two(row):
        return ""
    draft = paper_drafts.open_draft(row)
    return paper_drafts.why_not(row, draft, transition.action, actor.user)


def leavers(
    actor: Actor, service_request: ServiceRequest, transition: Transition
) -> list[Applicant]:
    """Whom staff may name as who withdraws: one of several who ask (R19), or else nobody."""
    if transition.kind != Kind.WITHDRAW or actor.kind != "staff":
        return []
    found = list(people.asking(service_request))
    return found if len(found) > 1 else []


def carry_out(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    action: str,
    revision: int,
    answers: Mapping[str, Any] | None = None,
    documents: Documents | None = None,
    note: str = "",
    **inputs: Any,
) -> Event:
    """Do any move by its name, through the operation of its kind.

    Args:
        inputs: what a move takes besides: `inspector` for planning a visit, `items` for a
        prevención, `blocks` (edited ones, by key) for signing, `applicant` (an id) for withdrawing.

    Raises:
        NotFound, NotAllowed, Stale, Conflict, Invalid: as the operation does.
    """
    named = [t for t in service_request.workflow.transitions if t.action == action]
    here = [t for t in named if service_request.state in t.from_]
    if not named:
        raise Conflict(_("Ese paso no existe en este trámite."), code="unknown_action")
    transition = (here or named)[0]
    common: dict[str, Any] = {
        "actor": actor,
        "service_request": service_request,
        "revision": revision,
        "answers": answers,
    }
    if transition.kind == Kind.WITHDRAW:
        return withdraw(**common, note=note, applicant=inputs.get("applicant"))
    if transition.kind == Kind.ANSWER:
        return answer_correction(**common, documents=documents)
    common["action"] = action
    if transition.kind == Kind.CORRECT:
        return request_correction(**common, items=inputs.get("items", ()), note=note)
    if transition.kind == Kind.LAPSE:
        return lapse(**common, note=note)
    if transition.kind == Kind.EXPIRE:
        event = expire_correction(
            actor=actor,
            service_request=service_request,
            revision=revision,
            today=timezone.localdate(),
        )
        if event is None:
            raise Conflict(_("La persona todavía está a tiempo de responder."), code="not_expired")
        return event
    common |= {"documents": documents, "note": note}
    for name, _parameters in transition.effects:
        if name in operations.PLANS:
            return operations.plan_visit(**common, inspector=inputs.get("inspector"))
        if name == issuing.EFFECT:
            return operations.sign(**common, blocks=inputs.get("blocks"))
        if name in BY_EFFECT:
            return BY_EFFECT[name](**common)
    return perform(**common)
