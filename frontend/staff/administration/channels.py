"""Contact channels: who answers what comes by each, in how many days and with which replies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from backend.accounts.actors import actor_of
from frontend.staff.administration.doors import administrators
from frontend.staff.administration.forms import ChannelForm
from frontend.staff.administration.lists import add_errors
from procedures.casework.desk.models import ReplyTemplate
from procedures.contact import channels as kept
from procedures.contact.models import ContactChannel
from procedures.requests.errors import Invalid, NotFound


@administrators
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/canales/`: the protocol of each."""
    names = kept.areas()
    rows = [(row, names.get(row.area, row.area)) for row in kept.every_channel()]
    context = {"rows": rows, "administers": True}
    return render(request, "staff/administration/channels.html", context)


@administrators
def channel(request: HttpRequest, key: str) -> HttpResponse:
    """One of them, and who changed it."""
    row = _channel(key)
    form = ChannelForm(
        request.POST if request.method == "POST" else None,
        initial={
            "name": row.name,
            "area": row.area,
            "days": row.days,
            "active": row.active,
            "replies": row.replies,
        },
        areas=kept.areas(),
        replies=ReplyTemplate.objects.in_use(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept.save_channel(actor=actor_of(request), channel=row, **form.cleaned_data)
        except Invalid as refused:
            add_errors(form, refused)
            row = _channel(key)
        else:
            messages.success(request, _("El canal quedó guardado."))
            return redirect("admin-channels")
    context = {"form": form, "row": row, "changes": kept.changes_of(row) if row.pk else []}
    return render(request, "staff/administration/channel.html", context)


def _channel(key: str) -> ContactChannel:
    found = next((row for row in kept.every_channel() if row.key == key), None)
    if found is None:
        raise NotFound(_("No encontramos ese canal."))
    return found
