"""Whom a message goes to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipient:
    """A person and the ways to reach them; `channel` names the one to use."""

    name: str
    email: str = ""
    phone: str = ""
    channel: str = "email"
