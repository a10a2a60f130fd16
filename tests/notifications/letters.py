"""Messages to send in tests."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db import transaction

from notifications.messages import (
    MESSAGES,
    PERSONAL,
    STAFF,
    CaseMessage,
    Message,
    PersonalMessage,
    StaffMessage,
)
from notifications.models import OutboxMessage
from notifications.outbox import Recipient, post

FOLIO = "SOAPA-2026-000123-4"
ANA = Recipient(name="Ana Ruiz Mendoza", email="ana@example.org", phone="9515551234")
FULL = {
    "folio": FOLIO,
    "procedure": "Cambio de medidor",
    "state": "En revisión",
    "next_step": "Revisaremos sus documentos.",
    "due_on": dt.date(2026, 2, 16),
    "due_confirmed": True,
    "detail": "Falta el recibo más reciente.",
}

ABOUT_NO_REQUEST = {  # a value for each field of a personal message
    "procedure": "Cambio de medidor",
    "expires_on": dt.date(2026, 2, 16),
    "minutes": 10,
    "number": "C-2026-000123-4",
    "text": "El módulo abre de nueve a dos.",
}


def personal_message(kind: str, **said: Any) -> PersonalMessage:
    fields = dataclasses.fields(PERSONAL[kind])
    return PERSONAL[kind](**{one.name: ABOUT_NO_REQUEST[one.name] for one in fields} | said)


def staff_message(kind: str, **said: Any) -> StaffMessage:
    fields = dataclasses.fields(STAFF[kind])
    return STAFF[kind](**{one.name: FULL[one.name] for one in fields} | said)


def case_message(kind: str = "under_review", **said: Any) -> CaseMessage:
    return MESSAGES[kind](**({"folio": FOLIO, "procedure": "Cambio de medidor"} | said))


def posted(message: Message | None = None, *, key: str = "one", **options: Any) -> OutboxMessage:
    """A row in the outbox, committed where the test lets it commit."""
    with transaction.atomic():
        return post(
            message or case_message(),
            **({"to": ANA, "reference": FOLIO, "dedupe_key": key} | options),
        )
