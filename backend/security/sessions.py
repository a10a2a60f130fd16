"""Sessions hold half-filled forms, so personal data: encrypted before they touch a table."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.serializers import JSONSerializer

from backend.security.encryption import InvalidToken, decrypt, encrypt


class EncryptedSerializer:
    """JSON inside a Fernet token. What no key opens any more is an empty session."""

    def dumps(self, obj: Any) -> bytes:
        return encrypt(JSONSerializer().dumps(obj))

    def loads(self, data: bytes) -> Any:
        try:
            return JSONSerializer().loads(decrypt(data))
        except InvalidToken:
            return {}
