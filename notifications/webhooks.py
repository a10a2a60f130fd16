"""Other systems that are told of what happens: who they are, what is published, and again.

Rows of the outbox carry it, so that an event is published with what it tells or not at all, and is
tried, put off, ended and cancelled as any message is.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from backend import broker
from backend.security.encryption import encrypt
from notifications import guard
from notifications.models import LIFE, OutboxMessage, WebhookEndpoint
from notifications.secrets import harmless
from notifications.tasks import deliver_message

KIND = CHANNEL = "webhook"
SECRET_BYTES = 32  # Standard Webhooks: between 24 and 64


def register(name: str, url: str, *, topics: list[str]) -> tuple[WebhookEndpoint, str]:
    """Write down another system.

    Returns:
        Its row, and its secret (`whsec_…`), which is shown this once and kept sealed.

    Raises:
        Forbidden: the address is none we may speak to, as it resolves today.
        OSError: its name has no address.
    """
    scheme, host, port, _path = guard.parts(url)
    guard.pinned(scheme, host, port)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    row = WebhookEndpoint.objects.create(
        name=name, url=url, topics=topics, secret=encrypt(secret.encode()).decode()
    )
    return row, secret


def publish(topic: str, data: Mapping[str, Any], *, reference: str, dedupe_key: str) -> int:
    """Tell, after the caller's transaction commits, every system that asked for a topic.

    Args:
        data: what happened to what: names and numbers of things, never of people.

    Returns:
        How many are told. None, and nothing is asked of the database, without `WEBHOOKS`.
    """
    if not settings.WEBHOOKS:
        return 0
    now = timezone.now()
    body = {"type": topic, "timestamp": now.isoformat(), "data": dict(data)}
    text = harmless(json.dumps(body, ensure_ascii=False))
    asked = [row for row in WebhookEndpoint.objects.filter(disabled_at=None) if topic in row.topics]
    for endpoint in asked:
        row, new = OutboxMessage.objects.get_or_create(
            dedupe_key=f"webhook:{endpoint.pk}:{dedupe_key}",
            defaults={
                "kind": KIND,
                "channel": CHANNEL,
                "address": str(endpoint.pk),
                "text": text,
                "reference": reference,
                "created_at": now,
                "due_at": now,
                "expires_at": now + LIFE,
                "deadline": now + LIFE,
            },
        )
        if new:
            transaction.on_commit(partial(broker.ask, deliver_message, row.pk))
    return len(asked)


def replay(rows: Any) -> int:
    """Send again what was sent, failed or expired: with the same id, so that who has it can tell.

    Args:
        rows: a queryset of the outbox; what is not of this channel, or on its way, stays.

    Returns:
        How many go again.
    """
    now = timezone.now()
    over = rows.filter(channel=CHANNEL, cancelled_at=None)
    over = over.exclude(sent_at=None, failed_at=None, expired_at=None)
    return int(
        over.update(
            **dict.fromkeys(
                ("sent_at", "delivered_at", "failed_at", "expired_at", "unreachable_at")
            ),
            faults=0,
            lost=0,
            due_at=now,
            expires_at=now + LIFE,
            deadline=now + LIFE,
        )
    )
