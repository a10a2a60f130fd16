"""The people who work here: the list, and hiring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from backend.accounts import people as rules
from backend.accounts.actors import actor_of
from backend.accounts.models import Area, User
from frontend.staff.administration.doors import administrators, sensitive
from frontend.staff.administration.forms import ACTIVE, HireForm, PeopleForm
from procedures.catalogue.spelling import normal

PAGE_SIZE = 100


@administrators
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/personas/`: who works here, found by name, function or area."""
    areas = list(Area.objects.all())
    form = PeopleForm(request.GET, areas=areas)
    found = _found(form.cleaned_data) if form.is_valid() else []
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page": page,
        "total": len(found),
        "previous": _address(request, page.number - 1) if page.has_previous() else "",
        "next": _address(request, page.number + 1) if page.has_next() else "",
    }
    return render(request, "staff/administration/people.html", context)


def _found(asked: Mapping[str, Any]) -> list[User]:
    """Whoever fits, by name; names are compared without accents, which no database does alike."""
    rows = User.objects.order_by("full_name", "pk").prefetch_related("memberships__area")
    if asked["role"]:
        rows = rows.filter(memberships__role=asked["role"])
    if asked["area"]:
        rows = rows.filter(memberships__area__key=asked["area"])
    if asked["state"]:
        rows = rows.filter(is_active=asked["state"] == ACTIVE)
    words = normal(asked["q"]).split()
    return [one for one in rows.distinct() if _has(one, words)]


def _has(user: User, words: Iterable[str]) -> bool:
    told = normal(f"{user.full_name} {user.username} {user.email}")
    return all(word in told for word in words)


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["pagina"] = str(page)
    return f"?{query.urlencode()}"


@never_cache
@sensitive
def hire(request: HttpRequest) -> HttpResponse:
    """`…/personas/alta/`: a new account, and the link with which its owner chooses a password."""
    form = HireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        try:
            with transaction.atomic():
                user = rules.hire(actor=actor, **form.cleaned_data)
                link = rules.give_link(actor=actor, user=user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("La cuenta está lista. Ahora dele sus funciones."))
            return show_link(request, user, link)
    return render(request, "staff/administration/hire.html", {"form": form})


def show_link(request: HttpRequest, user: User, link: str) -> HttpResponse:
    """Say that the link was mailed; or show it, once, where no mail can be sent."""
    if link:
        return render(request, "staff/administration/link.html", {"person": user, "link": link})
    messages.info(request, _("Mandamos a %s un enlace para elegir su contraseña.") % user.email)
    return redirect("admin-person", user.pk)
