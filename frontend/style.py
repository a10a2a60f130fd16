"""The living style page: every component and every type of field, whole and with errors.

Only where `DEBUG` or `DEMO` is on; tests and developers look at it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from frontend import statuses
from frontend.charts import Chart, Point
from procedures.definition import TYPES, Facts, Field, Form, Section
from procedures.definition.fields.base import Option

DAY = dt.date(2026, 2, 16)
MOMENT = dt.datetime(2026, 2, 16, 20, 5, tzinfo=dt.UTC)
OPTIONS = tuple(Option(word.lower(), word) for word in ("Revisarlo", "Cambiarlo", "Reubicarlo"))
MANY = tuple(Option(f"c{n}", f"Colonia {n}") for n in range(1, 12))
SPECIAL: dict[str, dict[str, Any]] = {
    "choice": {"options": OPTIONS},
    "multi_choice": {"options": OPTIONS},
    "calculated": {"attributes": {"formula": {"+": [1, 2]}, "unit": "m³"}},
    "textarea": {"attributes": {"max_length": 300}},
    "file": {"attributes": {"accept": ["image", "pdf"], "multiple": True}},
    "info": {"help": "Tenga a la mano su recibo; no le pediremos nada más."},
}
# What somebody could type wrong, so that every place an error can be is seen.
WRONG = "email=sin+arroba&date=31/31/2026&curp=XX&group-0-cuantos=muchos&address-street=Juárez"


def sample_form() -> Form:
    """A form with one question of each type of the language, and a long list."""
    inside = (
        Field("nombre", TYPES["person_name"], "Nombre", required=True),
        Field("cuantos", TYPES["integer"], "Personas en casa"),
        Field("acepta", TYPES["checkbox"], "Acepta recibir avisos"),
    )
    questions = [
        Field(
            **{
                "key": name,
                "type": kind,
                "label": str(kind.title),
                "help": _("Está arriba a la derecha de su recibo.") if "number" in name else "",
                "required": kind.typed and name not in ("decimal", "time"),
                "fields": inside if name == "group" else (),
                **SPECIAL.get(name, {}),
            }
        )
        for name, kind in TYPES.items()
    ]
    colony = Field("colonia", TYPES["choice"], "Colonia", required=True, options=MANY)
    return Form((Section("muestra", "Muestra", (*questions, colony)),))


def style_guide(request: HttpRequest) -> HttpResponse:
    """The page itself; `?personal` shows it inside the staff frame."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    form, facts = sample_form(), Facts(today=DAY)
    typed = QueryDict(mutable=True)
    typed.update({f"error-{key}": str(value) for key, value in QueryDict(WRONG).items()})
    context = {
        "base": "base_staff.html" if "personal" in request.GET else "base.html",
        "clean_form": form.bind({}, facts, prefix="limpio"),
        "wrong_form": form.bind({}, facts, data=typed, files={}, prefix="error"),
        "moment": MOMENT,
        **_lists(),
        **_figures(),
    }
    return render(request, "style.html", context)


style_guide = login_not_required(style_guide)


def _lists() -> dict[str, Any]:
    return {
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
            {
                "title": "Visita programada",
                "when": dt.date(2026, 2, 23),
                "state": "next",
                "text": "Entre 9:00 y 13:00 h. Alguien debe abrir.",
            },
            {"title": "En revisión", "when": MOMENT, "who": "Comercialización", "state": "now"},
            {"title": "Recibimos su solicitud", "when": MOMENT, "text": "Por internet"},
        ],
        "tabs": [
            {"text": "Mías", "href": "#", "count": 4, "current": True},
            {"text": "Mi área", "href": "#", "count": 23},
            {"text": "Vencidas", "href": "#", "count": 2, "alarm": True},
        ],
    }


def _figures() -> dict[str, Any]:
    months = zip(
        ["sep", "oct", "nov", "dic", "ene", "feb"], [11, 9.5, None, 8, 7, 6.5], strict=True
    )
    return {
        "columns": ["Trámite", ("Recibidas", "number"), ("Mediana", "number")],
        "figures": [["Cambio de medidor", 128, "6.5"], ["Factibilidad de vivienda", 41, "9"]],
        "bars": Chart(
            "barras",
            _("Solicitudes por trámite"),
            [
                Point("Cambio de medidor", 128, 96),
                Point("Factibilidad de vivienda", 41, 60),
                Point("Reporte de fuga en la vía pública y en otros lugares", 12),
            ],
            unit=_("solicitudes"),
        ),
        "line": Chart(
            "linea",
            _("Días para resolver"),
            [Point(month, value) for month, value in months],
            unit=_("días hábiles"),
            target=7,
        ),
    }
