"""A request's clock as rows: intervals, the dates they add up to, and the facts they leave.

The arithmetic is `clock`'s; here it is applied to one request, inside the change that moves it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from backend.accounts.actors import SYSTEM
from procedures.catalogue.institution import institution
from procedures.definition import Phase, State, Term

from . import clock, crypto
from .calendar import business_calendar
from .facts import facts_of
from .models import ClockInterval, Fact, ServiceRequest
from .models.time import FactKind, Owner


def calendar_key(service_request: ServiceRequest) -> str:
    """The calendar this request is counted in: its version's, or the utility's."""
    return service_request.definition.time.calendar or str(institution().calendar)


def calendar_of(service_request: ServiceRequest) -> clock.BusinessCalendar:
    """The business days this request is counted in."""
    return business_calendar(calendar_key(service_request))


def owner_of(state: State, pauses: Sequence[str]) -> Owner:
    """Whose time runs in a state: what it says, else what the version says of its phase."""
    if state.closed or state.clock == "stopped":
        return Owner.NOBODY
    waiting = state.phase in {Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT}
    if state.clock == "paused" or (state.clock != "running" and state.phase in pauses):
        return Owner.CITIZEN if waiting else Owner.NOBODY
    return Owner.UTILITY


def turn(
    service_request: ServiceRequest,
    state: State,
    today: dt.date,
    *,
    restarts: bool = False,
    reason: str = "",
) -> None:
    """Close the running interval and open the one of `state`.

    Args:
        today: the day it happens; it still counts for who held the case until now.
        restarts: the utility's whole term begins again (R10).
    """
    service_request.intervals.filter(ended_on=None).update(ended_on=today)
    if state.closed:
        return
    ClockInterval.objects.create(
        service_request=service_request,
        owner=owner_of(state, service_request.definition.time.pauses),
        state=state.key,
        phase=state.phase,
        started_on=today,
        restarts=restarts,
        reason=reason,
    )


def begin(service_request: ServiceRequest, state: State) -> None:
    """Open the first interval on the day the request was received, and set its first dates."""
    received = service_request.received_on
    turn(service_request, state, received, reason="filed")
    service_request.due_confirmed = service_request.definition.time.confirmed
    reckon(service_request)
    service_request.promised_on = service_request.due_on


def why_no_limit(service_request: ServiceRequest) -> str:
    """Why its answer has no date, in words; "" where it has one (DOMAIN 8.3).

    Its days are counted all the same: whose they were is known, only nothing is promised.
    """
    definition = service_request.definition
    if definition.time.no_limit is None:
        return ""
    return definition.without_limit(
        crypto.open_answers(definition.form, service_request.answers),
        facts_of(service_request, SYSTEM, service_request.received_on),
        service_request.case,
    )


def spans_of(service_request: ServiceRequest) -> list[clock.Span]:
    """The request's life as the clock counts it, oldest first."""
    return [
        clock.Span(cast(clock.Owner, i.owner), i.started_on, i.ended_on, i.restarts)
        for i in sorted(service_request.intervals.all(), key=lambda one: one.pk)
    ]


@dataclass(frozen=True)
class Running:
    """The term that runs for a request, as `clock.due_date` takes it.

    `label` names a term of its own, such as making a right effective (DOMAIN §7).
    """

    term: Term | None
    spans: Sequence[clock.Span]
    extension_days: int = 0
    label: str = ""


def running_term(service_request: ServiceRequest, spans: Sequence[clock.Span]) -> Running:
    """Which term the answer is due by: that of the procedure, or the one its state starts.

    Args:
        spans: as `spans_of` gives them.
    """
    time = service_request.definition.time
    second = next((t for t in time.terms if t.from_ == service_request.state), None)
    if second:
        entered = clock.Span("utility", spans[-1].start)
        return Running(second.term, [entered], label=second.label or second.key)
    return Running(time.limit, spans, service_request.extension_days)


def reckon(service_request: ServiceRequest, calendar: clock.BusinessCalendar | None = None) -> None:
    """Work out when the answer is due now; None while the clock is paused or stopped (R10, R12).

    What the utility promises itself moves with it. The window for asking for what is missing (R8)
    is set once, from the day of filing: it never grows. What has no limit has none of them.

    Args:
        calendar: another one than the request's, to see what it would do.
    """
    if not service_request.is_open:
        return
    time, calendar = service_request.definition.time, calendar or calendar_of(service_request)
    spans = spans_of(service_request)
    limited = not why_no_limit(service_request)
    if not limited:
        service_request.correction_limit_on = service_request.target_on = None
    elif service_request.correction_limit_on is None:
        service_request.correction_limit_on = clock.correction_limit(
            time.limit, service_request.received_on, calendar, time.correction.authority_days
        )
    if time.target_days and limited:
        goal = Term(days=time.target_days)
        service_request.target_on = clock.due_date(goal, spans, calendar)
    running = running_term(service_request, spans)
    service_request.due_on = (
        clock.due_date(running.term, running.spans, calendar, running.extension_days)
        if limited or running.label
        else None
    )


def goal_on(service_request: ServiceRequest, calendar: clock.BusinessCalendar) -> dt.date | None:
    """By when the utility wants the present state left; None where it says no goal for it.

    The days run from the first day of the state, whatever happened inside it since.
    """
    row = service_request
    days = row.current_state.target_days
    if days is None or not row.is_open:
        return None
    entered: dt.date | None = None
    for interval in sorted(row.intervals.all(), key=lambda one: one.pk, reverse=True):
        if interval.state != row.state:
            break
        entered = interval.started_on
    return calendar.add_days(entered, days) if entered else None


def certificate_limit(service_request: ServiceRequest) -> dt.date | None:
    """By when the constancia that silence meant yes is to be issued; None where it did not (R13).

    Its days are counted from the end of the term (LFPA 17).
    """
    row = service_request
    if row.definition.time.silence != "affirmative" or row.due_on is None or not row.is_open:
        return None
    return calendar_of(row).add_days(row.due_on, institution().clocks.certificate_days)


def settle(service_request: ServiceRequest, today: dt.date) -> None:
    """Leave the fact of a closing: whose days they were, and whether the term was kept."""
    calendar, spans = calendar_of(service_request), spans_of(service_request)
    due = service_request.due_on
    Fact.objects.create(
        kind=FactKind.CLOSED,
        service_request=service_request,
        procedure=service_request.procedure.slug,
        area=service_request.area,
        source=service_request.source,
        on=today,
        outcome=service_request.outcome,
        utility_days=clock.days_used(spans, "utility", today, calendar),
        citizen_days=clock.days_used(spans, "citizen", today, calendar),
        total_days=calendar.between(service_request.received_on, today),
        on_time=None if due is None else today <= due,
    )


def unsettle(service_request: ServiceRequest) -> None:
    """Take back the facts of a closing that was reopened, so that nothing is counted twice."""
    service_request.facts.filter(kind__in=[FactKind.CLOSED, FactKind.INVITED]).delete()


def note_fact(service_request: ServiceRequest, kind: FactKind, on: dt.date) -> None:
    """Leave a fact without days (filed, prevenida, survey offered)."""
    Fact.objects.create(
        kind=kind,
        service_request=service_request,
        procedure=service_request.procedure.slug,
        area=service_request.area,
        source=service_request.source,
        on=on,
    )
