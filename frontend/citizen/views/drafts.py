"""Coming back to a draft, on this device or another: by its code, or by the link of a mail."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backend.security.limits import Limit, address_of
from frontend.citizen.forms import ResumeForm
from frontend.citizen.views.filing import DOOR
from frontend.errors import error_page
from frontend.filing import Draft, memory, where_it_was_left
from frontend.filing.frame import fileable
from procedures.drafts import operations
from procedures.drafts.keys import opener_of
from procedures.drafts.models import Draft as Row

WRONG = Limit("page wrong draft codes", 20, 10 * 60)


@login_not_required
@never_cache
def resume(request: HttpRequest) -> HttpResponse:
    """The code, by POST; whether it is wrong or its draft is gone is not said."""
    form = ResumeForm(request.POST or None)
    if request.method == "POST":
        if WRONG.wait(address_of(request)):
            return error_page(request, 429)
        if form.is_valid():
            row = operations.open_with_code(form.cleaned_data["code"])
            if row is not None:
                return continue_with(request, row)
            WRONG.spend(address_of(request))
            form.add_error(
                "code",
                _(
                    "Ese código no abre ningún borrador. Revíselo; si pasaron más de %(n)d días "
                    "o ya envió su solicitud, el borrador se borró."
                )
                % {"n": settings.DRAFT_DAYS},
            )
    context = {"form": form, "drafts": mine(request)}
    return render(request, "citizen/resume.html", context)


@login_not_required
@never_cache
@require_safe
def resume_link(request: HttpRequest, opener: str) -> HttpResponse:
    """The link of a mail: opens the draft for this session and leaves the address."""
    if WRONG.wait(address_of(request)):
        return error_page(request, 429)
    row = operations.open_with(opener)
    if row is None:
        WRONG.spend(address_of(request))
        return error_page(
            request,
            410,
            _("Este enlace ya no abre ningún borrador: se envió, se borró o venció."),
        )
    return continue_with(request, row)


@login_not_required
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """One of the drafts this session has open."""
    row = _named(request)
    return continue_with(request, row) if row else redirect("resume")


@login_not_required
@never_cache
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Delete one of them: asked once, then done."""
    row = _named(request)
    if row is None:
        return redirect("resume")
    if "seguro" not in request.POST:
        context = {"draft": row, "opener": opener_of(row)}
        return render(request, "citizen/forget_draft.html", context)
    operations.forget(row)
    memory.drop(request.session, DOOR.bucket, opener_of(row))
    messages.success(request, _("Borramos lo que había escrito y sus documentos."))
    return redirect("resume")


def mine(request: HttpRequest) -> list[tuple[Row, str]]:
    """The drafts this session has open, with what opens each."""
    rows = operations.opened(memory.openers(request.session, DOOR.bucket))
    return [(row, opener_of(row)) for row in rows]


def _named(request: HttpRequest) -> Row | None:
    opener = request.POST.get("borrador", "")
    if opener not in memory.openers(request.session, DOOR.bucket):
        return None
    return operations.open_with(opener)


def continue_with(request: HttpRequest, row: Row) -> HttpResponse:
    """To where it was left; who copied the session's old name sees nothing of it."""
    request.session.cycle_key()
    memory.remember(request.session, DOOR.bucket, row)
    operations.extend(row)
    try:
        version = fileable(DOOR, row.version.procedure.slug)
    except Http404:
        return error_page(request, 410, _("Este trámite ya no se presenta en línea."))
    draft = Draft.find(request, DOOR, version)
    return redirect(where_it_was_left(draft) if draft else "resume")
