"""Leaving a draft for later: its code on the screen, its link by mail, and deleting it."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.drafts.keys import code_of
from procedures.drafts.operations import may_be_mailed, send_link

from .door import Door
from .draft import Draft
from .frame import fileable, show
from .pages import where_it_was_left

FORGET = "borrar"


class LinkForm(forms.Form):
    """Where to send the link."""

    use_required_attribute = False

    email = forms.EmailField(
        label=gettext_lazy("Correo electrónico"),
        help_text=gettext_lazy(
            "Lo usamos para enviarle el enlace y un recordatorio antes de borrar lo escrito."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Escriba el correo al que enviamos el enlace."),
            "invalid": gettext_lazy("Escriba un correo completo, como nombre@ejemplo.mx."),
        },
    )


def saved_page(
    request: HttpRequest,
    door: Door,
    slug: str,
    may_mail: Callable[[HttpRequest, str], bool] = lambda request, email: True,
) -> HttpResponse:
    """How to come back to what was written, and until when.

    Args:
        may_mail: counts a mail to an address; False when too many were asked for.
    """
    version = fileable(door, slug)
    draft = Draft.find(request, door, version)
    if draft is None:
        return redirect(door.href("start", slug))
    if FORGET in request.POST:
        draft.forget()
        messages.success(request, _("Borramos lo que había escrito y sus documentos."))
        return redirect("procedure", slug)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if may_mail(request, email):
            send_link(draft=draft.row, email=email)
            messages.success(request, _("En unos minutos llegará el enlace a %s.") % email)
            return redirect(door.href("saved", slug))
        form.add_error("email", _("Ya pidió varios enlaces. Use el código o espere una hora."))
    context = {
        "draft": draft,
        "form": form if may_be_mailed(draft.row) else None,
        "code": code_of(draft.row),
        "resume": settings.SITE_URL + reverse("resume"),
        "until": draft.row.expires_at,
        "go_on": where_it_was_left(draft),
    }
    return show(request, door, version, "saved", context)
