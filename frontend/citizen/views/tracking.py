"""Opening a request: with folio and key, with a mailed link, or asking for a new key."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backend.security.limits import Limit, address_of
from frontend.citizen import attending, opened
from frontend.citizen.forms import NewKeyForm, TrackForm
from frontend.errors import error_page
from procedures.requests.access import find, open_with_key
from procedures.requests.asking import ask_for_new_key
from procedures.requests.secrets import open_with_link

HOUR = 60 * 60
NEW_KEYS = Limit("page new keys", 6, HOUR)
NEW_KEYS_OF_ONE = Limit("new keys of a folio", 4, HOUR)


@login_not_required
@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """Folio and key, by POST; the same answer whichever of the two is wrong."""
    form = TrackForm(request.POST or None, initial={"folio": request.GET.get("folio", "")[:32]})
    if request.method == "POST":
        if opened.must_wait(request, form.data.get("folio", "")):
            return error_page(request, 429)
        if form.is_valid():
            actor = open_with_key(form.cleaned_data["folio"], form.cleaned_data["key"])
            if actor is not None:
                row = find(actor, actor.folio)
                opened.remember(request, row)
                attending.somebody_acted(request, row)
                return redirect("request", row.folio)
            opened.note_wrong_key(request, form.cleaned_data["folio"])
            wrong = _("El folio y la clave no coinciden. Revise los dos e intente de nuevo.")
            form.add_error(None, wrong)
    context = {"form": form, "mine": opened.folios(request)}
    return render(request, "citizen/track.html", context)


@login_not_required
@never_cache
@require_safe
def tracking_link(request: HttpRequest, signed: str) -> HttpResponse:
    """The link of a mail: opens that request for this session and leaves the address."""
    if opened.must_wait(request):
        return error_page(request, 429)
    actor = open_with_link(signed)
    if actor is None:
        opened.note_wrong_key(request)
        return error_page(
            request, 410, _("El enlace venció o se pidió una clave nueva. Use su folio y su clave.")
        )
    row = find(actor, actor.folio)
    if actor.folio not in opened.folios(request):  # who gave the key before is no program
        attending.came_by_link(request, row)
    opened.remember(request, row)
    return redirect("request", actor.folio)


@login_not_required
@never_cache
def new_key(request: HttpRequest) -> HttpResponse:
    """A new key to the mail on file; the answer is the same whether there is one or not."""
    form = NewKeyForm(request.POST or None)
    if request.method == "POST":
        if NEW_KEYS.spend(address_of(request)):
            return error_page(request, 429)
        if form.is_valid():
            if NEW_KEYS_OF_ONE.spend(form.cleaned_data["folio"]):
                return error_page(request, 429)
            ask_for_new_key(**form.cleaned_data)
            messages.success(
                request,
                _(
                    "Si el folio y el correo son los de una solicitud, en unos minutos llegará "
                    "una clave nueva a ese correo. La anterior deja de servir."
                ),
            )
            return redirect("track")
    return render(request, "citizen/new_key.html", {"form": form})


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget everything on this computer."""
    opened.forget(request)
    messages.success(request, _("En este equipo ya no queda nada de sus solicitudes."))
    return redirect("home")
