"""When a paper that expires may be asked for again: where its version says so, and from when."""

from __future__ import annotations

import datetime as dt

from procedures.requests.models import ServiceRequest

from .models import Resolution


def renewable(service_request: ServiceRequest, paper: Resolution | None, today: dt.date) -> bool:
    """Whether the person is offered to renew what a request ended with.

    Args:
        paper: the last one it was given.
        today: from `renewal.before_days` before its last day on, and after it too.
    """
    renewal = service_request.definition.renewal
    if renewal is None or paper is None or paper.valid_until is None or paper.revoked_on:
        return False
    return today >= paper.valid_until - dt.timedelta(days=renewal.before_days)
