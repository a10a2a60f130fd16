"""What each phase and outcome looks like: words, an icon and a colour, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Status:
    """How a status is shown."""

    words: str | Promise
    colour: str
    icon: str


# Paths of a 24 × 24 drawing, stroked.
ICONS = {
    "received": "M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5",
    "looking": "M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13zM15.5 15.5L21 21",
    "you": "M12 4v10M12 19.5v.5",
    "pay": "M3 6h18v12H3zM3 10h18M7 15h3",
    "working": "M4 12h14M13 6l6 6-6 6",
    "deciding": "M4 20l1-5L16 4l4 4L9 19zM13 7l4 4",
    "yes": "M4 12.5l5.5 5.5L20 7",
    "no": "M6 6l12 12M18 6L6 18",
    "stop": "M5 12h14",
    "forward": "M13 5l7 6-7 6v-4c-5 0-7 2-9 6 0-7 3-10 9-10z",
    "clock": "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM12 7v5l3.5 2",
    "label": "M4 4h8l8 8-8 8-8-8zM8 8v.5",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4",
}

PHASES = {
    "received": Status(_("Recibida"), "blue", "received"),
    "in_review": Status(_("En revisión"), "teal", "looking"),
    "waiting_citizen": Status(_("Espera su respuesta"), "amber", "you"),
    "waiting_payment": Status(_("Espera su pago"), "amber", "pay"),
    "in_progress": Status(_("En trabajo"), "teal", "working"),
    "deciding": Status(_("Por resolver"), "violet", "deciding"),
    "closed": Status(_("Cerrada"), "grey", "stop"),
}

OUTCOMES = {
    "favourable": Status(_("Resuelta a favor"), "green", "yes"),
    "conditional": Status(_("Resuelta con condiciones"), "green", "yes"),
    "unfavourable": Status(_("Resuelta en contra"), "red", "no"),
    "dismissed": Status(_("Desechada"), "grey", "stop"),
    "not_filed": Status(_("No presentada"), "grey", "stop"),
    "withdrawn": Status(_("Retirada"), "grey", "stop"),
    "lapsed": Status(_("Caducada"), "grey", "clock"),
    "forwarded": Status(_("Enviada a otra autoridad"), "blue", "forward"),
    "inadmissible": Status(_("Improcedente"), "red", "no"),
}


def status_of(phase: str, outcome: str = "") -> Status:
    """How a request in this phase is shown; a closed one, by its outcome.

    Raises:
        KeyError: no such phase or outcome (they are code, so it is a mistake of ours).
    """
    return OUTCOMES[outcome] if phase == "closed" and outcome else PHASES[phase]
