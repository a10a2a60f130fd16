"""The register behind the utility's own HTTP service (REGISTER_URL).

It takes `POST {"account": "…"}` or `{"meter": "…"}` with a bearer token, so that no number is in an
address, and answers 200 with the account or 404 when it has none. Anything else is silence.
"""

from __future__ import annotations

import datetime as dt
import json
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from .entries import Entry, Silent
from .reading import plain_number

LARGEST = 64 * 1024  # bytes of an answer: one account is a few hundred
TEXTS = ("tariff", "use", "status", "holder", "address", "colonia")


def find(*, account: str = "", meter: str = "") -> Entry | None:
    """One account by its plain number or, without one, by its meter's.

    Raises:
        Silent: no answer within REGISTER_SECONDS, or none that can be understood.
    """
    request = Request(  # noqa: S310 - the address is the installation's own, proven at start-up
        settings.REGISTER_URL,
        data=json.dumps({"account": account} if account else {"meter": meter}).encode(),
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Authorization": f"Bearer {settings.REGISTER_TOKEN}",
        },
    )
    try:
        with _opener.open(request, timeout=settings.REGISTER_SECONDS) as answer:
            return _entry(json.loads(answer.read(LARGEST)))
    except HTTPError as refused:
        with refused:
            if refused.code == HTTPStatus.NOT_FOUND:
                return None
            raise Silent(f"register {refused.code}") from None
    except (OSError, HTTPException, ValueError) as failed:
        raise Silent(type(failed).__name__) from None


def _entry(told: Any) -> Entry:
    """The answer as an entry; raises ValueError for what is not one."""
    if not isinstance(told, dict) or not all(isinstance(v, str) for v in told.values()):
        raise ValueError("not an account")
    number = plain_number(told.get("number", ""))
    if not number:
        raise ValueError("an account without number")
    day = told.get("as_of", "")
    return Entry(
        number=number,
        meter=plain_number(told.get("meter", "")),
        as_of=dt.date.fromisoformat(day) if day else None,
        **{name: told.get(name, "").strip() for name in TEXTS},
    )


class _StayHere(HTTPRedirectHandler):
    """A register that sends elsewhere is not followed: the token is for it alone."""

    def redirect_request(self, *_moved: Any) -> None:
        return None


_opener = build_opener(_StayHere)
