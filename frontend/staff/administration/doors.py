"""Who comes in to the pages of administration, and when they must say again who they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from backend.accounts.actors import actor_of
from backend.accounts.people import may_administer
from procedures.requests.errors import NotAllowed

View = Callable[..., HttpResponse]


def administrators(view: View) -> View:
    """A page for administrators alone."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_administer(actor_of(request)):
            raise NotAllowed(_("Su función no incluye la administración."))
        return view(request, *args, **kwargs)

    return guarded


def sensitive(view: View) -> View:
    """A page for administrators who said their password, or a code, in the last minutes.

    Whoever did not is asked and comes back to where they were (ACCOUNT_REAUTHENTICATION_TIMEOUT).
    """
    return administrators(reauthentication_required(view))
