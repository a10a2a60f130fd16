"""Labels of a case: put on, and taken off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.staff.desk import desk_of
from procedures.casework.desk import labels
from procedures.requests.access import require
from procedures.requests.errors import Invalid

PUT, TAKE = "poner", "quitar"  # the controls, each with the id of a label


@require_POST
def label(request: HttpRequest, folio: str) -> HttpResponse:
    """`/personal/<folio>/etiqueta/`."""
    desk = desk_of(request, folio)
    require(desk.actor, "label", desk.row)
    operation = labels.take_label if TAKE in request.POST else labels.put_label
    asked = request.POST.get(TAKE) or request.POST.get(PUT) or ""
    if not asked.isdecimal() or len(asked) > 15:
        messages.warning(request, _("Elija una etiqueta de la lista."))
    else:
        try:
            operation(actor=desk.actor, service_request=desk.row, label=int(asked))
        except Invalid as refused:
            messages.warning(request, refused.errors["label"][0][1])
    return redirect(f"{redirect('staff-case', folio).url}#etiquetas")
