"""Playing a person: filling in any form so that it is accepted, making any move of a workflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from backend.accounts.actors import ANONYMOUS, SYSTEM, Actor, citizen_of, staff_actor
from backend.accounts.models import User
from procedures.casework import moves
from procedures.casework.operations import PLANS, accredited
from procedures.catalogue.institution import privacy_notice
from procedures.catalogue.models import ProcedureVersion
from procedures.definition import Facts, Field, Form, Kind, Transition
from procedures.definition.form_schema import example_of
from procedures.documents.models import Document
from procedures.requests import crypto
from procedures.requests.facts import facts_for_filing, facts_of
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.operations import Contact, Filing, expire_correction, submit

Cast = Callable[[str, str], User]
Paper = Callable[[Field], Document]
Say = Callable[[Field], Any]


def example(field: Field) -> Any:
    """An answer the field accepts."""
    return example_of(field)


def fill(
    form: Form,
    facts: Facts,
    *,
    given: Mapping[str, Any] | None = None,
    case: Mapping[str, Any] | None = None,
    background: Mapping[str, Any] | None = None,
    say: Say = example,
) -> dict[str, Any]:
    """Answers the form accepts: every question that is asked, and none that is hidden.

    Args:
        given: answers that are already decided.
        case, background: what conditions of a step's form may read besides.
        say: what to answer to a question that `given` leaves open; None leaves it unanswered.
    """
    answers = dict(given or {})
    silent: set[str] = set()
    for _round in range(2 * len(form.fields) + 1):
        asked = form.visible(answers, facts, case, background)
        open_ones = [
            field
            for field in form.fields
            if field.key in asked - answers.keys() - silent
            and field.stores_answer
            and field.type.typed
        ]
        if not open_ones:
            break
        answer = say(open_ones[0])
        if answer is None:
            silent.add(open_ones[0].key)
        else:
            answers[open_ones[0].key] = answer
    asked = form.visible(answers, facts, case, background)
    return {key: value for key, value in answers.items() if key in asked}


def papers_for(
    form: Form,
    answers: Mapping[str, Any],
    facts: Facts,
    paper: Paper,
    *,
    case: Mapping[str, Any] | None = None,
    background: Mapping[str, Any] | None = None,
) -> dict[str, list[Document]]:
    """A document for each file the form cannot do without."""
    asked = form.visible(answers, facts, case, background)
    return {
        field.key: [paper(field)]
        for field in form.fields
        if field.is_file and field.required and field.key in asked
    }


def file(
    version: ProcedureVersion,
    *,
    paper: Paper,
    actor: Actor = ANONYMOUS,
    given: Mapping[str, Any] | None = None,
    say: Say = example,
    contact: Contact | None = None,
    **options: Any,
) -> Filing:
    """File a request of any procedure, every question answered."""
    facts = facts_for_filing(actor, timezone.localdate())
    form = version.definition.form
    answers = fill(form, facts, given=given, say=say)
    return submit(
        actor=actor,
        version=version,
        answers=answers,
        documents=papers_for(form, answers, facts, paper),
        contact=contact,
        privacy_notice=privacy_notice().version,
        **options,
    )


def somebody_for(transition: Transition, row: ServiceRequest, cast: Cast) -> Actor:
    """An actor whom the transition allows: the first role it names."""
    role, _at, area = transition.by[0].partition("@")
    if role == "citizen":
        return citizen_of(row.folio)
    if role == "system":
        return SYSTEM
    return staff_actor(cast("reviewer" if role == "*" else role, area or row.area))


def play(
    row: ServiceRequest,
    action: str,
    *,
    cast: Cast,
    paper: Paper,
    actor: Actor | None = None,
    given: Mapping[str, Any] | None = None,
    say: Say = example,
    **inputs: Any,
) -> Event:
    """Make a move with its form filled in, by somebody who may.

    Args:
        cast: who holds a role in an area.
        inputs: what the move takes besides its form (`items`, `inspector`); made up if left out.
    """
    row.refresh_from_db()
    transition = row.workflow.find(row.state, action)
    if transition is None:
        raise LookupError(f"{row.state} has no {action}")
    actor = actor or somebody_for(transition, row, cast)
    facts = facts_of(row, actor, timezone.localdate())
    filed = crypto.open_answers(row.definition.form, row.answers)
    if transition.kind == Kind.EXPIRE:
        return _let_expire(row)
    if transition.kind == Kind.ANSWER:
        answers, papers = _answer_to_correction(row, filed, paper, say)
    else:
        answers = fill(
            transition.form, facts, given=given, case=row.case, background=filed, say=say
        )
        papers = papers_for(transition.form, answers, facts, paper, case=row.case, background=filed)
    if transition.kind == Kind.CORRECT:
        wrong = next(key for key in filed if filed[key] not in (None, ""))
        inputs.setdefault("items", [{"field": wrong, "reason": "No coincide con su recibo."}])
    plans = [told for name, told in transition.effects if name in PLANS]
    if plans and "inspector" not in inputs:
        area = plans[0]["area"]
        inputs["inspector"] = accredited(transition).first() or cast("inspector", area)
    return moves.carry_out(
        actor=actor,
        service_request=row,
        action=action,
        revision=row.revision,
        answers=answers,
        documents=papers,
        **inputs,
    )


def _let_expire(row: ServiceRequest) -> Event:
    pending = row.corrections.get(answered_at=None, expired_at=None)
    event = expire_correction(
        actor=SYSTEM, service_request=row, today=pending.due_on + timedelta(days=1)
    )
    if event is None:
        raise LookupError("nothing to expire")
    return event


def _answer_to_correction(
    row: ServiceRequest, filed: Mapping[str, Any], paper: Paper, say: Say
) -> tuple[dict[str, Any], dict[str, list[Document]]]:
    form = row.definition.form
    pending = row.corrections.get(answered_at=None, expired_at=None)
    asked = [form.field(key) for key in sorted(pending.fields)]
    return (
        {f.key: filed.get(f.key) or say(f) for f in asked if f.stores_answer},
        {f.key: [paper(f)] for f in asked if f.is_file},
    )
