"""A person's data of one request in a common format, to keep or take elsewhere (DOMAIN 6.6).

The keys are a promise (docs/manual/mis-datos.md): a new one raises nothing, one that changes its
meaning raises VERSION. What staff keep to themselves is not read here.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from procedures.requests import acceptance, crypto, standing, telling
from procedures.requests.models import Applicant, Attachment, Event, ServiceRequest

FORMAT, VERSION = "ventanilla/mis-datos", 1


def data_of(row: ServiceRequest) -> dict[str, Any]:
    """Everything the person gave and what happened, JSON; sensitive answers open, for their own.

    Of other applicants only name and part are in it: their mail and telephone are theirs.
    """
    form = row.definition.form
    events = telling.public_events(row)
    papers = list(row.attachments.filter(public=True).select_related("document", "event"))
    dates = standing.dates_of(row, events)
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _moment(timezone.now()),
        "folio": row.folio,
        "procedure": {
            "slug": row.procedure.slug,
            "name": row.procedure.name,
            "version": row.version.number,
        },
        "state": {"key": row.state, "label": row.current_state.label, "outcome": row.outcome},
        "source": row.source,
        "received_on": row.received_on.isoformat(),
        "filed_at": _moment(row.filed_at),
        "closed_at": _moment(row.closed_at),
        "anonymous": row.anonymous,
        "privacy_notice": row.privacy_notice,
        "survey_declined": row.survey_declined,
        "reminders_declined": row.reminders_declined,
        "electronic_notice": [
            {
                "accepted": one.accepted,
                "channel": one.channel,
                "at": _moment(one.at),
                "by": one.by,
                "words": one.words,
                "language": one.language,
                "sha256": one.sha256,
            }
            for one in acceptance.told_in(events)
        ],
        "people": [_person(one) for one in row.applicants.all()],
        "questions": {item.key: item.label for item in form.fields if item.stores_answer},
        "answers": crypto.open_answers(form, row.answers),
        "answers_before": [
            {
                "kind": one.kind,
                "at": _moment(one.event.at),
                "answers": crypto.open_answers(form, one.answers),
            }
            for one in row.submissions.select_related("event")
        ],
        "documents": [_paper(one) for one in papers],
        "messages": [
            {
                "text": said.text,
                "at": _moment(said.at),
                "mine": said.mine,
                "read_at": _moment(said.read_at),
                "documents": [str(paper.pk) for paper in said.papers],
            }
            for said in telling.conversation(events, papers, unread=0)
        ],
        "events": [_event(one) for one in events],
        "dates": {
            "promised": _day(dates.promised),
            "due": _day(dates.due),
            "confirmed": dates.confirmed,
            "reasons": list(dates.reasons),
        },
        "corrections": [
            {
                "items": one.items,
                "note": one.note,
                "due_on": _day(one.due_on),
                "answered_at": _moment(one.answered_at),
            }
            for one in row.corrections.all()
        ],
        "visits": [
            {"on": _day(one.on), "window": one.window, "status": one.status, "code": one.code}
            for one in row.visits.all()
        ],
        "payments": [
            {
                "amount": str(one.amount),
                "reference": one.reference,
                "expires_on": _day(one.expires_on),
                "status": one.status,
            }
            for one in row.payment_orders.all()
        ],
        "resolutions": [
            {
                "document": one.document,
                "outcome": one.outcome,
                "reasons": one.reasons,
                "grounds": one.grounds,
                "conditions": one.conditions,
                "appeal": one.appeal,
                "issued_on": _day(one.issued_on),
                "valid_until": _day(one.valid_until),
                "code": one.code,
            }
            for one in row.resolutions.all()
        ],
    }


def _person(one: Applicant) -> dict[str, Any]:
    told: dict[str, Any] = {
        "role": one.role,
        "name": one.name,
        "is_contact": one.is_contact,
        "withdrawn_at": _moment(one.withdrawn_at),
    }
    if one.is_contact:
        told |= {
            "email": one.email,
            "phone": one.phone,
            "postal": one.postal,
            "channel": one.channel,
            "accepts_electronic_notice": one.accepts_electronic_notice,
        }
    return told


def _paper(one: Attachment) -> dict[str, Any]:
    return {
        "id": str(one.document_id),
        "question": one.field_key,
        "name": one.document.name,
        "media_type": one.document.media_type,
        "size": one.document.size,
        "sha256": one.document.sha256,
        "received_at": _moment(one.event.at),
        "replaced_at": _moment(one.replaced_at),
    }


def _event(one: Event) -> dict[str, Any]:
    return {
        "sequence": one.sequence,
        "kind": one.kind,
        "action": one.action,
        "from_state": one.from_state,
        "to_state": one.to_state,
        "at": _moment(one.at),
        "by": one.actor_kind,
        "said": telling.said_in(one),
        "hash": one.hash,
    }


def _moment(at: dt.datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
