"""The areas and who is in them; their keys and names are those of the institution's file."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from backend.accounts.models import Area, Membership
from frontend.staff.administration.doors import administrators


@administrators
@require_GET
def areas(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/areas/`."""
    people = Membership.objects.filter(user__is_active=True).select_related("user")
    held = Prefetch("memberships", people.order_by("user__full_name", "role"), to_attr="held")
    everywhere = people.filter(area=None).order_by("user__full_name", "role")
    context = {"areas": Area.objects.prefetch_related(held), "everywhere": everywhere}
    return render(request, "staff/administration/areas.html", context)
