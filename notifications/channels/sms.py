"""Text messages, through the HTTP gateway the installation names (SMS_GATEWAY_URL).

Only codes to sign in go this way: a message about a case has nowhere to say it all in 160
characters. The gateway takes `POST {"id", "to", "text"}` with a bearer token and answers 2xx once
it has the message; 4xx means never (but 408, 425 and 429: later), anything else means try again.
"""

from __future__ import annotations

import json
import unicodedata
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from notifications.channels import Parcel, Undeliverable
from notifications.recipients import Recipient

COUNTRY = "+52"
LONGEST = 160  # characters of one GSM-7 message
TIMEOUT = 10  # seconds to connect, and between two answers of the gateway
LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
# GSM 03.38, the basic table but its Greek capitals; one letter outside it and only 70 fit.
GSM7 = frozenset(
    "@£$¥èéùìòÇØøÅåÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà\n\r_"
)


def configured() -> bool:
    """Whether this installation has a gateway; without one the channel is offered nowhere."""
    return bool(settings.SMS_GATEWAY_URL)


def address_of(recipient: Recipient) -> str:
    """The person's telephone, ten national digits; empty where nothing could be sent."""
    return recipient.phone if configured() else ""


def send(parcel: Parcel) -> None:
    """Hand one message to the gateway.

    Raises:
        Undeliverable: it is too long, or the gateway refused it for good.
        OSError: anything that may pass (urllib's errors are OSErrors).
    """
    text = plain(parcel.text.strip())
    if len(text) > LONGEST:
        raise Undeliverable("too long")
    body = {"id": parcel.id, "to": f"{COUNTRY}{parcel.address}", "text": text}
    request = Request(  # noqa: S310 - the address is the installation's own, proven at start-up
        settings.SMS_GATEWAY_URL,
        data=json.dumps(body).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
        },
    )
    try:
        _opener.open(request, timeout=TIMEOUT).close()
    except HTTPError as refused:
        with refused:
            if 400 <= refused.code < 500 and refused.code not in LATER:
                raise Undeliverable(str(refused.code)) from None
            raise OSError(f"gateway {refused.code}") from None


def plain(text: str) -> str:
    """`text` in the letters of a telephone: "código" as "codigo", "ñ" and "é" as they are."""
    return "".join(letter if letter in GSM7 else _nearest(letter) for letter in text)


def _nearest(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter)[0]
    return bare if bare in GSM7 else "?"


class _StayHere(HTTPRedirectHandler):
    """A gateway that sends elsewhere is not followed: the token is for it alone."""

    def redirect_request(self, *_moved: Any) -> None:
        return None


_opener = build_opener(_StayHere)
