"""How the person of a request is told, and what else they want to be sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from frontend.citizen.views.requests import of_its_citizen
from frontend.notices import NoticesForm, save
from procedures.requests.models import ServiceRequest
from procedures.requests.notices import contact_of


@of_its_citizen
def notices(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """`/solicitudes/<folio>/avisos/`: choose the way; nobody of an anonymous request is told."""
    person = contact_of(row)
    if person is None:
        raise Http404
    form = NoticesForm(request.POST or None, row=row, person=person)
    if request.method == "POST" and form.is_valid() and save(form, actor=actor, row=row):
        messages.success(request, _("Guardamos cómo le avisamos."))
        return redirect(f"{reverse('request', args=[row.folio])}#avisos")
    context = {"row": row, "form": form, "person": person}
    return render(request, "citizen/notices.html", context)
