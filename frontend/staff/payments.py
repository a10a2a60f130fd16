"""What the cashier verifies: receipts people sent, the oldest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from backend.accounts.actors import actor_of
from procedures.casework.desk import keyset
from procedures.casework.desk.payments import ORDERING, to_verify
from procedures.requests.errors import Invalid

PAGE_SIZE = 50


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """`/personal/pagos/`."""
    found, cursor = to_verify(actor_of(request)), request.GET.get("cursor", "")
    try:
        page = keyset.page(found, ordering=ORDERING, cursor=cursor, size=PAGE_SIZE)
    except Invalid:
        page = keyset.page(found, ordering=ORDERING, size=PAGE_SIZE)
    context = {
        "page": page,
        "next": f"?cursor={page.next}" if page.next else "",
        "previous": f"?cursor={page.previous}" if page.previous else "",
        "today": timezone.localdate(),
    }
    return render(request, "staff/payments.html", context)
