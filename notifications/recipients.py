"""Whom a message goes to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipient:
    """A person and the ways to reach them.

    Args:
        channel: the one to use.
        others: those to use after it, in this order, when it does not reach the person.
        postal: where a letter would go, line by line.
        language: of the page on which they ask for a message; that of the record where empty.
    """

    name: str
    email: str = ""
    phone: str = ""
    channel: str = "email"
    others: tuple[str, ...] = ()
    postal: str = ""
    language: str = ""
