"""Handing something over by HTTP to a gateway the installation names, and what its answer means."""

from __future__ import annotations

import datetime as dt
import json
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from notifications.problems import Later, Problem, Undeliverable

TIMEOUT = 10  # seconds to connect, and between two answers of the gateway
MOST = 64 * 1024  # bytes of an answer; nothing more is read
PASSES = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}
OURS = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.PAYMENT_REQUIRED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
}
NOBODY = {HTTPStatus.GONE, HTTPStatus.UNPROCESSABLE_ENTITY}


class Refused(Exception):
    """An answer other than 2xx: its status, what it says, and how long it asks us to wait."""

    def __init__(self, status: int, said: dict[str, Any], after: dt.timedelta | None) -> None:
        super().__init__(str(status))
        self.status, self.said, self.after = status, said, after


def post(url: str, body: dict[str, Any], *, token: str) -> dict[str, Any]:
    """POST a JSON object with a bearer token.

    Returns:
        The object it answered; empty where it answered none.

    Raises:
        Refused: the answer is not 2xx. A redirection is not followed: the token is for it alone.
        OSError: nobody answers (urllib's errors are OSErrors).
    """
    request = Request(  # noqa: S310 - the address is the installation's own, proven at start-up
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            return _object(answer.read(MOST))
    except HTTPError as refused:
        with refused:
            raise Refused(
                refused.code, _object(refused.read(MOST)), _after(refused.headers)
            ) from None


def meaning(refused: Refused) -> Later | Undeliverable:
    """What a status says where the answer says no more.

    410 and 422 speak of the address and other 4xx of the message; but 401 to 405 and 3xx are ours
    to mend, 429 asks for patience, and 408, 425 and 5xx may pass.
    """
    status, name = refused.status, f"gateway {refused.status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Later(name, Problem.THROTTLED, refused.after)
    if status in OURS or 300 <= status < 400:
        return Later(name, Problem.CONFIGURATION)
    if status >= 500 or status in PASSES:
        return Later(name, Problem.TEMPORARY, refused.after)
    return Undeliverable(str(status), Problem.ADDRESS if status in NOBODY else Problem.CONTENT)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _after(headers: Any) -> dt.timedelta | None:
    """Retry-After in seconds (RFC 9110, 10.2.3); its other form, a date, gateways do not use."""
    said = (headers.get("Retry-After") or "").strip()
    return dt.timedelta(seconds=int(said)) if said.isdigit() and len(said) < 7 else None


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_moved: Any) -> None:
        return None


_opener = build_opener(_StayHere)
