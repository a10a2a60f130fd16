"""Beside a case: following it, and knowing who else has it open."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.accounts.models import User
from frontend.staff.desk import desk_of
from procedures.casework.desk import presence, watching


def said_of(others: Iterable[User]) -> str:
    """Who else has the case open, in words; "" where nobody has."""
    names = [user.full_name for user in others]
    if not names:
        return ""
    if len(names) == 1:
        return _("%s la tiene abierta en este momento.") % names[0]
    return _("La tienen abierta en este momento: %s.") % ", ".join(names)


@require_POST
def present(request: HttpRequest, folio: str) -> HttpResponse:
    """`/personal/<folio>/presente/`: the page is still open; who else has it. Nothing is stored."""
    desk = desk_of(request, folio)
    others = presence.look(actor=desk.actor, service_request=desk.row)
    return JsonResponse({"said": said_of(others)}, headers={"Cache-Control": "no-store"})


@require_POST
def watch(request: HttpRequest, folio: str) -> HttpResponse:
    """`/personal/<folio>/seguir/`: follow the case, or stop."""
    desk = desk_of(request, folio)
    on = request.POST.get("seguir") == "si"
    watching.watch(actor=desk.actor, service_request=desk.row, on=on)
    return redirect(f"{redirect('staff-case', folio).url}#cargo")
