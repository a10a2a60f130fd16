"""How a person is told, put down at the window for whoever is there; its event says who did it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from frontend.notices import NoticesForm, save
from frontend.staff.desk import desk_of
from procedures.requests.access import require
from procedures.requests.errors import NotFound
from procedures.requests.notices import contact_of


@never_cache
def notices(request: HttpRequest, folio: str) -> HttpResponse:
    """`/personal/<folio>/avisos/`."""
    desk = desk_of(request, folio)
    require(desk.actor, "choose_notices", desk.row)
    person = contact_of(desk.row)
    if person is None:
        raise NotFound(_("De esta solicitud no se avisa a nadie."))
    form = NoticesForm(request.POST or None, row=desk.row, person=person, staff=True)
    if request.method == "POST" and form.is_valid() and save(form, actor=desk.actor, row=desk.row):
        messages.success(request, _("Quedó anotado cómo se le avisa."))
        return redirect(f"{reverse('staff-case', args=[folio])}#persona")
    context = {"row": desk.row, "form": form, "person": person}
    return render(request, "staff/notices.html", context)
