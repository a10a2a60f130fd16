"""The token in the mail: made when the mail is delivered, kept nowhere, good for one answer.

It carries a procedure, a channel and a month, and a nonce only the server can make from a folio, so
sending the mail twice gives the same token and no row says who was invited.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core import signing

from backend.security.digests import keyed_digest

SALT = "procedures.surveys"
LIFE = dt.timedelta(days=60)


class BadToken(ValueError):
    """Not a token of ours, or one too old."""


@dataclass(frozen=True)
class Invitation:
    """What a token says: of which procedure, by which channel, closed in which month."""

    procedure: str
    source: str
    month: dt.date
    nonce: str

    @property
    def digest(self) -> str:
        """What is kept once it is spent; keyed, so that no folio can be tried against it."""
        return keyed_digest("survey spent", self.nonce).hex()


def token_for(folio: str, procedure: str, source: str, closed_on: dt.date) -> str:
    """The token of one closed request; the same each time but for its date of issue."""
    month = closed_on.replace(day=1).isoformat()
    return signing.dumps(
        [procedure, source, month, keyed_digest("survey nonce", folio).hex()[:32]], salt=SALT
    )


def read(token: str) -> Invitation:
    """What a token says.

    Raises:
        BadToken: forged, damaged or older than 60 days.
    """
    try:
        procedure, source, month, nonce = signing.loads(token, salt=SALT, max_age=LIFE)
        return Invitation(procedure, source, dt.date.fromisoformat(month), nonce)
    except (signing.BadSignature, ValueError, TypeError) as bad:
        raise BadToken("not a survey token, or too old") from bad
