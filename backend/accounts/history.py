"""The evidence: every field of what matters, who changed it and why (django-simple-history).

One way to declare it and one way to say who acts, for every room. Identifiers are UUIDs and the
person is kept as text, so that erasing or renaming an account never rewrites the evidence.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

_acting: ContextVar[tuple[str, str]] = ContextVar("acting", default=("", ""))


def _who(instance: models.Model, **_context: Any) -> str | None:
    return _acting.get()[0] or None


def _read_user(historical: Any) -> str | None:
    return historical.history_user_id


def _write_user(historical: Any, user: str | None) -> None:
    historical.history_user_id = user


class _Records(HistoricalRecords):
    """With the reason of the `acting` block in every row."""

    def get_change_reason_for_object(
        self, instance: models.Model, history_type: str, using: str
    ) -> str | None:
        return super().get_change_reason_for_object(instance, history_type, using) or reason()


def history(**options: Any) -> HistoricalRecords:
    """Declare the history of a model: `history = history(excluded_fields=[…])`.

    Args:
        options: what `HistoricalRecords` takes; identifier and person are already decided here.
    """
    return _Records(
        history_id_field=models.UUIDField(default=uuid.uuid4),
        history_user_id_field=models.CharField(max_length=150, null=True, blank=True),
        history_user_getter=_read_user,
        history_user_setter=_write_user,
        get_user=_who,
        **options,
    )


@contextmanager
def acting(who: str, why: str = "") -> Iterator[None]:
    """Everything saved inside is recorded as done by `who`.

    Args:
        who: a label such as a user name, "ciudadanía" or "sistema"; never a citizen's name.
        why: the reason that goes with the record, at most 100 characters.
    """
    token = _acting.set((who[:150], why[:100]))
    try:
        yield
    finally:
        _acting.reset(token)


def reason() -> str | None:
    """The reason given to the `acting` block we are in, if any."""
    return _acting.get()[1] or None
