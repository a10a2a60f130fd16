"""What is told to those who have something to do about it: effects, closings, enterings and events.

Rooms above register functions and never call each other: an effect is named by a transition, a
closing happens whenever a request ends, by whatever way, an entering whenever an area gets one,
and some want to know of events of a kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.accounts.actors import Actor
from procedures.definition import Transition

from .models import Event, ServiceRequest


@dataclass
class Happened:
    """What an effect is told: the step that is happening, inside its transaction.

    An effect may add to `detail` (what the message and the timeline say, never personal) and may
    move ownership through `service_request`; it writes rows only.
    """

    actor: Actor
    service_request: ServiceRequest
    transition: Transition
    event: Event
    answers: Mapping[str, Any]
    inputs: Mapping[str, Any]
    today: dt.date
    now: dt.datetime
    detail: list[str] = field(default_factory=list)


Closing = Callable[[Happened], None]
CLOSINGS: list[Closing] = []


def at_closing(function: Closing) -> Closing:
    """Register what is done whenever a request closes, after the effects of the move."""
    CLOSINGS.append(function)
    return function


Entering = Callable[[ServiceRequest, Actor], None]
ENTERINGS: list[Entering] = []


def at_entering(function: Entering) -> Entering:
    """Register what is done, in the same transaction, with a request that was filed, came to
    another area or was left by who had it: it is saved, and may be changed by an operation."""
    ENTERINGS.append(function)
    return function


def entered(service_request: ServiceRequest, actor: Actor) -> None:
    """Tell them: the request is here, brought (or left) by this actor."""
    for entering in ENTERINGS:
        entering(service_request, actor)


Listening = Callable[[ServiceRequest, Event], None]
LISTENINGS: dict[str, list[Listening]] = {}


def at_event(*kinds: str) -> Callable[[Listening], Listening]:
    """Register what is done, in the same transaction, when an event of these kinds is recorded; the
    request is as the change has it, and not saved yet."""

    def register(function: Listening) -> Listening:
        for kind in kinds:
            LISTENINGS.setdefault(kind, []).append(function)
        return function

    return register


def recorded(service_request: ServiceRequest, event: Event) -> Event:
    """Tell them of an event that was just recorded, and give it back."""
    for listening in LISTENINGS.get(event.kind, ()):
        listening(service_request, event)
    return event
