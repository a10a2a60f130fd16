"""Demo mode shows its passwords and mails, so it answers nobody but this machine."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden


class LoopbackOnlyMiddleware:
    """403 to whoever does not call from the loopback interface."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback:  # noqa: S104
            return HttpResponseForbidden("El modo de demostración solo atiende a este equipo.")
        return self.get_response(request)
