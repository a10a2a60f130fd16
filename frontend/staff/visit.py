"""One visit on the telephone of whoever makes it: where, whom to ask for, and what was found.

Made for a bad line: nothing but words and one form; each photo goes up alone and is tried again;
what was typed is kept here, sealed, whenever a field is left. Nothing is kept on the telephone
itself, which may be lost or lent: no offline copy, on purpose. Sent twice, it is registered once.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from backend.accounts.actors import Actor, actor_of
from backend.security.limits import address_of
from frontend.answering import SAVE, Answering
from frontend.calendars import calendar_response
from frontend.errors import error_page
from frontend.filing.papers import Held, by_script
from frontend.sheets import DRAWINGS, pdf_response, wants_large
from frontend.staff.visits import MOST, outing
from procedures.casework import visiting
from procedures.casework.ics import Entry
from procedures.casework.models import Visit, VisitStatus
from procedures.casework.moves import Move, carry_out, open_moves
from procedures.casework.visit_order import order_pdf
from procedures.requests import crypto


class WithVisit:
    """Where an unfinished report waits: with its visit, for whatever device it goes on from."""

    def __init__(self, actor: Actor, visit: Visit) -> None:
        self.actor, self.visit = actor, visit
        kept = visiting.held(visit)
        self.answers: dict[str, Any] = dict(kept.answers)
        self.papers: Held = {key: list(ids) for key, ids in kept.papers.items()}
        self.saved_at = kept.saved_at
        self._before = kept

    def keep(self) -> None:
        """Keep what is not as it was found: another request may have added to it meanwhile."""
        before, now = self._before, self.papers
        known = {one for ids in before.papers.values() for one in ids}
        visiting.hold(
            actor=self.actor,
            visit=self.visit,
            answers={k: v for k, v in self.answers.items() if before.answers.get(k) != v},
            added={key: [one for one in ids if one not in known] for key, ids in now.items()},
            removed=known - {one for ids in now.values() for one in ids},
        )

    def clear(self) -> None:
        """The operation that takes the report forgets what was held."""


@never_cache
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """`/personal/visitas/<code>/`."""
    actor = actor_of(request)
    row = visiting.find(actor, code)
    moves = {name: move for move in open_moves(actor, row.service_request) for name in _of(move)}
    move = next((moves[name] for name in visiting.RECORDS if name in moves), None)
    if row.status != VisitStatus.PLANNED or move is None:
        return _handed_in(request, row)
    page = Answering(
        request,
        actor,
        row.service_request,
        holding=WithVisit(actor, row),
        form=move.transition.form,
        given=crypto.open_answers(row.service_request.definition.form, row.service_request.answers),
    )
    if by_script(request):
        return page.one_file()
    if page.sent() and page.done(lambda papers: _record(actor, row, move, page, papers)):
        messages.success(request, _("La visita quedó registrada."))
        return redirect("staff-visits")
    if SAVE in request.POST and request.headers.get("Accept") == "application/json":
        return JsonResponse({"saved": True})
    if page.again:
        return redirect(request.path)
    context = {
        "visit": row,
        "row": row.service_request,
        "outing": outing(row.service_request, visiting.window_in_words(row)),
        "move": move,
        "moving": "reschedule_visit" in moves,
        "saved_at": visiting.held(row).saved_at,
        **page.context(),
    }
    return render(request, "staff/visit.html", context)


def _record(actor: Actor, row: Visit, move: Move, page: Answering, papers: Any) -> Any:
    return carry_out(
        actor=actor,
        service_request=row.service_request,
        action=move.action,
        revision=page.revision,
        answers=page.bound.answers,
        documents=papers,
    )


def _of(move: Move) -> list[str]:
    return [] if move.closed_because else [name for name, _told in move.transition.effects]


def _handed_in(request: HttpRequest, row: Visit) -> HttpResponse:
    """It was registered, or called off: sending it again changes nothing."""
    if request.method == "POST":
        if row.status == VisitStatus.DONE:
            messages.info(request, _("Esta visita ya estaba registrada; no se registró otra vez."))
        else:
            messages.warning(request, _("Esta visita ya no está programada."))
        return redirect(request.path)
    context = {"visit": row, "row": row.service_request}
    return render(request, "staff/visit_done.html", context)


@never_cache
@require_GET
def order(request: HttpRequest, code: str) -> HttpResponse:
    """The order to print and carry."""
    if DRAWINGS.spend(address_of(request)):
        return error_page(request, 429)
    row = visiting.find(actor_of(request), code)
    where = outing(row.service_request)
    content = order_pdf(row, place=where.place, access=where.access, large=wants_large(request))
    return pdf_response(content, f"orden-{row.code}")


@never_cache
@require_GET
def agenda(request: HttpRequest) -> HttpResponse:
    """My planned visits as a calendar file; it says neither who is visited nor where."""
    found = visiting.mine(actor_of(request)).filter(
        status=VisitStatus.PLANNED, on__gte=timezone.localdate()
    )
    entries = [_entry(one) for one in found.order_by("on", "window", "id")[:MOST]]
    return calendar_response(entries, name=_("Mis visitas"), file="visitas")


def _entry(row: Visit) -> Entry:
    said = {"folio": row.service_request.folio, "window": visiting.window_in_words(row)}
    return Entry(
        uid=f"{row.code}-personal@{settings.SITE_URL.partition('//')[2].partition(':')[0]}",
        on=row.on,
        summary=_("Visita %(folio)s: %(window)s") % said,
        description=row.service_request.procedure.name,
        url=f"{settings.SITE_URL}{reverse('staff-visit', args=[row.code])}",
        sequence=row.times_moved,
        stamp=timezone.now(),
    )
