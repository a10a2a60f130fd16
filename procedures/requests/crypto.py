"""Sensitive answers are sealed inside the document of answers (ARCHITECTURE rule 5).

Who reads the database, or a copy of it, sees `{"$sealed": "…"}`: the keys are FIELD_KEYS, in the
environment. The first one seals and every one opens, so a key is changed by putting a new one
first. What must be found again has, besides, a keyed digest: equal or not equal, nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from backend.security import encryption
from backend.security.digests import keyed_digest
from procedures.definition import Form, split_sensitive

SEALED = "$sealed"


def encrypt(value: Any) -> str:
    """A JSON value as a token that only FIELD_KEYS open."""
    return encryption.encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()


def decrypt(token: str) -> Any:
    """The value `encrypt` was given.

    Raises:
        backend.security.encryption.InvalidToken: it was altered, or its key is no longer there.
    """
    return json.loads(encryption.decrypt(token.encode()))


def seal_answers(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are stored: those of sensitive fields sealed, no answer left as it is."""
    _plain, secret = split_sensitive(answers, form)
    return {
        key: {SEALED: encrypt(value)} if key in secret and value is not None else value
        for key, value in answers.items()
    }


def open_answers(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The stored answers as they were given.

    Raises:
        backend.security.encryption.InvalidToken: one cannot be opened.
    """
    _plain, secret = split_sensitive(answers, form)
    return {
        key: decrypt(value[SEALED]) if key in secret and _is_sealed(value) else value
        for key, value in answers.items()
    }


def search_digest(key: str, value: str) -> str:
    """What stands in an index for a sealed answer: 64 hexadecimal digits.

    Args:
        key: what kind of thing it is (`curp`, `rfc`…).
        value: as the caller normalised it; another spelling is another digest.
    """
    return keyed_digest("search", key, value).hex()


def _is_sealed(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() == {SEALED}
