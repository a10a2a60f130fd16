"""Credentials of inspectors: number, photo, in force or taken back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from backend.accounts.actors import actor_of
from frontend.staff.administration.doors import administrators
from frontend.staff.administration.forms import PlainForm
from frontend.staff.forms import day_input
from procedures.casework import credentials as rules
from procedures.requests.errors import Invalid, NotFound


class CredentialForm(PlainForm):
    """What stands on the credential."""

    number = forms.CharField(
        label=gettext_lazy("Número de credencial"),
        max_length=30,
        error_messages={"required": gettext_lazy("Escriba el número.")},
    )
    photo = forms.FileField(
        label=gettext_lazy("Foto"),
        help_text=gettext_lazy("De frente. Cualquiera puede verla para reconocer a quien visita."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/heic"}),
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Último día en que vale"),
        help_text=gettext_lazy("Déjelo vacío si no vence."),
        required=False,
        widget=day_input(),
    )
    active = forms.BooleanField(
        label=gettext_lazy("Vigente"),
        help_text=gettext_lazy("Sin marcar, no puede enviarse a visitas ni aparece en la lista."),
        required=False,
        initial=True,
    )


@administrators
@require_GET
def credentials(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/credenciales/`: every inspector, with or without one."""
    people = [(user, getattr(user, "credential", None)) for user in rules.inspectors()]
    context = {"people": people, "today": timezone.localdate(), "administers": True}
    return render(request, "staff/administration/credentials.html", context)


@administrators
def credential(request: HttpRequest, person: int) -> HttpResponse:
    """One inspector's: given or changed."""
    user = rules.inspectors().filter(pk=person).first()
    if user is None:
        raise NotFound(_("No encontramos a esa persona."))
    card = getattr(user, "credential", None)
    initial = None
    if card:
        kept = ("number", "valid_until", "active")
        initial = {name: getattr(card, name) for name in kept}
    form = CredentialForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rules.put_down(actor=actor_of(request), user=user, **form.cleaned_data)
        except Invalid as refused:
            for key, findings in refused.errors.items():
                for _code, sentence in findings:
                    form.add_error(key if key in form.fields else None, sentence)
        else:
            messages.success(request, _("La credencial quedó guardada."))
            return redirect("admin-credentials")
    context = {"form": form, "person": user, "card": card, "administers": True}
    return render(request, "staff/administration/credential.html", context)
