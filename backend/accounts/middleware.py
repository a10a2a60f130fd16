"""A second factor for everybody who works here, before anything else."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

CONFIRMED = "second_factor_confirmed"  # session key: spares a query a page once it is set


class SecondFactorMiddleware:
    """Sends a logged-in person without a second factor to set one up.

    The sign-in pages themselves stay open, and the API answers for itself with tokens. Off where
    SECOND_FACTOR_REQUIRED is (the demo, on loopback only).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self._must_set_up(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated or request.session.get(CONFIRMED):
            return False
        if request.path.startswith((reverse("account_login").removesuffix("login/"), "/static/")):
            return False
        if is_mfa_enabled(request.user):
            request.session[CONFIRMED] = True
            return False
        return True
