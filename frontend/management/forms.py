"""What the board is asked to show: a period, and what to narrow it to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.figures import Names
from procedures.indicators import DIMENSIONS, Scope
from procedures.indicators.scope import month_start
from procedures.requests.models.request import Source

LONGEST = 60  # months of one period


def usual_period(today: dt.date) -> dict[str, str]:
    """This month and the eleven before it."""
    return {"desde": month_start(today, -11).isoformat(), "hasta": today.isoformat()}


class BoardForm(forms.Form):
    """The filters of the board, sent by GET; a period nobody says is the last twelve months."""

    desde = forms.DateField(
        label=gettext_lazy("Desde"), widget=forms.DateInput(attrs={"type": "date"})
    )
    hasta = forms.DateField(
        label=gettext_lazy("Hasta"), widget=forms.DateInput(attrs={"type": "date"})
    )
    tramite = forms.ChoiceField(label=gettext_lazy("Trámite"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Área"), required=False)
    canal = forms.ChoiceField(label=gettext_lazy("Canal"), required=False)

    def __init__(
        self, given: Mapping[str, Any], *, names: Names, hidden: frozenset[str], today: dt.date
    ) -> None:
        super().__init__({**usual_period(today), **{k: v for k, v in given.items() if v}})
        self.hidden = hidden
        for key, everything, known in (
            ("tramite", _("Todos"), names.procedures),
            ("area", _("Todas"), names.areas),
            ("canal", _("Todos"), dict(Source.choices)),
        ):
            choices = [(slug, name) for slug, name in known.items() if slug not in hidden]
            cast(forms.ChoiceField, self.fields[key]).choices = [("", everything), *choices]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        first, last = asked.get("desde"), asked.get("hasta")
        if first and last and last < first:
            self.add_error("hasta", _("Escriba una fecha igual o posterior a la de inicio."))
        elif first and last and month_start(first, LONGEST) <= last:
            self.add_error("desde", _("Elija un periodo de cinco años o menos."))
        return asked

    def scope(self) -> Scope:
        """What to count, once the form is valid; split in every way the board shows."""
        asked = self.cleaned_data
        return Scope(
            asked["desde"],
            asked["hasta"],
            procedure=asked["tramite"],
            area=asked["area"],
            source=asked["canal"],
            by=",".join(DIMENSIONS),
            without=self.hidden,
        )
