"""Other systems that are told of what happens: who they are, what is published, and again.

Rows of the outbox carry it, so that an event is published with what it tells or not at all, and is
tried, put off, ended and cancelled as any message is.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend import broker
from backend.accounts.actors import SYSTEM, Actor
from backend.accounts.history import acting
from backend.accounts.people import may_administer
from backend.security.encryption import encrypt
from notifications import guard
from notifications.models import LIFE, UNFINISHED, OutboxMessage, WebhookEndpoint
from notifications.secrets import harmless
from notifications.tasks import deliver_message

KIND = CHANNEL = "webhook"
SECRET_BYTES = 32  # Standard Webhooks: between 24 and 64
TOPICS = ("request.changed",)  # what may be asked for
TRIAL = "webhook.test"  # what anybody is sent who is tried
LONGEST_REPLAY = 72  # hours: what is older is no news


class Deed(TextChoices):
    """What leaves no other trace on an endpoint: the history keeps it as the reason of a row."""

    REPLAYED = "replayed", gettext_lazy("Volvió a enviar lo ya enviado")
    TRIED = "tried", gettext_lazy("Envió una prueba")


@dataclass(frozen=True)
class Told:
    """What became of what one system was told in the last three days, and when it took the last."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    last: dt.datetime | None = None


def told_of(endpoints: Iterable[WebhookEndpoint]) -> dict[int, Told]:
    """How each of these systems is doing, by its number: one query."""
    bad = Q(failed_at__isnull=False) | Q(expired_at__isnull=False)
    rows = OutboxMessage.objects.filter(
        channel=CHANNEL,
        address__in=[str(one.pk) for one in endpoints],
        created_at__gte=timezone.now() - LIFE,
    ).order_by()
    counted = rows.values_list("address").annotate(
        sent=Count("id", filter=Q(sent_at__isnull=False)),
        waiting=Count("id", filter=UNFINISHED),
        failed=Count("id", filter=bad),
        last=Max("sent_at"),
    )
    return {int(address): Told(*numbers) for address, *numbers in counted}


@transaction.atomic
def register(
    name: str, url: str, *, topics: Collection[str], actor: Actor = SYSTEM
) -> tuple[WebhookEndpoint, str]:
    """Write down another system.

    Returns:
        Its row, and its secret (`whsec_…`), which is shown this once and kept sealed.

    Raises:
        PermissionDenied: not an administrator, nor the server.
        Forbidden: the address is none we may speak to, as it resolves today.
        OSError: its name has no address.
    """
    _require(actor)
    scheme, host, port, _path = guard.parts(url)
    guard.pinned(scheme, host, port)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    with acting(actor.label):
        row = WebhookEndpoint.objects.create(
            name=name, url=url, topics=[*topics], secret=encrypt(secret.encode()).decode()
        )
    return row, secret


@transaction.atomic
def tell_or_not(*, endpoint: WebhookEndpoint, told: bool, actor: Actor = SYSTEM) -> None:
    """Tell a system of what happens from now on, or no more; also one that answered 410.

    Raises:
        PermissionDenied: not an administrator, nor the server.
    """
    _require(actor)
    row = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    row.disabled_at, row.disabled_why = (None if told else timezone.now()), ""
    with acting(actor.label):
        row.save()


@transaction.atomic
def replay_to(*, endpoint: WebhookEndpoint, hours: int, actor: Actor = SYSTEM) -> int:
    """Send one system again what it was, or should have been, told in the last hours.

    Args:
        hours: up to `LONGEST_REPLAY`.

    Returns:
        How many go again.

    Raises:
        PermissionDenied: not an administrator, nor the server.
    """
    _require(actor)
    since = timezone.now() - dt.timedelta(hours=min(hours, LONGEST_REPLAY))
    rows = OutboxMessage.objects.filter(address=str(endpoint.pk), created_at__gte=since)
    _note(actor, endpoint, Deed.REPLAYED)
    return replay(rows)


@transaction.atomic
def try_out(*, endpoint: WebhookEndpoint, actor: Actor = SYSTEM) -> OutboxMessage:
    """Send one system an event that says nothing, to see whether it takes it.

    Raises:
        PermissionDenied: not an administrator, nor the server.
    """
    _require(actor)
    _note(actor, endpoint, Deed.TRIED)
    now = timezone.now()
    return _tell(endpoint, _body(TRIAL, now, {}), "", f"trial:{now:%Y%m%d%H%M%S}", now)


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
    text = _body(topic, now, data)
    asked = [row for row in WebhookEndpoint.objects.filter(disabled_at=None) if topic in row.topics]
    for endpoint in asked:
        _tell(endpoint, text, reference, dedupe_key, now)
    return len(asked)


def _body(topic: str, now: dt.datetime, data: Mapping[str, Any]) -> str:
    body = {"type": topic, "timestamp": now.isoformat(), "data": dict(data)}
    return harmless(json.dumps(body, ensure_ascii=False))


def _tell(
    endpoint: WebhookEndpoint, text: str, reference: str, dedupe_key: str, now: dt.datetime
) -> OutboxMessage:
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
    return row


def _require(actor: Actor) -> None:
    if actor.kind != "system" and not may_administer(actor):
        raise PermissionDenied


def _note(actor: Actor, endpoint: WebhookEndpoint, deed: Deed) -> None:
    """A row of history that changes no field: what was done is its reason."""
    with acting(actor.label, deed):
        WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk).save()


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
