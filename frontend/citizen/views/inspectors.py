"""Who may visit in the utility's name: a list and a face anybody may check (LNETB 108-112)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.security.limits import Limit, address_of
from frontend.errors import error_page
from procedures.casework import credentials
from procedures.casework.desk import keyset
from procedures.requests.errors import Invalid

PAGE_SIZE = 60
LOOKS = Limit("page inspectors", 600, 60 * 60)  # of one address; a page shows sixty faces


@login_not_required
@require_safe
def inspectors(request: HttpRequest) -> HttpResponse:
    """`/inspectores/`: name, credential and photo of each, and nothing else of them."""
    if LOOKS.spend(address_of(request)):
        return error_page(request, 429)
    found, cursor = credentials.in_force(), request.GET.get("cursor", "")
    try:
        page = keyset.page(found, ordering="number", cursor=cursor, size=PAGE_SIZE)
    except Invalid:
        page = keyset.page(found, ordering="number", size=PAGE_SIZE)
    context = {
        "page": page,
        "next": f"?cursor={page.next}" if page.next else "",
        "previous": f"?cursor={page.previous}" if page.previous else "",
    }
    return render(request, "citizen/inspectors.html", context)


@login_not_required
@require_safe
def photo(request: HttpRequest, number: str) -> HttpResponse:
    """The face of somebody accredited; gone the day the credential is taken back."""
    if LOOKS.spend(address_of(request)):
        return error_page(request, 429)
    row = credentials.in_force().filter(number=number[:30]).first()
    if row is None or not row.photo:
        raise Http404
    response = HttpResponse(bytes(row.photo), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
