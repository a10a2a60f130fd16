"""Letters on paper: no machine sends them. They wait for the counter, which prints, posts and puts
down what the post brings back (`notifications.letters`)."""

from __future__ import annotations

from notifications.channels import Later, Parcel, Problem
from notifications.recipients import Recipient

SHORT, RINGS, COMES_BACK, PAPER = False, False, True, True


def address_of(recipient: Recipient) -> str:
    """Where a letter goes, line by line; empty where the person left no such address."""
    return "\n".join(" ".join(line.split()) for line in recipient.postal.split("\n")).strip()


def send(parcel: Parcel) -> str:
    """Nobody is asked to: a letter is never due to a worker.

    Raises:
        Later: always, so that one that was handed to a worker all the same is not lost.
    """
    raise Later("by hand", Problem.CONFIGURATION)
