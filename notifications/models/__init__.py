"""The tables of the voice: the outbox and what belongs to it, and the letters of the counter."""

from .letters import Letter, LetterBatch, Returned
from .outbox import (
    LIFE,
    PAPER_LIFE,
    UNFINISHED,
    Deed,
    Handling,
    MessageEdition,
    OutboxMessage,
    OutboxQuerySet,
    Period,
    State,
    WebhookEndpoint,
    in_its_life,
)
from .unsubscriptions import Unsubscription

__all__ = [
    "LIFE",
    "PAPER_LIFE",
    "UNFINISHED",
    "Deed",
    "Handling",
    "Letter",
    "LetterBatch",
    "MessageEdition",
    "OutboxMessage",
    "OutboxQuerySet",
    "Period",
    "Returned",
    "State",
    "Unsubscription",
    "WebhookEndpoint",
    "in_its_life",
]
