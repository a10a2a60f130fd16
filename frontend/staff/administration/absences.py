"""Who is away, from when until when, and who stands in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.accounts import absences as rules
from backend.accounts.actors import actor_of
from backend.accounts.people import may_administer
from frontend.staff.administration.doors import supervisors
from frontend.staff.administration.forms import AbsenceForm
from procedures.requests.errors import NotFound

PAGE_SIZE = 50


@supervisors
def absences(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/ausencias/`: those of the people one answers for, and a new one."""
    actor = actor_of(request)
    everybody = list(rules.people_of(actor))
    form = AbsenceForm(request.POST or None, people=everybody)
    if request.method == "POST" and form.is_valid():
        by_key = {str(one.pk): one for one in everybody}
        told = form.cleaned_data
        try:
            rules.put_down(
                actor=actor,
                user=by_key[told["user"]],
                starts_on=told["starts_on"],
                ends_on=told["ends_on"],
                substitute=by_key.get(told["substitute"]),
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("La ausencia quedó anotada."))
            return redirect("admin-absences")
    page = Paginator(rules.absences_of(actor), PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page": page,
        "today": timezone.localdate(),
        "administers": may_administer(actor),
        "previous": f"?pagina={page.number - 1}" if page.has_previous() else "",
        "next": f"?pagina={page.number + 1}" if page.has_next() else "",
    }
    return render(request, "staff/administration/absences.html", context)


@supervisors
@require_POST
def take_out(request: HttpRequest, absence: int) -> HttpResponse:
    """Take one out."""
    actor = actor_of(request)
    found = rules.absences_of(actor).filter(pk=absence).first()
    if found is None:
        raise NotFound(_("No encontramos esa ausencia."))
    rules.take_out(actor=actor, absence=found)
    messages.success(request, _("La ausencia quedó quitada."))
    return redirect("admin-absences")
