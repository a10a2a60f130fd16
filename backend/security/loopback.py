"""Demo mode shows its passwords and mails, so it answers nobody but this machine.

A proxy on this machine calls from it for others: what says it was passed on is refused too.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA")


class LoopbackOnlyMiddleware:
    """403 to whoever does not call from the loopback interface."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here = ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback  # noqa: S104
        if not here or any(name in request.META for name in PASSED_ON):
            return HttpResponseForbidden("El modo de demostración solo atiende a este equipo.")
        return self.get_response(request)
