"""Pages of the desk that only tell: help, and one's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from backend.accounts.actors import actor_of
from backend.accounts.roles import Role


def help_page(request: HttpRequest) -> HttpResponse:
    """`/personal/ayuda/`."""
    return render(request, "staff/help.html")


def me(request: HttpRequest) -> HttpResponse:
    """`/personal/yo/`: functions, and where to change password and second factor."""
    user = actor_of(request).user
    memberships = user.memberships.select_related("area") if user else ()
    rows = [(Role(one.role).label, one.area.name if one.area else None) for one in memberships]
    return render(request, "staff/me.html", {"rows": rows})
