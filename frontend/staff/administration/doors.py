"""Who comes in to the pages of administration, and when they must say again who they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from backend.accounts.absences import may_put_down_absences
from backend.accounts.actors import Actor, actor_of
from backend.accounts.people import may_administer
from procedures.requests.errors import NotAllowed

View = Callable[..., HttpResponse]


def _only(may: Callable[[Actor], bool], view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(actor_of(request)):
            raise NotAllowed(_("Su función no incluye la administración."))
        return view(request, *args, **kwargs)

    return guarded


def administrators(view: View) -> View:
    """A page for administrators alone."""
    return _only(may_administer, view)


def supervisors(view: View) -> View:
    """A page for administrators, and for supervisors about the people of their areas."""
    return _only(may_put_down_absences, view)


def sensitive(view: View) -> View:
    """A page for administrators who said their password, or a code, in the last minutes.

    Whoever did not is asked and comes back to where they were (ACCOUNT_REAUTHENTICATION_TIMEOUT).
    """
    return administrators(reauthentication_required(view))


@supervisors
@require_GET
def entrance(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/`: the first page of what one does here."""
    administers = may_administer(actor_of(request))
    return redirect("admin-people" if administers else "admin-absences")
