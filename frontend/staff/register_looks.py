"""Who looked an account of the register up, for the control body and administration."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from backend.accounts.actors import actor_of
from backend.accounts.people import may_administer
from procedures.casework.desk import keyset
from procedures.catalogue.finding import shelf
from procedures.register import looks
from procedures.requests.errors import Invalid, NotAllowed

PAGE_SIZE = 50


class LooksForm(forms.Form):
    """What narrows the list; sent by POST, so that no account is in an address."""

    use_required_attribute = False

    account = forms.CharField(label=gettext_lazy("Número de cuenta"), required=False, max_length=40)
    by = forms.CharField(label=gettext_lazy("Usuario"), required=False, max_length=150)


@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """`/personal/padron/consultas/`: the newest first."""
    actor, cursor = actor_of(request), request.GET.get("cursor", "")
    if not looks.may_read_looks(actor):
        raise NotAllowed(_("Su función no permite ver las consultas al padrón."))
    form = LooksForm(request.POST or None)
    asked = form.cleaned_data if request.method == "POST" and form.is_valid() else {}
    found = looks.looks(**asked)
    try:
        page = keyset.page(found, ordering=looks.ORDERING, cursor=cursor, size=PAGE_SIZE)
    except Invalid:
        page = keyset.page(found, ordering=looks.ORDERING, size=PAGE_SIZE)
    names = {one.slug: one.name for one in shelf().definitions}
    context = {
        "form": form,
        "asked": bool(asked),
        "administers": may_administer(actor),
        "rows": [
            (one, looks.account_of(one), names.get(one.procedure, one.procedure))
            for one in page.rows
        ],
        "next": f"?cursor={page.next}" if page.next and not asked else "",
        "previous": f"?cursor={page.previous}" if page.previous and not asked else "",
    }
    return render(request, "staff/register_looks.html", context)
