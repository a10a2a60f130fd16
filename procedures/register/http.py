"""The register, or the billing system, behind the utility's own HTTP service.

It takes `POST {"account": "…"}` (the register `{"meter": "…"}` too) with a bearer token, so that
no number is in an address, and answers 200 with the account or 404 when it has none. Anything else
is silence, and after silence it is left alone for a moment: whoever opens ten cases must not wait
ten times.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from .entries import Balance, Entry, Silent, plain_number

LARGEST = 64 * 1024  # bytes of an answer: one account is a few hundred
TEXTS = ("tariff", "use", "status", "holder", "address", "colonia")
REST = 20.0  # seconds a service that did not answer is left alone, by each process

_resting: dict[str, float] = {}  # by address; until when, of time.monotonic()


def find(*, account: str = "", meter: str = "") -> Entry | None:
    """One account of the register by its plain number or, without one, by its meter's.

    Raises:
        Silent: no answer within REGISTER_SECONDS, or none that can be understood.
    """
    question = {"account": account} if account else {"meter": meter}
    told = _ask(settings.REGISTER_URL, settings.REGISTER_TOKEN, question)
    if told is None:
        return None
    try:
        texts: dict[str, Any] = {name: told.get(name, "").strip() for name in TEXTS}
        return Entry(
            number=_number(told),
            meter=plain_number(told.get("meter", "")),
            as_of=_day(told, "as_of"),
            **texts,
        )
    except ValueError as wrong:
        raise Silent(type(wrong).__name__) from None


def balance(*, account: str) -> Balance | None:
    """What one account owes, by its plain number.

    Raises:
        Silent: no answer within REGISTER_SECONDS, or none that can be understood.
    """
    told = _ask(settings.BILLING_URL, settings.BILLING_TOKEN, {"account": account})
    if told is None:
        return None
    try:
        amount = Decimal(told.get("amount", ""))
        if not amount.is_finite():
            raise ValueError("not an amount")
        return Balance(_number(told), amount, _day(told, "since"), _day(told, "as_of"))
    except (ValueError, InvalidOperation) as wrong:
        raise Silent(type(wrong).__name__) from None


def _ask(url: str, token: str, question: Mapping[str, str]) -> dict[str, str] | None:
    """What a service answers, all of it text; None when it has no such account."""
    if time.monotonic() < _resting.get(url, 0.0):
        raise Silent("left alone for a moment")
    request = Request(  # noqa: S310 - the address is the installation's own, proven at start-up
        url,
        data=json.dumps(question).encode(),
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Authorization": f"Bearer {token}",
        },
    )
    try:
        with _opener.open(request, timeout=settings.REGISTER_SECONDS) as answer:
            return _texts(json.loads(answer.read(LARGEST)))
    except HTTPError as refused:
        with refused:
            if refused.code == HTTPStatus.NOT_FOUND:
                return None
            raise Silent(f"answered {refused.code}") from None
    except OSError as failed:  # nobody there, or nobody who says a word
        _resting[url] = time.monotonic() + REST
        raise Silent(type(failed).__name__) from None
    except (HTTPException, ValueError) as failed:
        raise Silent(type(failed).__name__) from None


def _texts(told: Any) -> dict[str, str]:
    if not isinstance(told, dict) or not all(isinstance(v, str) for v in told.values()):
        raise ValueError("not an account")
    return told


def _number(told: Mapping[str, str]) -> str:
    number = plain_number(told.get("number", ""))
    if not number:
        raise ValueError("an account without number")
    return number


def _day(told: Mapping[str, str], name: str) -> dt.date | None:
    text = told.get(name, "")
    return dt.date.fromisoformat(text) if text else None


class _StayHere(HTTPRedirectHandler):
    """A service that sends elsewhere is not followed: the token is for it alone."""

    def redirect_request(self, *_moved: Any) -> None:
        return None


_opener = build_opener(_StayHere)
