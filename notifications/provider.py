"""A mail provider behind django-anymail: what its refusals mean, and what its webhooks tell.

Read only where `MAIL_PROVIDER` names one: the library is an extra, and SMTP needs none of this.
"""

from __future__ import annotations

import logging
from typing import Any

from anymail import exceptions
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.urls import urlpatterns
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from notifications import gateway
from notifications.channels import Later, Problem, Receipt, Undeliverable

logger = logging.getLogger(__name__)

CHANNEL = "email"
# Why a provider dropped or returned a message; what is not here is about the message, not the box.
NOBODY = {RejectReason.INVALID, RejectReason.BOUNCED, RejectReason.TIMED_OUT}
UNREADABLE = (
    *(exceptions.AnymailError, exceptions.AnymailConfigurationError),
    *(ValueError, LookupError, TypeError, AttributeError),
)
OVER = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}


def name_of(message: EmailMessage) -> str:
    """How the provider calls a message it took."""
    status = getattr(message, "anymail_status", None)
    return str(getattr(status, "message_id", "") or "")


def meaning(refused: Exception) -> Later | Undeliverable | None:
    """What an error of the library means; None where it is not one of its own.

    What the provider wrote may hold the address, so that only its status is kept.
    """
    match refused:
        case exceptions.AnymailRecipientsRefused() | exceptions.AnymailInvalidAddress():
            return Undeliverable("refused", Problem.ADDRESS)
        case exceptions.AnymailRequestsAPIError(status_code=int(status)):
            return gateway.meaning(gateway.Refused(status, {}, None))
        case exceptions.AnymailAPIError():
            return Later(type(refused).__name__)
        case exceptions.AnymailError() | exceptions.AnymailConfigurationError():
            return Later(type(refused).__name__, Problem.CONFIGURATION)
    return None


def hear(request: HttpRequest) -> tuple[HttpResponseBase, list[Receipt]]:
    """What a call of the provider answers, and what it tells of our messages.

    The library's own view proves who calls (`WEBHOOK_SECRET`, and a signature where the provider
    signs) and knows its handshakes.

    Raises:
        SuspiciousOperation: it is not the provider.
        ValueError: it tells nothing one can read, or the library lacks a setting.
    """
    told: list[AnymailTrackingEvent] = []
    theirs = _view()
    if theirs is None:
        return HttpResponse(status=404), []

    class View(theirs):  # type: ignore[misc, valid-type]
        def parse_events(self, request: HttpRequest) -> list[Any]:
            told.extend(super().parse_events(request))
            return []  # nobody listens to its signal

    try:
        answer: HttpResponseBase = View.as_view()(request)
    except SuspiciousOperation:
        raise
    except UNREADABLE as problem:
        logger.error("mail webhook not read: %s", type(problem).__name__)
        raise ValueError from None
    return answer, [receipt for event in told if (receipt := receipt_of(event))]


def receipt_of(event: AnymailTrackingEvent) -> Receipt | None:
    """What one event says of a message; None for what we did not ask (an opening, a click).

    Whoever reports a message as unwanted has it: it arrived, and the row says that they complained.
    """
    name, kind = event.message_id, event.event_type
    if not isinstance(name, str) or not name:
        return None
    if kind == EventType.DELIVERED:
        return Receipt(CHANNEL, name)
    if kind == EventType.COMPLAINED:
        return Receipt(CHANNEL, name, said=kind)
    if kind == EventType.DEFERRED:
        return Receipt(CHANNEL, name, Problem.TEMPORARY, kind, passes=True)
    if kind not in OVER:
        return None
    bounced = kind == EventType.BOUNCED and event.reject_reason is None
    nobody = bounced or event.reject_reason in NOBODY
    return Receipt(CHANNEL, name, Problem.ADDRESS if nobody else Problem.CONTENT, kind)


def _view() -> Any:
    wanted = f"{settings.MAIL_PROVIDER}_tracking_webhook"
    found = [one for one in urlpatterns if one.name == wanted]
    return found[0].callback.view_class if found else None
