"""How often the API may be tried from one place. Each answers 429 with Retry-After.

Staff with a log-in or a token are known by name, so only the public is counted, and only tries
that failed count against keys and tokens. The numbers leave room for a cybercafé or a telephone
company's shared address.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from backend.security.limits import Limit, address_of

HOUR = 60 * 60
FILINGS = Limit("api filings", 60, HOUR)
UPLOADS = Limit("api uploads", 240, HOUR)
CONTACT = Limit("api contact", 12, HOUR)
SURVEYS = Limit("api surveys", 60, HOUR)
CHECKS = Limit("api document checks", 120, HOUR)
DRAWINGS = Limit("api papers drawn", 120, HOUR)
WRONG_TOKENS = Limit("api wrong tokens", 20, 10 * 60)


class PerAddress(BaseThrottle):
    """Counts each of `methods` by somebody without a log-in."""

    limit: ClassVar[Limit]
    methods: ClassVar[frozenset[str]] = frozenset({"POST"})
    left = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.method not in self.methods or request.user.is_authenticated:
            return True
        self.left = self.limit.spend(address_of(request))
        return not self.left

    def wait(self) -> float:
        return self.left


class FilingsThrottle(PerAddress):
    limit = FILINGS


class UploadsThrottle(PerAddress):
    limit = UPLOADS


class ContactThrottle(PerAddress):
    limit = CONTACT


class SurveysThrottle(PerAddress):
    limit = SURVEYS


class ChecksThrottle(PerAddress):
    limit = CHECKS
    methods = frozenset({"GET", "HEAD"})


class DrawingsThrottle(PerAddress):
    limit = DRAWINGS
    methods = frozenset({"GET", "HEAD"})


def demand_tries_left(limit: Limit, request: Request) -> None:
    """Refuse, before anything is looked at, whoever failed too often.

    Raises:
        Throttled: with the seconds to wait.
    """
    left = limit.wait(address_of(request))
    if left:
        raise Throttled(wait=math.ceil(left))


def note_failure(limit: Limit, request: Request) -> None:
    """Count a try that failed."""
    limit.spend(address_of(request))
