"""Starting from an earlier request: what was given there is offered; only what is marked goes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from backend.security.limits import Limit, address_of
from frontend.citizen import account
from frontend.citizen.again import ReuseForm, agreed, agreed_of_register, chosen, told
from frontend.citizen.opened import open_request
from frontend.citizen.views.filing import DOOR
from frontend.errors import error_page
from frontend.filing import Draft, fileable, where_it_was_left
from frontend.filing.papers import uploader_of
from procedures.documents.store import Rejected
from procedures.holdings.reuse import offer

COPIES = Limit("page copies of papers", 30, 60 * 60)


@login_not_required
@never_cache
def start_from(request: HttpRequest, slug: str, folio: str) -> HttpResponse:
    """What an earlier request offers to a new one, and beginning with what was marked."""
    actor, earlier = open_request(request, folio)
    try:
        version = fileable(DOOR, slug)
    except Http404:
        return redirect("procedure", slug)  # it is not filed online any more
    found = offer(actor=actor, earlier=earlier, version=version, today=timezone.localdate())
    if not found:
        return redirect("filing-start", slug)
    form = ReuseForm(request.POST if request.method == "POST" else None, offer=found)
    if request.method == "POST" and form.is_valid():
        if COPIES.spend(address_of(request)):
            return error_page(request, 429)
        try:
            given = chosen(form, found, uploader_of(request, actor))
        except Rejected as refused:
            form.add_error(None, refused.sentence)
        else:
            draft = Draft.begin(request, DOOR, version, given=given)
            account.keep_draft(request, draft.row)
            messages.success(
                request, _("Empezamos con lo que eligió. Revise cada parte: puede cambiar todo.")
            )
            return redirect(where_it_was_left(draft))
    context = {
        "form": form,
        "earlier": earlier,
        "procedure": version.procedure,
        "rows": told(found),
        "agreed": [
            agreed(earlier.folio),
            *([agreed_of_register(earlier.folio)] if found.known else []),
        ],
        "begun": Draft.find(request, DOOR, version),
    }
    return render(request, "citizen/again.html", context)
