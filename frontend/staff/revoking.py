"""Taking back a paper that was issued: said why, seen by whoever checks its code."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from frontend.staff.desk import desk_of, go_on_from
from frontend.staff.forms import SeenForm
from procedures.casework.operations import LONGEST_REASON, revoke_resolution
from procedures.requests.access import require
from procedures.requests.errors import Conflict, NotFound, Stale


class RevokeForm(SeenForm):
    """Why, for the person and for the record."""

    reason = forms.CharField(
        label=gettext_lazy("¿Por qué se revoca?"),
        help_text=gettext_lazy("La persona leerá esta explicación. No escriba datos personales."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_REASON}),
        error_messages={"required": gettext_lazy("Escriba el motivo.")},
    )


@never_cache
def revoke(request: HttpRequest, folio: str, code: str) -> HttpResponse:
    """Ask for the reason, then revoke."""
    desk = desk_of(request, folio)
    require(desk.actor, "revoke_resolution", desk.row)
    paper = desk.row.resolutions.select_related("signed_by").filter(code=code).first()
    if paper is None:
        raise NotFound(_("No encontramos ese documento."))
    seen = {"revision": desk.row.revision, "seen": desk.row.event_count}
    form = RevokeForm(request.POST or None, initial=seen)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            revoke_resolution(
                actor=desk.actor,
                service_request=desk.row,
                revision=form.cleaned_data["revision"],
                code=code,
                reason=form.cleaned_data["reason"],
            )
        except (Stale, Conflict) as refused:
            status = 409
            form.add_error(None, str(refused))
            go_on_from(desk_of(request, folio), form)
        else:
            messages.success(request, _("El documento quedó revocado y se avisó a la persona."))
            return redirect("staff-case", folio)
    context = {"row": desk.row, "paper": paper, "form": form}
    context["standing"] = paper.state_on(timezone.localdate())
    return render(request, "staff/revoke.html", context, status=status)
