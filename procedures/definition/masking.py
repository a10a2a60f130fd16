"""What of a set of answers may be seen: by a log or a mail, and by whoever reads the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .fields.base import MASK
from .form import Form


def mask(answers: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """The answers as logs and mails may show them: sensitive ones hidden, unknown ones too."""
    return {
        key: form.by_key[key].mask(value) if key in form.by_key else MASK
        for key, value in answers.items()
    }


def split_sensitive(
    answers: Mapping[str, Any], form: Form
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(plain, secret): the second is to be encrypted; a group with one sensitive question is."""
    secret = {
        key: value
        for key, value in answers.items()
        if key in form.by_key and form.by_key[key].holds_sensitive
    }
    return {key: value for key, value in answers.items() if key not in secret}, secret
