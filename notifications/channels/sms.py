"""Text messages, through the HTTP gateway the installation names (SMS_GATEWAY_URL).

The gateway takes `POST {"id", "to", "text"}` with a bearer token and answers 2xx once it has the
message; what another answer means is in `notifications.gateway`. A text is read on a locked screen
and on shared telephones: it never says more than the folio, and its link opens nothing by itself.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.conf import settings

from notifications import gateway
from notifications.channels import Parcel, Problem, Receipt, Undeliverable
from notifications.recipients import Recipient

SHORT, RINGS, COMES_BACK, PAPER = True, True, False, False
COUNTRY, NATIONAL = "+52", 10
LONGEST = 160  # characters of one GSM-7 message
# GSM 03.38, the basic table but its Greek capitals; one letter outside it and only 70 fit.
GSM7 = frozenset(
    "@£$¥èéùìòÇØøÅåÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà\n\r_"
)
# What a gateway says became of a message; any other word ("queued", say) says nothing new.
STATUSES = {"delivered": None, "undeliverable": Problem.ADDRESS, "rejected": Problem.CONTENT}


def configured() -> bool:
    """Whether this installation has a gateway; without one the channel is offered nowhere."""
    return bool(settings.SMS_GATEWAY_URL)


def address_of(recipient: Recipient) -> str:
    """The person's telephone, ten national digits; empty where nothing could be sent."""
    return national(recipient.phone) if configured() else ""


def national(phone: str) -> str:
    """A Mexican number however it was kept, as ten digits; empty where it is none."""
    digits = "".join(one for one in phone if one in "0123456789")
    return digits[-NATIONAL:] if len(digits) >= NATIONAL else ""


def send(parcel: Parcel) -> str:
    """Hand one message to the gateway.

    Raises:
        Undeliverable: it is too long, or the gateway refused it for good.
        Later: the gateway says so.
        OSError: anything else that may pass (urllib's errors are OSErrors).
    """
    text = plain(parcel.text.strip())
    if len(text) > LONGEST:
        raise Undeliverable("too long")
    body = {"id": parcel.id, "to": f"{COUNTRY}{parcel.address}", "text": text}
    try:
        gateway.post(settings.SMS_GATEWAY_URL, body, token=settings.SMS_GATEWAY_TOKEN)
    except gateway.Refused as refused:
        raise gateway.meaning(refused) from None
    return parcel.id


def receipts_in(said: Any) -> list[Receipt]:
    """What a gateway tells of its messages: `{"id": …, "status": …}`, or a list of those."""
    told = [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, dict)]
    pairs = [(one.get("id"), one.get("status")) for one in told]
    return [
        Receipt("sms", name, STATUSES[status], status)
        for name, status in pairs
        if isinstance(name, str) and isinstance(status, str) and status in STATUSES
    ]


def plain(text: str) -> str:
    """`text` in the letters of a telephone: "código" as "codigo", "ñ" and "é" as they are."""
    return "".join(letter if letter in GSM7 else _nearest(letter) for letter in text)


def _nearest(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter)[0]
    return bare if bare in GSM7 else "?"
