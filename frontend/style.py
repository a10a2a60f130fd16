"""The living style page: every component and every kind of field, whole and with errors.

Only where `DEBUG` or `DEMO` is on; tests and developers look at it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from frontend import statuses
from frontend.charts import Chart, Point


class ThreePartDate(forms.MultiWidget):
    """Day, month and year, for showing `fields/date.html`."""

    template_name = "fields/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput, forms.TextInput, forms.TextInput], attrs)

    def decompress(self, value: dt.date | None) -> list[int | None]:
        """The three parts of a date."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class ThreePartDateField(forms.MultiValueField):
    """A date in three boxes."""

    widget = ThreePartDate

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([forms.IntegerField(), forms.IntegerField(), forms.IntegerField()], **kwargs)

    def compress(self, parts: list[int]) -> dt.date | None:
        """A date, from its three parts."""
        return dt.date(parts[2], parts[1], parts[0]) if parts else None


class SampleForm(forms.Form):
    """One field of every kind."""

    nombre = forms.CharField(label="Nombre completo", max_length=80)
    cuenta = forms.CharField(
        label="Número de cuenta",
        help_text="Está arriba a la derecha de su recibo.",
        widget=forms.TextInput({"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )
    correo = forms.EmailField(label="Correo electrónico", required=False)
    problema = forms.CharField(
        label="¿Qué le pasa a su medidor?",
        help_text="Díganos desde cuándo y qué ha notado.",
        max_length=300,
        widget=forms.Textarea({"rows": 4}),
    )
    atencion = forms.ChoiceField(
        label="¿Qué necesita?",
        widget=forms.RadioSelect,
        choices=[
            ("mantenimiento", "Mantenimiento"),
            ("reubicacion", "Cambiarlo de lugar"),
            ("robo", "Reposición porque lo robaron"),
        ],
    )
    colonia = forms.ChoiceField(
        label="Colonia",
        choices=[("", "Elija una"), ("centro", "Centro"), ("reforma", "Reforma"), ("x", "Xochimilco")],
    )
    dias = forms.MultipleChoiceField(
        label="¿Qué días puede recibirnos?",
        help_text="Marque todos los que pueda.",
        widget=forms.CheckboxSelectMultiple,
        choices=[("l", "Lunes"), ("m", "Martes"), ("x", "Miércoles")],
    )
    desde = ThreePartDateField(label="¿Desde cuándo falla?", help_text="Por ejemplo, 16 2 2026.")
    fotos = forms.FileField(label="Foto del medidor", help_text="Puede tomarla ahora con su teléfono.")
    verdad = forms.BooleanField(label="Declaro que lo que escribí es cierto")


def style_guide(request: HttpRequest) -> HttpResponse:
    """The page itself; `?personal` shows it inside the staff frame."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    now = dt.datetime(2026, 2, 16, 14, 5, tzinfo=dt.UTC)
    context = {
        "base": "base_staff.html" if "personal" in request.GET else "base.html",
        "clean_form": SampleForm(prefix="limpio"),
        "wrong_form": SampleForm({"error-correo": "sin arroba", "error-desde_0": "45"}, prefix="error"),
        "phases": list(statuses.PHASES),
        "outcomes": list(statuses.OUTCOMES),
        "crumbs": [("Inicio", "/"), ("Trámites", "/tramites/"), ("Medidores", "")],
        "rows": [
            {"label": "Nombre", "value": "María del Rosario Jiménez", "href": "#a"},
            {"label": "Dirección", "value": "Av. Juárez 12\nCentro", "href": "#b"},
            {"label": "Correo", "value": ""},
        ],
        "tasks": [
            {"name": "Sus datos", "href": "#", "done": True},
            {"name": "El medidor", "href": "#", "hint": "Tenga a la mano su recibo"},
            {"name": "Revisar y enviar", "status": "Aún no se puede", "colour": "grey"},
        ],
        "moments": [
            {"title": "Visita programada", "when": dt.date(2026, 2, 23), "state": "next",
             "text": "Entre 9:00 y 13:00 h. Alguien debe abrir."},
            {"title": "En revisión", "when": now, "who": "Comercialización", "state": "now"},
            {"title": "Recibimos su solicitud", "when": now, "text": "Por internet"},
        ],
        "tabs": [
            {"text": "Mías", "href": "#", "count": 4, "current": True},
            {"text": "Mi área", "href": "#", "count": 23},
            {"text": "Vencidas", "href": "#", "count": 2, "alarm": True},
        ],
        "columns": ["Trámite", ("Recibidas", "number"), ("Mediana", "number")],
        "figures": [["Cambio de medidor", 128, "6.5"], ["Factibilidad de vivienda", 41, "9"]],
        "bars": Chart("barras", _("Solicitudes por trámite"), [
            Point("Cambio de medidor", 128, 96), Point("Factibilidad de vivienda", 41, 60),
            Point("Reporte de fuga en la vía pública y otros", 12)], unit=_("solicitudes")),
        "line": Chart("linea", _("Días para resolver"), [
            Point(month, value) for month, value in zip(
                ["sep", "oct", "nov", "dic", "ene", "feb"], [11, 9.5, None, 8, 7, 6.5], strict=True)
            ], unit=_("días hábiles"), target=7),
        "moment": now,
    }  # fmt: skip
    return render(request, "style.html", context)


style_guide = login_not_required(style_guide)
