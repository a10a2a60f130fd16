"""What opens a draft: derived from KEY_SECRET and the draft's nonce, and stored nowhere.

The opener is for machines (a mailed link, a session); the code is for people, who copy it from a
screen. Of the code there is a keyed digest in the row, to find it by: without KEY_SECRET nobody
can try a guess against it.
"""

from __future__ import annotations

import hmac
import uuid

from backend.security.digests import keyed_digest
from procedures.requests.keys import grouped, plain

from .models import Draft

_GROUPS, _GROUP = 2, 5  # ten characters of five bits; wrong ones are counted at the door
_MAC = 20  # bytes of the opener's proof


def code_of(draft: Draft) -> str:
    """The short code: `7K3MQ-2ZP9T`."""
    return grouped(keyed_digest("draft code", draft.id.hex, draft.nonce), _GROUPS, _GROUP)


def digest_of(code: str) -> str:
    """What a code is found by; case, spaces, dashes, O and I or L forgiven."""
    return keyed_digest("draft code found", plain(code)).hex()


def opener_of(draft: Draft) -> str:
    """What the link and the session hold."""
    return f"{draft.id.hex}.{_proof(draft.id, draft.nonce)}"


def named_by(opener: str) -> uuid.UUID | None:
    """Which draft an opener is for, before it is believed; None of nonsense."""
    try:
        return uuid.UUID(hex=opener.partition(".")[0])
    except ValueError:
        return None


def opens(opener: str, draft: Draft) -> bool:
    """Whether it is that draft's, in constant time."""
    return hmac.compare_digest(opener.encode(), opener_of(draft).encode())


def filing_key(draft: Draft) -> str:
    """Sent with the filing, so that sending it twice files once; opens nothing."""
    return keyed_digest("draft filing", draft.id.hex, draft.nonce).hex()


def _proof(id: uuid.UUID, nonce: str) -> str:
    return keyed_digest("draft opener", id.hex, nonce)[:_MAC].hex()
