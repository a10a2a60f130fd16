"""Asking for a new key from outside: whether a folio and an address fit is found out by a worker.

Whoever asks gets the same answer after the same work, so neither its words nor the time it takes
tell who has a request here (DOMAIN §9). The task carries a keyed digest, never the address.
"""

from __future__ import annotations

from backend import broker

from .operations.talk import address_digest, renew_key_asked_for
from .tasks import renew_key_if_it_fits


def ask_for_new_key(*, folio: str, email: str) -> None:
    """Have a new key sent to the contact on file, if this is its address; nothing is looked up.

    Where the broker takes nothing it is done at once: then time may tell, but nobody is left
    without an answer.
    """
    asked = address_digest(email)
    if not broker.ask(renew_key_if_it_fits, folio, asked):
        renew_key_asked_for(folio, asked)
