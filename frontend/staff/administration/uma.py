"""The value of the UMA by year: what amounts set in units of it are worked out with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import actor_of
from frontend.staff.administration.doors import administrators
from frontend.staff.administration.forms import PlainForm
from procedures.casework import uma as rules
from procedures.casework.models import UmaValue
from procedures.requests.errors import Invalid


class UmaForm(PlainForm):
    """The value of a year."""

    year = forms.IntegerField(
        label=gettext_lazy("Año"),
        help_text=gettext_lazy("Rige desde el 1 de febrero de ese año."),
        min_value=2016,
        max_value=2999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Escriba el año."),
            "invalid": gettext_lazy("Escriba el año."),
        },
    )
    value = forms.DecimalField(
        label=gettext_lazy("Valor diario en pesos"),
        max_digits=8,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": gettext_lazy("Escriba el valor diario en pesos, como 108.57."),
            "invalid": gettext_lazy("Escriba el valor diario en pesos, como 108.57."),
        },
    )
    source = forms.CharField(
        label=gettext_lazy("¿Dónde se publicó?"),
        help_text=gettext_lazy("Por ejemplo, DOF y la fecha."),
        max_length=200,
        error_messages={"required": gettext_lazy("Diga dónde se publicó.")},
    )

    @property
    def told(self) -> dict[str, Any]:
        """As the operation takes it."""
        data = self.cleaned_data
        starts_on = dt.date(data["year"], 2, 1)
        return {"starts_on": starts_on, "value": data["value"], "source": data["source"]}


@administrators
def uma(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/uma/`: the values put down, and one more or one mended."""
    form = UmaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rules.put_down(actor=actor_of(request), **form.told)
        except Invalid as refused:
            for key, findings in refused.errors.items():
                for _code, sentence in findings:
                    form.add_error("year" if key == "starts_on" else key, sentence)
        else:
            messages.success(request, _("El valor de la UMA quedó anotado."))
            return redirect("admin-uma")
    context = {
        "form": form,
        "values": UmaValue.objects.all(),
        "now": rules.value_on(timezone.localdate()),
        "administers": True,
    }
    return render(request, "staff/administration/uma.html", context)
