"""One module per channel: to add one, add a module here with the names of `Channel`."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Protocol, cast

from notifications.problems import Later, Problem, Undeliverable
from notifications.recipients import Recipient

__all__ = ["Channel", "Later", "Parcel", "Problem", "Receipt", "Undeliverable", "channels"]


@dataclass(frozen=True)
class Parcel:
    """What a channel is given to hand over: secrets filled in, nothing left to look up."""

    id: str  # the same for every try: who receives it twice can tell
    address: str
    subject: str
    text: str
    html: str
    reference: str
    kind: str = ""
    unsubscribe: str = ""  # where a mail program asks, with one click, for no more of these


@dataclass(frozen=True)
class Receipt:
    """One thing a provider says of one message it took.

    Args:
        channel: the name of the channel it was taken by.
        name: how the provider calls the message (what `send` returned), or its parcel's id.
        problem: why it does not arrive; None where it did.
        said: a code or a word of the provider's; nothing it wrote, which may be personal.
        passes: the provider still tries, so that nothing is over.
    """

    channel: str
    name: str
    problem: Problem | None = None
    said: str = ""
    passes: bool = False


class Channel(Protocol):
    """What a module of this folder offers."""

    SHORT: bool  # it carries the short text of a message alone, so only messages that have one
    RINGS: bool  # it is heard where it arrives: not at night
    COMES_BACK: bool  # what arrived may still be returned: a server that took it did not keep it
    PAPER: bool  # people carry it: it waits for them, and no worker is given it

    def address_of(self, recipient: Recipient) -> str:
        """Where this channel reaches the person; empty when it cannot."""

    def send(self, parcel: Parcel) -> str:
        """Hand over, or raise: Undeliverable for good, Later (or anything) to be tried again.

        Returns:
            How the provider calls the message when it tells what became of it; empty if it never
            does.
        """


def on_paper() -> frozenset[str]:
    """The channels that people carry."""
    return frozenset(name for name, channel in channels().items() if channel.PAPER)


@lru_cache(maxsize=1)
def channels() -> dict[str, Channel]:
    """Every channel by its name, which is its module's."""
    return {
        found.name: cast(Channel, import_module(f"{__name__}.{found.name}"))
        for found in pkgutil.iter_modules(__path__)
    }
