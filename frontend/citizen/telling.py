"""What the page of a request tells the person who opened it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from backend.accounts.actors import Actor
from frontend.language import in_lines, spanish
from procedures.casework.appeals import appeals_of
from procedures.casework.models import VisitStatus
from procedures.casework.moves import open_moves
from procedures.casework.payments import order_to_tell
from procedures.casework.renewing import renewable
from procedures.casework.served import unopened
from procedures.casework.visiting import window_in_words
from procedures.catalogue.institution import institution
from procedures.definition import Kind
from procedures.definition.file_questions import paper_label
from procedures.requests import acceptance, crypto, notices, standing, telling
from procedures.requests.attachments import OF_OURS, WITH_A_MESSAGE
from procedures.requests.models import Attachment, ServiceRequest
from procedures.requests.models.request import Channel
from procedures.requests.notices import contact_of
from procedures.requests.operations.corrections import open_correction
from procedures.requests.registered import asks_balance, is_recognised
from procedures.surveys.invitations import token_for


def told_to(actor: Actor, row: ServiceRequest) -> dict[str, Any]:
    """Where it stands, what is asked of the person, and all there is to know of it.

    Args:
        actor: the person, who opened it with its folio and key or from their account.

    Returns:
        What `citizen/request.html` shows, but for the form of a new message.
    """
    moves = [move for move in open_moves(actor, row) if not move.closed_because]
    visit = (
        row.visits.filter(status=VisitStatus.PLANNED).select_related("inspector__credential").last()
    )
    events = telling.public_events(row)
    papers = list(row.attachments.filter(public=True).select_related("document"))
    correction = open_correction(row)
    payment = order_to_tell(row)
    resolution = row.resolutions.last()
    person = contact_of(row)
    moments = telling.moments(row, events, notices.sent(row))[::-1]
    now = next((one for one in moments if one.kind != telling.TOLD), None)
    return {
        "row": row,
        "state": row.current_state,
        "holder": standing.holder_of(row),
        "dates": standing.dates_of(row, events),
        "moments": [
            {
                "title": one.title if one.kind in telling.TITLES else spanish(one.title),
                "when": one.when,
                "text": in_lines(one.lines),
                "sent": one.sent,
                "state": "now" if one is now else "",
            }
            for one in moments
        ],
        "answers": telling.answers_of(row),
        "unread": row.unread_by_citizen,
        "conversation": telling.conversation(events, papers, unread=row.unread_by_citizen),
        "papers": _in_their_place(row, papers),
        "owed": telling.still_owed(row, papers) if row.is_open else [],
        "correction": correction,
        "correction_days": standing.days_to_answer(row, correction.due_on) if correction else None,
        "payment": payment,
        "payment_papers": [
            one.document
            for one in papers
            if payment and one.event_id == payment.issued_in_id and not one.document.is_held_back
        ],
        "payment_steps": [move for move in moves if move.kind == Kind.PAY],
        "pay_url": institution().payment.url,
        "visit": visit,
        "visit_window": window_in_words(visit) if visit else "",
        "resolution": resolution,
        "appeals": appeals_of(row) if resolution else (),
        "renewable": renewable(row, resolution, timezone.localdate()),
        "steps": [move for move in moves if move.kind == Kind.STEP],
        "knows_debt": asks_balance(row.definition) and is_recognised(row),
        "can_withdraw": any(move.kind == Kind.WITHDRAW for move in moves),
        "survey": _survey_link(row),
        "told_by": Channel(person.channel).label if person and person.reachable else "",
        "accepted": acceptance.told_in(events),
        "unopened": [] if row.anonymous else unopened(row, events),
    }


def _in_their_place(row: ServiceRequest, papers: list[Attachment]) -> list[tuple[str, Any]]:
    """The documents in force, each with what it answers; those of messages are with them."""
    known = {**row.workflow.case_fields, **row.definition.form.by_key}
    answers = crypto.open_answers(row.definition.form, row.answers)
    return [
        (str(OF_OURS.get(key := one.field_key) or paper_label(known, answers, key)), one.document)
        for one in papers
        if one.field_key != WITH_A_MESSAGE and one.replaced_at is None
    ]


def _survey_link(row: ServiceRequest) -> str:
    if row.closed_at is None or not row.definition.survey:
        return ""
    closed_on = timezone.localdate(row.closed_at)
    token = token_for(row.folio, row.procedure.slug, row.source, closed_on)
    return reverse("survey", args=[token])
