"""Which requests this visitor opened with a key: remembered by the session, never by an address.

Kept with the start of the key's nonce, so that a renewed key closes them everywhere.
"""

from __future__ import annotations

from django.http import HttpRequest

from backend.accounts.actors import Actor, citizen_of
from backend.security.limits import Limit, address_of
from procedures.requests.access import find
from procedures.requests.errors import NotFound
from procedures.requests.models import ServiceRequest

OPENED = "opened"
MOST = 20  # requests of one session
NONCE = 12  # characters of it that are kept
WRONG_KEYS = Limit("page wrong keys", 20, 10 * 60)


def remember(request: HttpRequest, row: ServiceRequest) -> None:
    """Let this session see a request whose key, or link, it showed.

    Under a new name, so that whoever planted or copied the old one sees nothing.
    """
    request.session.cycle_key()
    opened = {**request.session.get(OPENED, {})}
    opened.pop(row.folio, None)
    opened[row.folio] = row.key_nonce[:NONCE]
    request.session[OPENED] = dict(list(opened.items())[-MOST:])


def folios(request: HttpRequest) -> list[str]:
    """What this session opened, the latest first."""
    return list(reversed(request.session.get(OPENED, {})))


def forget(request: HttpRequest) -> None:
    """Close everything: for a borrowed computer."""
    for name in (OPENED, "filed", "filing", "answering"):
        request.session.pop(name, None)


def open_request(request: HttpRequest, folio: str) -> tuple[Actor, ServiceRequest]:
    """The citizen and the request of an address.

    Raises:
        NotFound: this session did not open it; whether it exists is not said.
    """
    nonce = request.session.get(OPENED, {}).get(folio)
    if nonce is None:
        raise NotFound
    actor = citizen_of(folio)
    row = find(actor, folio)
    if not row.key_nonce.startswith(nonce):
        raise NotFound
    return actor, row


def must_wait(request: HttpRequest) -> bool:
    """Whether too many wrong keys came from this place."""
    return bool(WRONG_KEYS.wait(address_of(request)))


def note_wrong_key(request: HttpRequest) -> None:
    """Count a key that did not fit."""
    WRONG_KEYS.spend(address_of(request))
