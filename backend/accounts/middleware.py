"""A second factor for everybody who works here, before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse


class SecondFactorMiddleware:
    """Until somebody has a second factor, a password alone makes them nobody.

    Pages of the staff send them to set it up; pages open to the public, the API among them, see an
    anonymous visitor. The pages of the account itself stay open, since that is where it is set up.
    Off where SECOND_FACTOR_REQUIRED is (the demo, on loopback only).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_args: Any
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        if request.path.startswith(reverse("account_login").removesuffix("login/")):
            return None
        if is_mfa_enabled(request.user):
            return None
        if getattr(view, "login_required", True):
            return redirect("mfa_index")
        request.user = AnonymousUser()
        return None
