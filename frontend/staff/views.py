"""Pages of the desk that only tell: help, and one's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from backend.accounts.roles import Role


def help_page(request: HttpRequest) -> HttpResponse:
    """`/personal/ayuda/`."""
    return render(request, "staff/help.html")


def me(request: HttpRequest) -> HttpResponse:
    """`/personal/yo/`: functions, and where to change password and second factor."""
    memberships = request.user.memberships.select_related("area")
    rows = [(Role(one.role).label, one.area.name if one.area else None) for one in memberships]
    return render(request, "staff/me.html", {"rows": rows})
