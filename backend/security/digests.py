"""Keyed digests: equal texts are found, and without KEY_SECRET nobody can test a guess."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def keyed_digest(purpose: str, *parts: str) -> bytes:
    """The 32-byte HMAC-SHA256 of `parts` under KEY_SECRET.

    Args:
        purpose: what it is for; two purposes never give the same digest of the same text.
        parts: texts, told apart by where one ends and the next begins.
    """
    told = "".join(f"{len(text)}:{text}" for text in (purpose, *parts))
    return hmac.new(settings.KEY_SECRET.encode(), told.encode(), hashlib.sha256).digest()
