"""Encryption at rest with keys that are not in the database (MultiFernet, FIELD_KEYS)."""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "decrypt", "encrypt"]


def encrypt(plain: bytes) -> bytes:
    """`plain` sealed with the first of FIELD_KEYS, as URL-safe ASCII."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(plain)


def decrypt(sealed: bytes) -> bytes:
    """What `encrypt` was given; raises InvalidToken when no key of FIELD_KEYS opens it."""
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(sealed)


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
