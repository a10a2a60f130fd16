"""Other systems that are told of what happens: added, tried, told again, or told no more."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from backend.accounts.actors import actor_of
from frontend.staff.administration.doors import administrators, sensitive
from frontend.staff.administration.forms import PlainForm
from notifications import webhooks as rules
from notifications.guard import Forbidden
from notifications.models import WebhookEndpoint
from procedures.requests.errors import NotFound

MOST_CHANGES = 20
SAID = {
    "replayed": gettext_lazy("Volvió a enviarle lo de las últimas horas"),
    "tried": gettext_lazy("Le envió una prueba"),
}


class EndpointForm(PlainForm):
    """Which system, and where it listens."""

    name = forms.CharField(
        label=gettext_lazy("Nombre del sistema"),
        max_length=100,
        error_messages={"required": gettext_lazy("Escriba el nombre.")},
    )
    url = forms.URLField(
        label=gettext_lazy("Dirección"),
        help_text=gettext_lazy("Donde recibe los avisos. Empieza con https://"),
        max_length=500,
        assume_scheme="https",
        error_messages={"required": gettext_lazy("Escriba la dirección.")},
    )


class ReplayForm(PlainForm):
    """From how long ago."""

    hours = forms.IntegerField(
        label=gettext_lazy("Horas hacia atrás"),
        min_value=1,
        max_value=rules.LONGEST_REPLAY,
        initial=24,
    )


@administrators
@require_GET
def endpoints(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/sistemas/`: each, and how it is doing."""
    rows = list(WebhookEndpoint.objects.order_by("id"))
    told = rules.told_of(rows)
    context = {
        "rows": [(row, told.get(row.pk, rules.Told())) for row in rows],
        "off": not settings.WEBHOOKS,
        "administers": True,
    }
    return render(request, "staff/administration/webhooks.html", context)


@sensitive
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """A new one; its secret is shown this once."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row, secret = rules.register(
                **form.cleaned_data, topics=rules.TOPICS, actor=actor_of(request)
            )
        except (Forbidden, OSError):
            form.add_error("url", _("A esa dirección no podemos avisar: no existe o es interna."))
        else:
            context = {"row": row, "secret": secret, "administers": True}
            return render(request, "staff/administration/webhook_secret.html", context)
    context = {"form": form, "administers": True}
    return render(request, "staff/administration/webhook_add.html", context)


@administrators
@never_cache
@require_GET
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    return _show(request, _endpoint(pk), ReplayForm())


@administrators
@never_cache
@require_POST
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Try it, tell it again, or say whether it is told."""
    row, actor = _endpoint(pk), actor_of(request)
    if deed == "probar":
        rules.try_out(endpoint=row, actor=actor)
        messages.success(request, _("Sale una prueba. Vuelva en un momento para ver si la tomó."))
    elif deed == "repetir":
        form = ReplayForm(request.POST)
        if not form.is_valid():
            return _show(request, row, form)
        count = rules.replay_to(endpoint=row, actor=actor, **form.cleaned_data)
        told = ngettext("Vuelve a salir %d aviso.", "Vuelven a salir %d avisos.", count)
        messages.success(request, told % count)
    elif deed in ("avisar", "callar"):
        rules.tell_or_not(endpoint=row, told=deed == "avisar", actor=actor)
        messages.success(request, _("Guardado."))
    else:
        raise Http404
    return redirect("admin-webhook", row.pk)


def _show(request: HttpRequest, row: WebhookEndpoint, form: ReplayForm) -> HttpResponse:
    context = {
        "row": row,
        "told": rules.told_of([row]).get(row.pk, rules.Told()),
        "form": form,
        "changes": [
            (one, SAID.get(one.history_change_reason or "", _("Lo cambió")))
            if one.history_type != "+"
            else (one, _("Lo agregó"))
            for one in row.history.order_by("-history_date")[:MOST_CHANGES]
        ],
        "off": not settings.WEBHOOKS,
        "administers": True,
    }
    return render(request, "staff/administration/webhook.html", context)


def _endpoint(pk: int) -> WebhookEndpoint:
    row = WebhookEndpoint.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(_("No encontramos ese sistema."))
    return row
