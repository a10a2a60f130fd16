"""What a resident asked to be sent to sign in."""

from __future__ import annotations

from dataclasses import dataclass

from .base import PersonalMessage, Priority


@dataclass(frozen=True)
class SignInMessage(PersonalMessage):
    """The code to sign in with, filled in at delivery; the one message with words for a text.

    Args:
        minutes: how long the code lives.
    """

    kind = "sign_in_code"
    in_the_readers_language = True
    priority = Priority.URGENT  # somebody is waiting for it in front of the page

    minutes: int
