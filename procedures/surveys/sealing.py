"""Closing an answer so that the database cannot read it: HPKE (RFC 9180) to the survey's public
key.

The private half lives outside the database, where batches are opened.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_INFO = b"ventanilla survey answer v1"
_SIZE = 6144  # every sealed answer is padded to this, so its length says nothing of the comment


def _raw(setting: str) -> bytes:
    return base64.urlsafe_b64decode(getattr(settings, setting))


def seal(answer: dict[str, Any]) -> bytes:
    """Close an answer; only the private key opens it again.

    Raises:
        ValueError: it is longer than any form would send.
    """
    plain = json.dumps(answer, ensure_ascii=False).encode()
    if len(plain) > _SIZE:
        raise ValueError("a survey answer is longer than the form allows")
    key = X25519PublicKey.from_public_bytes(_raw("SURVEY_PUBLIC_KEY"))
    return _SUITE.encrypt(plain.ljust(_SIZE), key, info=_INFO)


def unseal(sealed: bytes) -> dict[str, Any]:
    """Open a sealed answer.

    Raises:
        cryptography.exceptions.InvalidTag: it was not sealed to this key.
    """
    key = X25519PrivateKey.from_private_bytes(_raw("SURVEY_PRIVATE_KEY"))
    opened: dict[str, Any] = json.loads(_SUITE.decrypt(sealed, key, info=_INFO))
    return opened
