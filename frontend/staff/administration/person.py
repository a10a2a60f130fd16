"""One person of the staff: account, functions, second factor, sessions, and who changed what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from backend.accounts import people as rules
from backend.accounts.actors import actor_of
from backend.accounts.changes import changes_of
from backend.accounts.models import Area, User
from frontend.staff.administration.doors import administrators, sensitive
from frontend.staff.administration.forms import (
    ANYWHERE,
    DetailsForm,
    LeaveForm,
    ReasonForm,
    RoleForm,
)
from frontend.staff.administration.people import show_link
from procedures.casework.leaving import pending_of, see_off, successors
from procedures.requests.errors import NotFound


def _person(number: int) -> User:
    found = User.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(_("No encontramos esa cuenta."))
    return found


@administrators
@require_GET
def person(request: HttpRequest, person: int) -> HttpResponse:
    """`…/personas/<n>/`."""
    return _show(request, _person(person))


def _show(request: HttpRequest, user: User, role_form: Form | None = None) -> HttpResponse:
    areas = list(Area.objects.active())
    context = {
        "person": user,
        "oneself": user == request.user,
        "memberships": list(user.memberships.select_related("area").order_by("role", "area")),
        "role_form": role_form or RoleForm(areas=areas),
        "factor": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first(),
        "sessions": list(rules.open_sessions(user)),
        "changes": changes_of(user),
    }
    return render(request, "staff/administration/person.html", context)


def _done(request: HttpRequest, user: User, deed: Callable[[], Any], said: str) -> HttpResponse:
    """A deed without a form: its good news or its refusal, and the page again."""
    try:
        deed()
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, said)
    return redirect("admin-person", user.pk)


@sensitive
def details(request: HttpRequest, person: int) -> HttpResponse:
    """`…/datos/`: mend the name or the mail."""
    user = _person(person)
    form = DetailsForm(
        request.POST or None, initial={"full_name": user.full_name, "email": user.email}
    )
    if request.method == "POST" and form.is_valid():
        try:
            rules.set_details(actor=actor_of(request), user=user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Los datos quedaron guardados."))
            return redirect("admin-person", user.pk)
    return render(request, "staff/administration/details.html", {"person": user, "form": form})


@sensitive
@require_POST
def give_role(request: HttpRequest, person: int) -> HttpResponse:
    """Give a function."""
    user, areas = _person(person), list(Area.objects.active())
    form = RoleForm(request.POST, areas=areas)
    if form.is_valid():
        told = form.cleaned_data
        area = {ANYWHERE: None, **{one.key: one for one in areas}}[told["area"]]
        try:
            rules.give_role(actor=actor_of(request), user=user, role=told["role"], area=area)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Ya tiene esa función."))
            return redirect("admin-person", user.pk)
    return _show(request, user, form)


@sensitive
@require_POST
def take_role(request: HttpRequest, person: int, membership: int) -> HttpResponse:
    """Take a function away."""
    user = _person(person)
    held = user.memberships.filter(pk=membership).first()
    if held is None:
        raise NotFound(_("No encontramos esa función."))
    return _done(
        request,
        user,
        lambda: rules.take_role(actor=actor_of(request), membership=held),
        _("Ya no tiene esa función."),
    )


@sensitive
def leave(request: HttpRequest, person: int) -> HttpResponse:
    """`…/baja/`: what they have open, who goes on with it, and why."""
    user = _person(person)
    candidates = list(successors(user))
    form = LeaveForm(request.POST or None, people=candidates)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        to = next((one for one in candidates if str(one.pk) == told["to"]), None)
        try:
            left = see_off(actor=actor_of(request), user=user, to=to, reason=told["reason"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _told(left.given, left.returned))
            return redirect("admin-person", user.pk)
    context = {"person": user, "form": form, "pending": pending_of(user)}
    return render(request, "staff/administration/leave.html", context)


def _told(given: int, returned: int) -> str:
    parts = [_("La cuenta quedó dada de baja.")]
    if given:
        parts.append(
            ngettext(
                "%d solicitud pasó a quien eligió.", "%d solicitudes pasaron a quien eligió.", given
            )
            % given
        )
    if returned:
        parts.append(
            ngettext(
                "%d solicitud quedó sin asignar en la bandeja de su área.",
                "%d solicitudes quedaron sin asignar en la bandeja de su área.",
                returned,
            )
            % returned
        )
    return " ".join(parts)


@sensitive
def come_back(request: HttpRequest, person: int) -> HttpResponse:
    """`…/regreso/`: the account opens again."""
    user = _person(person)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rules.bring_back(actor=actor_of(request), user=user, reason=form.cleaned_data["reason"])
        messages.success(request, _("La cuenta está activa otra vez, con sus funciones de antes."))
        return redirect("admin-person", user.pk)
    return render(request, "staff/administration/come_back.html", {"person": user, "form": form})


@sensitive
@require_POST
def reset_second_factor(request: HttpRequest, person: int) -> HttpResponse:
    """Forget the second factor."""
    user = _person(person)
    return _done(
        request,
        user,
        lambda: rules.reset_second_factor(actor=actor_of(request), user=user),
        _("Al entrar de nuevo tendrá que preparar otro segundo paso."),
    )


@administrators
@require_POST
def end_sessions(request: HttpRequest, person: int) -> HttpResponse:
    """Close one session, or all."""
    user, only = _person(person), request.POST.get("session", "")
    number = int(only) if only.isdecimal() else None
    return _done(
        request,
        user,
        lambda: rules.end_sessions(actor=actor_of(request), user=user, only=number),
        _("Las sesiones quedaron cerradas.") if number is None else _("La sesión quedó cerrada."),
    )


@never_cache
@sensitive
@require_POST
def give_link(request: HttpRequest, person: int) -> HttpResponse:
    """A new link to choose a password."""
    user = _person(person)
    try:
        link = rules.give_link(actor=actor_of(request), user=user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("admin-person", user.pk)
    return show_link(request, user, link)
