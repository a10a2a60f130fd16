"""Telling another system that something happened, signed as Standard Webhooks 1.0 says.

The body is thin: what happened to which folio, and nothing of it; who may know more asks the API.
The address of a row is the number of its `WebhookEndpoint`, so that one who changes its URL or its
secret is told there from the next try on.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import time

from django.utils import timezone

from backend.accounts.actors import SYSTEM
from backend.accounts.history import acting
from backend.security.encryption import decrypt
from notifications import guard
from notifications.channels import Later, Parcel, Problem, Undeliverable
from notifications.models import WebhookEndpoint
from notifications.recipients import Recipient

SHORT, RINGS, COMES_BACK, PAPER = False, False, False, False
GONE, TOO_MANY, BUSY = 410, 429, (502, 503, 504)


def address_of(recipient: Recipient) -> str:
    """No person is reached by it: `notifications.webhooks.publish` writes its rows."""
    return ""


def send(parcel: Parcel) -> str:
    """POST one event to its endpoint.

    Raises:
        Undeliverable: the endpoint is disabled, says 410 (and is, from now on), or lives where we
            do not speak to.
        Later: any other answer that is not 2xx.
        OSError: nobody answers.
    """
    endpoint = WebhookEndpoint.objects.filter(pk=parcel.address, disabled_at=None).first()
    if endpoint is None:
        raise Undeliverable("disabled", Problem.ADDRESS)
    name = f"msg_{parcel.id.replace('.', '_')}"
    body = parcel.text.encode()
    try:
        status, after = guard.post(endpoint.url, body, headers(endpoint, name, body))
    except guard.Forbidden as why:
        raise Undeliverable(f"forbidden {why}", Problem.ADDRESS) from None
    if 200 <= status < 300:
        return name
    if status == GONE:
        endpoint.disabled_at, endpoint.disabled_why = timezone.now(), str(GONE)
        with acting(SYSTEM.label):
            endpoint.save(update_fields=["disabled_at", "disabled_why"])
        raise Undeliverable(str(GONE), Problem.ADDRESS)
    if status == TOO_MANY or status in BUSY:
        wait = dt.timedelta(seconds=int(after)) if after.isdigit() and len(after) < 7 else None
        raise Later(f"answer {status}", Problem.THROTTLED, wait)
    raise Later(f"answer {status}", Problem.TEMPORARY)


def headers(endpoint: WebhookEndpoint, name: str, body: bytes) -> dict[str, str]:
    """What a receiver verifies: the id, the same for every try; the moment of this one; and the
    signature over both and the body."""
    moment = str(int(time.time()))
    key = base64.b64decode(decrypt(endpoint.secret.encode()).decode().removeprefix("whsec_"))
    signed = hmac.new(key, f"{name}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Ventanilla",
        "webhook-id": name,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }
