"""The hash chain of a request's events: how a link is made, and how tampering is found.

Each event's hash covers its own columns, the salted digest of its payload and the hash before it.
The request keeps the last hash and the count, so that cutting off the end is found as well.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .models import Event, EventPayload, ServiceRequest


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


def append(service_request: ServiceRequest, event: Event, data: dict[str, Any]) -> Event:
    """Link an event to the end of a request's chain and store it with its payload.

    Args:
        service_request: locked by the caller; its count and head are moved on (not saved here).
        event: unsaved, with everything but sequence, digest and hashes.
        data: the payload, JSON.
    """
    salt = secrets.token_hex(16)
    event.service_request = service_request
    event.sequence = service_request.event_count + 1
    event.previous_hash = service_request.event_head
    event.digest = digest_of(salt, data)
    event.hash = hash_of(event, service_request.folio)
    event.save(force_insert=True)
    EventPayload.objects.create(event=event, salt=salt, data=data)
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
    """Every break in the chain of one request: altered, missing, reordered or cut-off events."""
    previous, count = "", 0
    events = service_request.events.select_related("payload").order_by("sequence")
    for count, event in enumerate(events, start=1):
        if event.sequence != count:
            yield Fault(service_request.folio, count, "missing")
            return
        if event.previous_hash != previous or event.hash != hash_of(event, service_request.folio):
            yield Fault(service_request.folio, event.sequence, "altered")
        payload = getattr(event, "payload", None)
        if payload is not None and payload.data and payload.salt:
            if event.digest != digest_of(payload.salt, payload.data):
                yield Fault(service_request.folio, event.sequence, "payload altered")
        previous = event.hash
    if count != service_request.event_count or previous != service_request.event_head:
        yield Fault(service_request.folio, count, "cut off")
