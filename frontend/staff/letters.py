"""Letters on paper at the window: print what waits, say what was posted and what came back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from backend.accounts.actors import actor_of
from frontend.sheets import pdf_response
from frontend.staff.forms import choices_of, day_input
from notifications.models import Letter, Returned
from procedures.casework import letters
from procedures.casework.desk import keyset
from procedures.requests.errors import Conflict, Invalid

PAGE_SIZE, SHOWN = 20, 100


class PostedForm(forms.Form):
    """Which letters of a batch were put in the post, and when."""

    use_required_attribute = False

    letters = forms.TypedMultipleChoiceField(
        label=gettext_lazy("¿Cuáles se pusieron en el correo?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Marque al menos una carta.")},
    )
    on = forms.DateField(
        label=gettext_lazy("¿Qué día?"),
        widget=day_input(),
        error_messages={
            "required": gettext_lazy("Escriba el día."),
            "invalid": gettext_lazy("Escriba una fecha."),
        },
    )

    def __init__(self, *args: Any, still: list[Letter], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [
            (one.pk, f"{one.message.recipient_name} · {one.message.reference}") for one in still
        ]
        choices_of(self, "letters").choices = named
        self.fields["letters"].initial = [one.pk for one in still]
        self.fields["on"].initial = timezone.localdate()


class ReturnedForm(forms.Form):
    """Why the post brought a letter back, and when."""

    use_required_attribute = False

    why = forms.ChoiceField(
        label=gettext_lazy("¿Por qué regresó?"),
        choices=Returned.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Elija por qué regresó.")},
    )
    on = forms.DateField(
        label=gettext_lazy("¿Qué día regresó?"),
        widget=day_input(),
        initial=timezone.localdate,
        error_messages={
            "required": gettext_lazy("Escriba el día."),
            "invalid": gettext_lazy("Escriba una fecha."),
        },
    )


@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """`/personal/cartas/`: what waits to be printed, and the batches that were."""
    actor = letters.poster(actor_of(request))
    if request.method == "POST":
        try:
            return redirect("staff-letter-batch", letters.print_letters(actor=actor).pk)
        except Conflict as refused:
            messages.info(request, str(refused))
            return redirect("staff-letters")
    waiting, cursor = letters.to_print(actor), request.GET.get("cursor", "")
    found = letters.batches(actor).select_related("made_by")
    try:
        page = keyset.page(found, ordering=letters.ORDERING, cursor=cursor, size=PAGE_SIZE)
    except Invalid:
        page = keyset.page(found, ordering=letters.ORDERING, size=PAGE_SIZE)
    context = {
        "count": waiting.count(),
        "waiting": waiting[:SHOWN],
        "page": page,
        "next": f"?cursor={page.next}" if page.next else "",
        "previous": f"?cursor={page.previous}" if page.previous else "",
    }
    return render(request, "staff/letters.html", context)


@never_cache
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """`…/<lote>/`: the letters of one batch; what is ticked was put in the post."""
    actor = letters.poster(actor_of(request))
    printed, found = letters.batch_of(actor, pk)
    still = [one for one in found if one.posted_on is None and letters.goes(one)]
    form = PostedForm(request.POST or None, still=still)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            done = letters.mark_posted(actor=actor, batch=pk, on=told["on"], chosen=told["letters"])
        except Invalid as refused:
            _take(form, refused)
        else:
            said = ngettext(
                "%d carta quedó como enviada.", "%d cartas quedaron como enviadas.", done
            )
            messages.success(request, said % done)
            return redirect("staff-letter-batch", pk)
    context = {
        "batch": printed,
        "form": form if still else None,
        "rows": [one for one in found if one not in still],
        "printable": any(letters.goes(one) for one in found),
    }
    return render(request, "staff/letter_batch.html", context)


@require_GET
@never_cache
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """`…/<lote>/cartas.pdf`: to print, as often as need be."""
    _printed, found = letters.batch_of(letters.poster(actor_of(request)), pk)
    return pdf_response(letters.letters_pdf(found), f"cartas-{pk}")


@never_cache
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """`…/carta/<n>/regreso/`: the post brought it back."""
    actor = letters.poster(actor_of(request))
    letter = letters.letter_of(actor, pk)
    if letter.posted_on is None or letter.returned_on:  # another tab was first
        return redirect("staff-letter-batch", letter.batch_id)
    form = ReturnedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        on: dt.date = form.cleaned_data["on"]
        try:
            letters.mark_returned(actor=actor, letter=pk, on=on, why=form.cleaned_data["why"])
        except Invalid as refused:
            _take(form, refused)
        else:
            messages.success(request, _("Quedó anotado que la carta regresó."))
            return redirect("staff-letter-batch", letter.batch_id)
    return render(request, "staff/letter_returned.html", {"letter": letter, "form": form})


def _take(form: forms.Form, refused: Invalid) -> None:
    for name, findings in refused.errors.items():
        for _code, sentence in findings:
            form.add_error(name if name in form.fields else None, sentence)
