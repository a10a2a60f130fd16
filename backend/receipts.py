"""The doors where providers tell what became of a message they took.

Anybody may knock, so each has a secret of its own; without one it is closed, and looks as if it
were not there. Whoever comes with a wrong secret a few times waits. What is said is taken by
`notifications.receipts`, and nothing of it is answered or logged: whether a message exists is
nobody's business, and a provider that is told "no" comes back with the same thing for days.
"""

from __future__ import annotations

import hmac
import json
import math
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from backend.security.limits import Limit, address_of
from notifications.channels import Receipt, sms, whatsapp
from notifications.receipts import take

MOST = 1024 * 1024  # bytes of a call: Meta tells up to a thousand messages in one
CALLS = Limit("receipts", 1200, 60)
WRONG = Limit("receipts wrong", 20, 10 * 60)
LONGEST_CHALLENGE = 100

View = Callable[[HttpRequest], HttpResponseBase]
OK, WRONG_BODY, FORBIDDEN, NOWHERE, TOO_LARGE, TOO_MANY = 200, 400, 403, 404, 413, 429


class Forged(Exception):
    """It did not come from the provider."""


def door(*, open_with: str) -> Callable[[View], View]:
    """A view that only a provider reaches.

    Args:
        open_with: the setting that holds its secret; empty there, and there is no door.
    """

    def close(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponseBase:
            if not getattr(settings, open_with):
                return HttpResponse(status=NOWHERE)
            who = address_of(request)
            if left := WRONG.wait(who) or CALLS.spend(who):
                return HttpResponse(status=TOO_MANY, headers={"Retry-After": str(math.ceil(left))})
            if _length(request) > MOST:
                return HttpResponse(status=TOO_LARGE)
            try:
                return view(request)
            except Forged:
                WRONG.spend(who)
                return HttpResponse(status=FORBIDDEN)
            except ValueError:
                return HttpResponse(status=WRONG_BODY)

        return guarded

    return close


@door(open_with="SMS_RECEIPT_TOKEN")
@require_POST
def sms_door(request: HttpRequest) -> HttpResponse:
    """`/receipts/sms/`: the gateway, with a bearer token (`notifications.channels.sms`)."""
    expected = f"Bearer {settings.SMS_RECEIPT_TOKEN}"
    _demand(same(request.headers.get("Authorization", ""), expected))
    return _taken(sms.receipts_in(_said(request)))


@door(open_with="WHATSAPP_APP_SECRET")
@require_http_methods(["GET", "POST"])
def whatsapp_door(request: HttpRequest) -> HttpResponse:
    """`/receipts/whatsapp/`: Meta asks once whether it is ours, then tells what it signs."""
    if request.method == "GET":
        return _handshake(request)
    _demand(whatsapp.genuine(request.body, request.headers.get("X-Hub-Signature-256", "")))
    return _taken(whatsapp.receipts_in(_said(request)))


@door(open_with="MAIL_RECEIPT_SECRET")
def mail_door(request: HttpRequest) -> HttpResponseBase:
    """`/receipts/mail/`: the mail provider, as its own way of calling is (`django-anymail`)."""
    if not settings.MAIL_PROVIDER:
        return HttpResponse(status=NOWHERE)
    from notifications import provider  # an extra: not there where mail goes by SMTP

    try:
        answer, told = provider.hear(request)
    except SuspiciousOperation:
        raise Forged from None
    _taken(told)
    return answer


def same(given: str, expected: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing of where they part."""
    return hmac.compare_digest(given.encode(), expected.encode())


def _handshake(request: HttpRequest) -> HttpResponse:
    asked, expected = request.GET.get("hub.verify_token", ""), settings.WHATSAPP_VERIFY_TOKEN
    _demand(bool(expected) and same(asked, expected))
    challenge = request.GET.get("hub.challenge", "")
    if not challenge.isalnum() or len(challenge) > LONGEST_CHALLENGE:
        return HttpResponse(status=WRONG_BODY)
    return HttpResponse(challenge, content_type="text/plain; charset=utf-8")


def _demand(genuine: bool) -> None:
    if not genuine:
        raise Forged


def _length(request: HttpRequest) -> int:
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(said) if said.isdecimal() and len(said) < 12 else MOST + 1


def _said(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except RecursionError:  # brackets in brackets, a hundred thousand deep
        raise ValueError from None


def _taken(receipts: Iterable[Receipt]) -> HttpResponse:
    for receipt in receipts:
        take(receipt)
    return HttpResponse(status=OK)
