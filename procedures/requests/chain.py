"""The hash chain of a request's events: how a link is made, and how tampering is found.

Each event's hash covers its own columns, the salted digest of its payload and the hash before it.
The payload holds the hashes of the answers and documents that came with the event. The request
keeps the last hash and the count, so that cutting off the end is found as well.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from procedures.documents.models import Document

from .models import Event, EventPayload, ServiceRequest, Submission

Documents = Mapping[str, Sequence[Document]]
ERASED = "erased"  # the event that says payloads before it were erased by law


def _canonical(value: Any) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    ).encode()


def digest_of(salt: str, data: Any) -> str:
    """The salted digest of a payload: without the salt its words cannot be guessed back."""
    return hashlib.sha256(salt.encode() + b"\x00" + _canonical(data)).hexdigest()


def hash_of(event: Event, folio: str) -> str:
    """The link of one event: sha256 over its columns, its payload digest and the link before."""
    return hashlib.sha256(
        _canonical(
            [
                folio,
                event.sequence,
                event.kind,
                event.action,
                event.from_state,
                event.to_state,
                event.actor_kind,
                event.actor_user_id,
                event.at.timestamp(),
                event.public,
                event.digest,
                event.previous_hash,
            ]
        )
    ).hexdigest()


def fingerprint(answers: Any) -> str:
    """What the chain keeps of a set of answers: any change of one shows (sealed ones stay so)."""
    return hashlib.sha256(_canonical(answers)).hexdigest()


def append(
    service_request: ServiceRequest,
    event: Event,
    data: dict[str, Any],
    *,
    documents: Documents | None = None,
    submission: str = "",
) -> Event:
    """Link an event to the end of a request's chain and store it with its payload.

    Args:
        service_request: locked by the caller; its count and head are moved on (not saved here).
        event: unsaved, with everything but sequence, digest and hashes.
        data: the payload, JSON.
        documents: what came with it; the payload keeps their hashes.
        submission: a kind of submission: the request's answers are kept as they are now, and the
            payload keeps their fingerprint.
    """
    evidence: dict[str, Any] = {}
    if documents:
        evidence["documents"] = sorted(d.sha256 for items in documents.values() for d in items)
    if submission:
        evidence["answers"] = fingerprint(service_request.answers)
    data = {**data, "evidence": evidence} if evidence else data
    salt = secrets.token_hex(16)
    event.service_request = service_request
    event.sequence = service_request.event_count + 1
    event.previous_hash = service_request.event_head
    event.digest = digest_of(salt, data)
    event.hash = hash_of(event, service_request.folio)
    event.save(force_insert=True)
    EventPayload.objects.create(event=event, salt=salt, data=data)
    if submission:
        Submission.objects.create(
            service_request=service_request,
            event=event,
            kind=submission,
            answers=service_request.answers,
        )
    service_request.event_count = event.sequence
    service_request.event_head = event.hash
    return event


@dataclass(frozen=True)
class Fault:
    """One place where the record does not agree with itself."""

    folio: str
    sequence: int
    what: str


def faults(service_request: ServiceRequest) -> Iterator[Fault]:
    """Every place where the record of one request was altered, reordered, erased or cut off.

    A payload may be empty only where a later event of the chain says that it was erased.
    """
    row, previous, state = service_request, "", service_request.state
    events = list(row.events.select_related("payload", "submission").order_by("sequence"))
    erased_at = max((e.sequence for e in events if e.kind == ERASED), default=0)
    answers = fingerprint(row.answers)
    for place, event in enumerate(events, start=1):
        if event.sequence != place:
            yield Fault(row.folio, place, "missing")
            return
        if event.previous_hash != previous or event.hash != hash_of(event, row.folio):
            yield Fault(row.folio, place, "altered")
        what = _fault_of_payload(event, may_be_erased=place < erased_at)
        if what:
            yield Fault(row.folio, place, what)
        kept = getattr(event, "submission", None)
        previous, state = event.hash, event.to_state
        answers = fingerprint(kept.answers) if kept else answers
    if (len(events), previous) != (row.event_count, row.event_head):
        yield Fault(row.folio, len(events), "cut off")
    if (state, answers) != (row.state, fingerprint(row.answers)):
        yield Fault(row.folio, len(events), "request altered")


def _fault_of_payload(event: Event, *, may_be_erased: bool) -> str:
    payload: EventPayload | None = getattr(event, "payload", None)
    if payload is None:
        return "payload missing"
    if not payload.salt and not payload.data:
        return "" if may_be_erased else "payload erased"
    if event.digest != digest_of(payload.salt, payload.data):
        return "payload altered"
    evidence = payload.data.get("evidence", {})
    kept: Submission | None = getattr(event, "submission", None)
    if evidence.get("answers") != (fingerprint(kept.answers) if kept else None):
        return "answers altered"
    if "paper" in evidence and evidence["paper"] != _paper_of(event):
        return "paper altered"
    papers = sorted(a.document.sha256 for a in event.attachments.select_related("document"))
    return "" if evidence.get("documents", []) == papers else "documents altered"


def _paper_of(event: Event) -> str:
    """The sha256 of the paper an event issued, as it is kept now; the room above keeps it."""
    paper = getattr(event, "issued_paper", None)
    return hashlib.sha256(bytes(paper.content)).hexdigest() if paper else ""
