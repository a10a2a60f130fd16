"""Questions of other areas that wait for an answer, oldest limit first (DOMAIN R22)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from backend.accounts.actors import actor_of
from frontend.staff import casefile
from procedures.casework.desk import keyset
from procedures.casework.desk.opinions import ORDERING, asked_by, waiting_for
from procedures.requests.errors import Invalid

PAGE_SIZE = 50


@require_GET
def opinions(request: HttpRequest) -> HttpResponse:
    """`/personal/opiniones/`: what one's areas are asked, and what one asked and waits for."""
    actor, cursor = actor_of(request), request.GET.get("cursor", "")
    found = waiting_for(actor)
    try:
        page = keyset.page(found, ordering=ORDERING, cursor=cursor, size=PAGE_SIZE)
    except Invalid:
        page = keyset.page(found, ordering=ORDERING, size=PAGE_SIZE)
    names = casefile.area_names()
    asked = asked_by(actor).order_by(ORDERING, "pk")[:PAGE_SIZE]
    context = {
        "page": page,
        "next": f"?cursor={page.next}" if page.next else "",
        "previous": f"?cursor={page.previous}" if page.previous else "",
        "asked": [(names.get(one.area, one.area), one) for one in asked],
        "today": timezone.localdate(),
    }
    return render(request, "staff/opinions.html", context)
