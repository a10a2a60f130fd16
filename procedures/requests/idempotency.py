"""Sending a filing again gives the same answer, not a second request (API.md, Idempotency-Key)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.security.digests import keyed_digest

from . import keys
from .errors import Conflict
from .models import FilingKey, ServiceRequest
from .operations.filing import Filing


def client_digest(client: str) -> str:
    """Who sent it, as a keyed digest.

    Args:
        client: a token or session of staff; "" for the public, whose keys are as random as a
            request's own. No address is ever part of it (DOMAIN §8.2).
    """
    return keyed_digest("filing client", client).hex()


def _kept(key: str) -> str:
    """A key as it is kept: the key itself opens what it filed, and may say who chose it."""
    return keyed_digest("filing key", key).hex()


def once(*, client: str, key: str, body: Any, file: Callable[[], Filing]) -> tuple[Filing, bool]:
    """File once per client and key.

    The key is taken in the transaction of the filing: whoever comes second waits for the first one
    and gets its request back, or, when the first one failed, files in its place.

    Args:
        body: what was sent, JSON; its hash tells a replay from another filing under the same key.
        file: does the filing.

    Returns:
        The filing, and whether it was made now.

    Raises:
        Conflict: the same key came with another body, or the request's own key was renewed since
            (whoever still has the old answer must not learn the new key).
    """
    digest = client_digest(client)
    # Keyed: who reads the table must not be able to try a guess of what was sent against it.
    body_hash = keyed_digest(
        "filing body", json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    ).hex()
    try:
        with transaction.atomic():
            taken = FilingKey.objects.create(
                client=digest, key=_kept(key), body_hash=body_hash, created_at=timezone.now()
            )
            filing = file()
            taken.service_request = filing.service_request
            taken.save()
            return filing, True
    except IntegrityError:
        before = (
            FilingKey.objects.select_related(
                "service_request__version", "service_request__procedure"
            )
            .filter(client=digest, key=_kept(key))
            .first()
        )
        if before is None or before.service_request is None:
            raise
    if before.body_hash != body_hash:
        raise Conflict(
            _("Esa clave de repetición ya se usó con otros datos."), code="idempotency_conflict"
        )
    row = before.service_request
    if _renewed(row):
        raise Conflict(
            _("La solicitud %s ya se registró y su clave se cambió después.") % row.folio,
            code="key_renewed",
        )
    return Filing(row, keys.key_of(row.folio, row.key_nonce)), False


def answered(*, client: str, key: str) -> Filing | None:
    """What was filed with a key, for who has only the key left; None when nothing was.

    Only for clients whose keys are secrets of ours: it gives what opens the request. None too when
    the request's own key was renewed since.
    """
    taken = (
        FilingKey.objects.select_related("service_request__version", "service_request__procedure")
        .filter(client=client_digest(client), key=_kept(key), service_request__isnull=False)
        .first()
    )
    row = taken.service_request if taken else None
    if row is None or _renewed(row):
        return None
    return Filing(row, keys.key_of(row.folio, row.key_nonce))


def forget(*, client: str, folios: Collection[str]) -> None:
    """Stop answering for what was filed: whoever has the key from now on is told nothing.

    Args:
        client: as in `once`; what others filed goes on being answered.
        folios: of the requests.
    """
    FilingKey.objects.filter(
        client=client_digest(client), service_request__folio__in=folios
    ).delete()


def _renewed(row: ServiceRequest) -> bool:
    """Whether who has the old answer must not learn the key the request has now."""
    return row.events.filter(kind="key_renewed").exists()
