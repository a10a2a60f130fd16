"""The key of a request: what a person without an account opens it with.

It is derived, never stored (ARCHITECTURE rule 10): an HMAC of the server's secret over folio and
nonce. Who reads the whole database still has no key; a replayed filing can say it again; a lost one
is replaced by giving the request a new nonce.
"""

from __future__ import annotations

import hmac
import secrets

from backend.security.digests import keyed_digest

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUPS, _GROUP = 4, 4  # sixteen characters of five bits: 80 bits, above the 64 of DOMAIN §9
_LONGEST_TYPED = 100


def new_nonce() -> str:
    """A nonce for a new request, or for one whose key must die."""
    return secrets.token_hex(16)


def key_of(folio: str, nonce: str) -> str:
    """The key of a request, in groups people can type: `7K3M-Q2ZP-9TXA-0B4C`.

    Args:
        folio: as stored.
        nonce: of that request, see `new_nonce`.
    """
    return grouped(keyed_digest("request key", folio, nonce), _GROUPS, _GROUP)


def matches(folio: str, nonce: str, given: str) -> bool:
    """Whether `given` is the key, in constant time; case, spaces, dashes, O and I or L forgiven."""
    own, other = plain(key_of(folio, nonce)), plain(given)
    return hmac.compare_digest(own.encode(), other.encode())


def grouped(digest: bytes, groups: int, letters: int) -> str:
    """The end of a digest as `groups` of so many letters, with dashes, for people to copy."""
    number = int.from_bytes(digest, "big")
    text = "".join(_ALPHABET[number >> (5 * place) & 31] for place in range(groups * letters))
    return "-".join(text[start : start + letters] for start in range(0, len(text), letters))


def plain(typed: str) -> str:
    """What somebody typed of such a text, as it is compared."""
    letters = "".join(letter for letter in typed[:_LONGEST_TYPED].upper() if letter.isalnum())
    return letters.translate(_LOOKALIKES)
