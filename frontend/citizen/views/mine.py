"""My requests: signing in with a code, and what an account keeps. Never asked of anybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backend.security.limits import address_of
from frontend.citizen import account, holdings, opened
from frontend.citizen.forms import AddressForm, SignInCodeForm, TrackForm
from frontend.citizen.views.drafts import continue_with
from frontend.errors import error_page
from notifications import preferences
from notifications.messages import Purpose
from notifications.preferences import choice_of
from procedures.holdings import codes, operations
from procedures.holdings.models import CitizenAccount
from procedures.requests.access import find, open_with_key
from procedures.requests.errors import Conflict, NotFound

PER_PAGE = 20
SILENCEABLE_HERE = (Purpose.REMINDERS, Purpose.SURVEY)
View = Callable[..., HttpResponse]


def of_an_account(view: View) -> View:
    """Give the view the account signed in, or send whoever has none to sign in."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **rest: Any) -> HttpResponse:
        resident = account.account_of(request)
        if resident is None:
            return redirect("sign-in")
        return view(request, resident, **rest)

    return guarded


@of_an_account
@require_safe
def listing(request: HttpRequest, resident: CitizenAccount) -> HttpResponse:
    """Every request the account keeps, those that wait for the person first."""
    page = Paginator(holdings.of(resident), PER_PAGE).get_page(request.GET.get("pagina"))
    unwanted = preferences.unwanted_at(resident.plain_address)
    context = {
        "lines": [holdings.line_of(holding) for holding in page],
        "page": page,
        "drafts": operations.drafts_of(resident),
        "who": account.veiled(resident.plain_address),
        "choices": [(purpose, purpose in unwanted) for purpose in SILENCEABLE_HERE],
    }
    return render(request, "citizen/mine.html", context)


@of_an_account
@require_POST
def notices(request: HttpRequest, resident: CitizenAccount) -> HttpResponse:
    """Say whether what is no part of a case is wanted at the address of the account, which a code
    proved to be theirs."""
    for purpose in SILENCEABLE_HERE:
        if purpose in request.POST:
            choice = choice_of(purpose, resident.plain_address)
            preferences.choose(choice, wanted=request.POST[purpose] == "1")
            messages.success(request, _("Guardamos lo que quiere recibir."))
    return redirect(f"{reverse('mine')}#avisos")


@login_not_required
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for a code: the answer is the same whoever's the address is."""
    if account.account_of(request) is not None:
        return redirect("mine")
    form = AddressForm(request.POST or None)
    if request.method == "POST":
        if account.CODES_FROM_HERE.spend(address_of(request)):
            return error_page(request, 429)
        if form.is_valid():
            to, borrowed = form.cleaned_data["address"], form.cleaned_data["borrowed"]
            if not account.waits_for(to):
                account.note_asked(request, codes.ask(address=to), to, borrowed=borrowed)
                return redirect("sign-in-code")
            form.add_error(
                "address",
                _(
                    "Ya mandamos varios códigos a esa dirección. Espere una hora y pida otro. "
                    "Mientras tanto, puede ver su solicitud con su folio y su clave."
                ),
            )
    return render(request, "citizen/sign_in.html", {"form": form})


@login_not_required
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Type the code, in the browser that asked for it."""
    asked = request.session.get(account.ASKED)
    if asked is None:
        return redirect("sign-in")
    form = SignInCodeForm(request.POST or None)
    if request.method == "POST":
        if account.TRIES_FROM_HERE.spend(address_of(request)):
            return error_page(request, 429)
        if form.is_valid():
            typed = form.cleaned_data["code"]
            resident = codes.enter(asked=UUID(asked["id"]), typed=typed)
            if resident is not None:
                opened.close_what_no_account_holds(request)
                account.sign_in(request, resident, borrowed=asked["borrowed"])
                return redirect("mine")
            form.add_error(
                "code",
                _(
                    "Ese código no sirve: revise los números. Dura 10 minutos, sirve una vez y "
                    "admite 5 intentos. Si ya pasó, pida otro."
                ),
            )
    context = {"form": form, "to": asked["to"]}
    return render(request, "citizen/sign_in_code.html", context)


@login_not_required
@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, and close what was open: the next person at this computer finds nothing."""
    opened.forget(request)
    messages.success(request, _("Cerró su cuenta en este equipo."))
    return redirect("home")


@of_an_account
def add(request: HttpRequest, resident: CitizenAccount) -> HttpResponse:
    """Keep a request by its folio and key; the same answer whichever of the two is wrong."""
    form = TrackForm(request.POST or None)
    if request.method == "POST":
        if opened.must_wait(request, form.data.get("folio", "")):
            return error_page(request, 429)
        if form.is_valid():
            actor = open_with_key(form.cleaned_data["folio"], form.cleaned_data["key"])
            if actor is None:
                opened.note_wrong_key(request, form.cleaned_data["folio"])
                wrong = _("El folio y la clave no coinciden. Revise los dos e intente de nuevo.")
                form.add_error(None, wrong)
            else:
                try:
                    operations.keep(
                        actor=actor, account=resident, service_request=find(actor, actor.folio)
                    )
                except Conflict as refused:
                    form.add_error(None, str(refused))
                else:
                    messages.success(request, _("Guardamos la solicitud %s.") % actor.folio)
                    return redirect("mine")
    return render(request, "citizen/keep.html", {"form": form})


@of_an_account
@require_POST
def keep(request: HttpRequest, resident: CitizenAccount, folio: str) -> HttpResponse:
    """Keep a request this session opened with its key, or filed."""
    actor, row = opened.open_request(request, folio)
    operations.keep(actor=actor, account=resident, service_request=row)
    messages.success(request, _("La guardamos en sus solicitudes."))
    return redirect("request", row.folio)


@of_an_account
@require_POST
def resume(request: HttpRequest, resident: CitizenAccount, draft: UUID) -> HttpResponse:
    """Go on where it was left with what was begun on another device."""
    for one in operations.drafts_of(resident):
        if one.pk == draft:
            return continue_with(request, one)
    raise NotFound


@of_an_account
def let_go(request: HttpRequest, resident: CitizenAccount, folio: str) -> HttpResponse:
    """Take a request out of the account, after saying that it goes on."""
    holding = holdings.of(resident).filter(service_request__folio=folio).first()
    if holding is None:
        raise NotFound
    if request.method == "POST":
        operations.let_go(account=resident, folio=folio)
        messages.success(request, _("Quitamos la solicitud %s de su cuenta.") % folio)
        return redirect("mine")
    return render(request, "citizen/let_go.html", {"folio": folio})


@of_an_account
def delete(request: HttpRequest, resident: CitizenAccount) -> HttpResponse:
    """Delete the account, after saying what goes and what stays."""
    if request.method == "POST":
        operations.delete_account(account=resident)
        opened.forget(request)
        messages.success(
            request, _("Borramos su cuenta. Sus solicitudes siguen: ábralas con folio y clave.")
        )
        return redirect("home")
    return render(
        request,
        "citizen/delete_account.html",
        {"who": account.veiled(resident.plain_address), "count": holdings.of(resident).count()},
    )
