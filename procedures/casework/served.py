"""What the law wants notified, and what shows that it was: sent, arrived, first opened (R18).

The first opening is the person's own page asked for by a person: nothing is put in a mail to find
out, and what a program opens by itself is no opening (the face tells; decision 23). Of an anonymous
request nobody keeps when it was looked at (DOMAIN §8.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.accounts.actors import Actor
from notifications.handling import went_elsewhere
from notifications.models import OutboxMessage
from procedures.requests import telling
from procedures.requests.core import change
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.models.request import Channel

OPENED = "notice_opened"
# Messages that tell an act from which a term runs, or a right is lost or won.
ACTS = frozenset(
    {
        *("correction_requested", "correction_expired", "extended", "inactivity_warned"),
        *("payment_ordered", "payment_rejected", "payment_expired", "budget_issued"),
        *("resolved_favourable", "resolved_conditional", "resolved_unfavourable"),
        *("resolution_revoked", "inadmissible", "forwarded", "dismissed", "not_filed", "lapsed"),
        *("silence_certified", "appeal_admitted", "appeal_ended"),
    }
)


@dataclass(frozen=True)
class Way:
    """One way an act went: by which channel, when it was taken and when it arrived."""

    channel: str
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None

    @property
    def name(self) -> str:
        return str(Channel(self.channel).label)


@dataclass(frozen=True)
class Served:
    """One act, how it went out and when its person first opened it."""

    title: str
    at: dt.datetime
    ways: tuple[Way, ...]
    opened_at: dt.datetime | None


def acts_in(row: ServiceRequest, events: Iterable[Event]) -> list[Event]:
    """The events that are acts to be notified, in their order."""
    return [event for event in events if event.public and _message_of(row, event) in ACTS]


def unopened(row: ServiceRequest, events: Sequence[Event]) -> list[int]:
    """Which acts, by their place in the story, their person has not opened yet.

    Args:
        events: the public ones with their payloads, the oldest first.
    """
    opened = _openings(events)
    return [event.sequence for event in acts_in(row, events) if event.sequence not in opened]


def note_openings(*, actor: Actor, service_request: ServiceRequest) -> Event | None:
    """Put down that the person has every act so far before their eyes, each once.

    Returns:
        None where nothing is put down: not the citizen, nothing new, or a request without identity.
    """
    if actor.kind != "citizen" or service_request.anonymous:
        return None
    with change(
        actor=actor, service_request=service_request, revision=None, why=OPENED, aside=True
    ) as now:
        row = now.service_request
        acts = unopened(row, telling.public_events(row))
        return now.record(OPENED, said={"acts": acts}) if acts else None


def served(row: ServiceRequest, events: Sequence[Event]) -> list[Served]:
    """Each act with its evidence, the oldest first; one query.

    Args:
        events: the public ones with their payloads, the oldest first.
    """
    acts = acts_in(row, events)
    if not acts:
        return []
    opened = _openings(events)
    ways = _ways(row)
    return [
        Served(told.title, one.at, tuple(ways.get(one.sequence, ())), opened.get(one.sequence))
        for one, told in zip(acts, telling.moments(row, acts), strict=True)
    ]


def _message_of(row: ServiceRequest, event: Event) -> str:
    transition = row.workflow.find(event.from_state, event.action)
    return transition.notify if transition is not None else event.kind


def _openings(events: Iterable[Event]) -> dict[int, dt.datetime]:
    found: dict[int, dt.datetime] = {}
    for event in events:
        if event.kind == OPENED:
            for act in telling.said_in(event).get("acts", ()):
                found.setdefault(act, event.at)
    return found


def _ways(row: ServiceRequest) -> Mapping[int, list[Way]]:
    """Each message by the place of its act, which its key begins with (`requests.notices`)."""
    found: dict[int, list[Way]] = {}
    for sent in OutboxMessage.objects.about(row.folio).filter(kind__in=ACTS).order_by("id"):
        place = sent.dedupe_key.removeprefix(f"{row.folio}:").partition(":")[0]
        if place.isdigit() and not went_elsewhere(sent):
            way = Way(sent.channel, sent.sent_at, sent.delivered_at)
            found.setdefault(int(place), []).append(way)
    return found
