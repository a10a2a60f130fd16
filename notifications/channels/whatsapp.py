"""WhatsApp, through the Cloud API of Meta: only templates it approved, one for each message.

A utility that writes first may only send an approved template. Those are named as our messages are,
with a prefix; each takes the folio as its one variable, and its words are those of `sms.txt`, with
a button to the site that is part of the template. `WHATSAPP_TEMPLATES` names the messages that were
approved; any other goes by the person's next channel.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from notifications import gateway
from notifications.channels import Later, Parcel, Problem, Receipt, Undeliverable
from notifications.channels.sms import national
from notifications.recipients import Recipient

SHORT, RINGS, COMES_BACK, PAPER = True, True, False, False
COUNTRY = "52"
LANGUAGE = "es_MX"
# What its error codes mean; any other is as its HTTP status says.
CODES = {
    **dict.fromkeys((4, 80007, 130429, 131048, 131056), Problem.THROTTLED),
    **dict.fromkeys((0, 3, 10, 190, 131005, 131031, 131042, 131045, 133010), Problem.CONFIGURATION),
    **dict.fromkeys((132000, 132001, 132005, 132007, 132012, 132015, 132016), Problem.CONTENT),
    **dict.fromkeys((131026, 131021, 131030, 131047, 131050), Problem.ADDRESS),
    **dict.fromkeys((1, 2, 131000, 131016, 131057, 133004), Problem.TEMPORARY),
}
ARRIVED = {"delivered", "read"}
PASSING = {Problem.THROTTLED, Problem.CONFIGURATION, Problem.TEMPORARY}


def address_of(recipient: Recipient) -> str:
    """The person's telephone, ten national digits; empty where nothing could be sent."""
    return national(recipient.phone) if settings.WHATSAPP_URL else ""


def send(parcel: Parcel) -> str:
    """Hand one message to the Cloud API.

    Raises:
        Undeliverable: no template was approved for it, or it is refused for good.
        Later: the API says so.
        OSError: nobody answers.
    """
    if parcel.kind not in settings.WHATSAPP_TEMPLATES:
        raise Undeliverable("no template", Problem.CONTENT)
    body = {
        "messaging_product": "whatsapp",
        "to": COUNTRY + parcel.address,
        "type": "template",
        "biz_opaque_callback_data": parcel.id,
        "template": {
            "name": settings.WHATSAPP_PREFIX + parcel.kind,
            "language": {"code": LANGUAGE},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": parcel.reference}]}
            ],
        },
    }
    try:
        answer = gateway.post(settings.WHATSAPP_URL, body, token=settings.WHATSAPP_TOKEN)
    except gateway.Refused as refused:
        raise _meaning(refused) from None
    taken = answer.get("messages") or [{}]
    return str(taken[0].get("id", ""))


def genuine(body: bytes, signature: str) -> bool:
    """Whether Meta wrote a call to our door: `X-Hub-Signature-256`, over the very bytes of it."""
    digest = hmac.new(settings.WHATSAPP_APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"sha256={digest}".encode(), signature.encode())


def receipts_in(said: Any) -> list[Receipt]:
    """What Meta tells of our messages; what people wrote, and whatever else it tells, is not read.

    "read" also says that it arrived, and "sent" says nothing that we did not know.
    """
    return [receipt for status in _statuses(said) if (receipt := _receipt(status))]


def _statuses(said: Any) -> Iterator[dict[str, Any]]:
    for entry in _objects(said, "entry"):
        for change in _objects(entry, "changes"):
            yield from _objects(change.get("value"), "statuses")


def _objects(holder: Any, name: str) -> list[dict[str, Any]]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _receipt(status: dict[str, Any]) -> Receipt | None:
    name = status.get("biz_opaque_callback_data") or status.get("id")
    if not isinstance(name, str):
        return None
    if status.get("status") in ARRIVED:
        return Receipt("whatsapp", name)
    if status.get("status") != "failed":
        return None
    code = next((one.get("code") for one in _objects(status, "errors")), None)
    known = code if isinstance(code, int) else -1
    return Receipt("whatsapp", name, CODES.get(known, Problem.CONTENT), f"whatsapp {known}")


def _meaning(refused: gateway.Refused) -> Later | Undeliverable:
    error = refused.said.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    problem = CODES.get(code) if isinstance(code, int) else None
    if problem is None:
        return gateway.meaning(refused)
    if problem in PASSING:
        return Later(f"whatsapp {code}", problem, refused.after)
    return Undeliverable(f"whatsapp {code}", problem)
